import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { closing, opening } from './document.ts';
import { html, type Markup } from './html.ts';
import type { Language } from './language.ts';

/** What a person sent from a form of the page. */
export type Reply = ReadonlyMap<string, string>;

/**
 * The page that a browser shows during one request: it grows as things happen. When the browser leaves it, or the
 * time is over, the signal aborts.
 */
export interface Conversation {
  readonly signal: AbortSignal;
  /** True when the signal aborted because the time was over. */
  readonly isOverdue: boolean;
  /** What its forms carry, so that nobody else can send them. */
  readonly ticket: string;
  /** Takes the place of what the page showed. */
  step(content: Markup): void;
  /**
   * Ends the page with a form and waits until it is sent, which `resume` tells; undefined when the time is over or the
   * signal aborts.
   */
  reply(
    content: Markup,
    until: { readonly seconds: number; readonly signal: AbortSignal },
  ): Promise<Reply | undefined>;
}

export interface ConversationOptions {
  readonly language: Language;
  readonly title: string;
  readonly seconds: number;
  /** Headers of every part of the page. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A conversation as the server sees it. */
export class BrowserConversation implements Conversation {
  readonly ticket = randomBytes(16).toString('base64url');
  readonly #options: ConversationOptions;
  readonly #ending = new AbortController();
  readonly #deadline: NodeJS.Timeout;
  #response: ServerResponse | undefined;
  #waiting: ((reply: Reply | undefined) => void) | undefined;
  #isOverdue = false;

  constructor(response: ServerResponse, options: ConversationOptions) {
    this.#options = options;
    this.#deadline = setTimeout(() => {
      this.#isOverdue = true;
      this.#ending.abort();
    }, options.seconds * 1000);
    this.#begin(response);
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  get isOverdue(): boolean {
    return this.#isOverdue;
  }

  /** True while a form of the page is with the person: no window of ours is open, and no card is in use. */
  get isWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  step(content: Markup): void {
    this.#response?.write(html`<section class="step" role="status">${content}</section>\n`.text);
  }

  async reply(
    content: Markup,
    { seconds, signal }: { readonly seconds: number; readonly signal: AbortSignal },
  ): Promise<Reply | undefined> {
    const response = this.#response;
    if (!response || signal.aborted) return undefined;
    this.#response = undefined;
    return new Promise((resolve) => {
      const settle = (reply: Reply | undefined) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        this.#waiting = undefined;
        resolve(reply);
      };
      const giveUp = () => settle(undefined);
      const timer = setTimeout(giveUp, seconds * 1000);
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting = settle;
      response.end(html`<section class="step">${content}</section>\n${closing(this.#options.language)}`.text);
    });
  }

  /** The person sent the form; the page goes on in this answer. False when nothing waits for it. */
  resume(response: ServerResponse, reply: Reply): boolean {
    const waiting = this.#waiting;
    if (!waiting) return false;
    this.#begin(response);
    waiting(reply);
    return true;
  }

  /** Ends it as if the browser had left. */
  abandon(): void {
    clearTimeout(this.#deadline);
    this.#ending.abort();
  }

  /** The last part of the page. The browser may be gone. */
  finish(content: Markup): void {
    const response = this.#response;
    this.#response = undefined;
    response?.end(
      html`<section class="step" role="status">${content}</section>\n${closing(this.#options.language, ['hand-back.js'])}`
        .text,
    );
  }

  #begin(response: ServerResponse): void {
    this.#response = response;
    const leave = () => {
      if (this.#response === response) this.#ending.abort();
    };
    response.on('close', leave);
    response.on('error', leave);
    // It may be gone already, and would not say so again.
    if (response.destroyed) leave();
    response.writeHead(200, { ...this.#options.headers, 'content-type': 'text/html; charset=utf-8' });
    response.write(opening(this.#options.language, this.#options.title).text);
  }
}
