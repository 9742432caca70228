import type { VirtualCard } from './virtual-card.ts';

/** The opening that a virtual card is put into, with the faults that tests and the control door ask for. */
export interface CardSlot {
  /** The card inside; undefined while it is empty. */
  readonly card: VirtualCard | undefined;
  insert(card: VirtualCard): void;
  remove(): void;
  /** How long each answer waits from now on. */
  delay(milliseconds: number): void;
  /** The card goes in the middle of the next signature, or of the n-th command from now (1 = the next). */
  dropDuring(what: 'signature' | number): void;
  /** Called after every insertion and removal. */
  onChange(listener: () => void): void;
  /** The answer; undefined when there is no card, or none any more. */
  exchange(command: Uint8Array): Promise<Uint8Array | undefined>;
}

/** Instructions that make signatures: GENERAL AUTHENTICATE, PERFORM SECURITY OPERATION, INTERNAL AUTHENTICATE. */
const signing: ReadonlySet<number | undefined> = new Set([0x87, 0x2a, 0x88]);

export function createCardSlot(): CardSlot {
  const listeners: (() => void)[] = [];
  let card: VirtualCard | undefined;
  let delayMs = 0;
  let drop: 'signature' | number | undefined;

  const put = (next: VirtualCard | undefined): void => {
    if (card === next) return;
    card = next;
    card?.reset();
    for (const listener of listeners) listener();
  };
  const isDropped = (command: Uint8Array): boolean => {
    if (typeof drop === 'number') drop -= 1;
    const isHit = drop === 0 || (drop === 'signature' && signing.has(command[1]));
    if (isHit) drop = undefined;
    return isHit;
  };

  return {
    get card() {
      return card;
    },
    insert: put,
    remove: () => put(undefined),
    delay(milliseconds) {
      delayMs = milliseconds;
    },
    dropDuring(what) {
      drop = what;
    },
    onChange(listener) {
      listeners.push(listener);
    },
    async exchange(command) {
      const inside = card;
      if (!inside) return undefined;
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
      if (isDropped(command)) put(undefined);
      const answer = card === inside ? await inside.answer(command) : undefined;
      return card === inside ? answer : undefined;
    },
  };
}
