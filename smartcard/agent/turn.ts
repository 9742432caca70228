import { BrowserConversation } from './conversation.ts';
import { Refusal } from './errors.ts';

/** The one request that is served. A person has one card, one window and one mind. */
export class Turn {
  /** `taken` until its page begins, and for a diagnosis. */
  #holder: BrowserConversation | 'taken' | undefined;

  /**
   * Keeps the place, in the same breath as it is found free: another request must not come in between. A request that
   * waits for a form of its page uses nothing, and its page may be closed: it gives way.
   * @throws Refusal `agent.busy`
   */
  take(): void {
    const holder = this.#holder;
    const givesWay = holder instanceof BrowserConversation && holder.isWaiting;
    if (holder !== undefined && !givesWay) throw new Refusal('agent.busy');
    if (givesWay) holder.abandon();
    this.#holder = 'taken';
  }

  /** The page of the request that took the place begins. */
  begin(conversation: BrowserConversation): void {
    this.#holder = conversation;
  }

  /** Frees the place, unless it was given away meanwhile. */
  end(conversation?: BrowserConversation): void {
    if (this.#holder === (conversation ?? 'taken')) this.#holder = undefined;
  }

  /** The conversation whose forms carry this ticket. */
  find(ticket: string): BrowserConversation | undefined {
    const holder = this.#holder;
    return holder instanceof BrowserConversation && holder.ticket === ticket ? holder : undefined;
  }
}
