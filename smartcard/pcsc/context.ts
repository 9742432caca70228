import type { Handle, PcscLibrary } from './pcsc-library.ts';
import { type ServiceSocket, serviceSockets } from './service-sockets.ts';
import { type Bounds, Turns, within } from './time-limit.ts';

/** Only one connection to the daemon is made at a time, so that it is known which one is whose. */
const connecting = new Turns(1);
const releaseLimitMs = 2000;
let isExitPrepared = false;

/** Node waits for the threads of its pool before it ends, and with them for whoever holds the card. */
function prepareExit(): void {
  if (isExitPrepared) return;
  isExitPrepared = true;
  process.once('exit', () => cut(serviceSockets().list()));
}

/**
 * A context of the PC/SC library whose calls have a time limit of ours. A call that passes it is cut off where the
 * system allows that, and with it the context, which is of no more use then.
 */
export class PcscContext {
  readonly #library: PcscLibrary;
  readonly #handle: Handle;
  readonly #socket: ServiceSocket | undefined;
  readonly #running = new Set<Promise<unknown>>();
  #released: Promise<void> | undefined;

  constructor(library: PcscLibrary, handle: Handle, socket: ServiceSocket | undefined) {
    this.#library = library;
    this.#handle = handle;
    this.#socket = socket;
  }

  /** @throws PcscError; TransportError as {@link within} */
  static async establish(library: PcscLibrary, bounds: Bounds): Promise<PcscContext> {
    prepareExit();
    const leave = await connecting.enter(bounds);
    const sockets = serviceSockets();
    const before = new Set(sockets.list().map(({ identity }) => identity));
    const made = () => sockets.list().filter(({ identity }) => !before.has(identity));
    const establishing = library.establishContext().then((handle) => ({ handle, sockets: made() }));
    // Also after the time limit: a second connection meanwhile could not be told from this one.
    establishing.then(leave, leave);
    try {
      const { handle, sockets: mine } = await within(establishing, bounds, () => cut(made()));
      return new PcscContext(library, handle, mine.length === 1 ? mine[0] : undefined);
    } catch (error) {
      establishing.then(({ handle }) => library.releaseContext(handle)).catch(() => {});
      throw error;
    }
  }

  /**
   * `undo` is for a value that comes when nobody waits for it any more.
   * @throws PcscError; TransportError as {@link within}
   */
  async call<T>(
    action: (context: Handle) => Promise<T>,
    bounds: Bounds,
    undo?: (late: T) => Promise<void>,
  ): Promise<T> {
    const acting = action(this.#handle);
    let isLate = false;
    const settled = acting
      .then((value) => (isLate ? undo?.(value) : undefined))
      .catch(() => {})
      .finally(() => this.#running.delete(settled));
    this.#running.add(settled);
    return within(acting, bounds, () => {
      isLate = true;
      this.#cut();
    });
  }

  /** Ends a wait for changes. */
  async cancel(): Promise<void> {
    const bounds = { limitMs: releaseLimitMs };
    const leave = await connecting.enter(bounds);
    try {
      await this.#library.cancel(this.#handle);
    } finally {
      leave();
    }
  }

  /** Resolves when nothing of it is left; that may take as long as a call that cannot be cut. Never rejects. */
  release(): Promise<void> {
    this.#released ??= this.#release();
    return this.#released;
  }

  async #release(): Promise<void> {
    // A release would wait for them in a thread.
    await Promise.all(this.#running);
    const releasing = this.#library.releaseContext(this.#handle);
    await within(releasing, { limitMs: releaseLimitMs }, () => this.#cut()).catch(() => {});
  }

  #cut(): void {
    if (this.#socket) cut([this.#socket]);
  }
}

function cut(sockets: readonly ServiceSocket[]): void {
  for (const socket of sockets) serviceSockets().shutDown(socket);
}
