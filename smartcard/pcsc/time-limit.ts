import { TransportError } from './transport.ts';

export interface Bounds {
  readonly limitMs: number;
  /** Gives up at once. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The action's outcome, unless it takes too long: then `giveUp` is called and the action goes on unheard.
 * @throws TransportError `transport.timeout`, or `transport.failed` when the signal aborts
 */
export async function within<T>(
  action: Promise<T>,
  { limitMs, signal }: Bounds,
  giveUp: () => void = () => {},
): Promise<T> {
  // Whoever hears of it late must not hear of it as an unhandled rejection.
  action.catch(() => {});
  const { promise: limit, reject } = Promise.withResolvers<never>();
  const fail = (reason: TransportError) => {
    reject(reason);
    giveUp();
  };
  const onAbort = () => fail(closed());
  const onTimeout = () =>
    fail(new TransportError('transport.timeout', `no answer within ${Math.round(limitMs)} ms`));
  const timer = setTimeout(onTimeout, limitMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  try {
    return await Promise.race([action, limit]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

export function closed(): TransportError {
  return new TransportError('transport.failed', 'the transport or the channel is closed');
}

/** A time limit that passed while another channel of ours kept the card; other errors stay what they are. */
export function busy(error: unknown): never {
  if (!(error instanceof TransportError) || error.code !== 'transport.timeout') throw error;
  throw new TransportError('transport.busy', 'another channel keeps the card', { cause: error });
}

/** One time limit for a number of steps. */
export class Deadline {
  readonly #at: number;
  readonly #signal: AbortSignal | undefined;

  constructor({ limitMs, signal }: Bounds) {
    this.#at = performance.now() + limitMs;
    this.#signal = signal;
  }

  get isOver(): boolean {
    return this.#signal?.aborted === true || performance.now() >= this.#at;
  }

  /** What is left for the next step. */
  bounds(): Bounds {
    return { limitMs: Math.max(0, this.#at - performance.now()), signal: this.#signal };
  }
}

/** So many may be in at a time; the others wait in the order they came. */
export class Turns {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(places: number) {
    this.#free = places;
  }

  /** Resolves to what must be called to leave; calling it again does nothing. @throws as {@link within} */
  async enter(bounds: Bounds): Promise<() => void> {
    if (this.#free > 0 && !bounds.signal?.aborted) this.#free -= 1;
    else await this.#wait(bounds);
    let isIn = true;
    return () => {
      if (isIn) this.#leave();
      isIn = false;
    };
  }

  async #wait(bounds: Bounds): Promise<void> {
    const { promise: turn, resolve: enter } = Promise.withResolvers<void>();
    this.#waiting.add(enter);
    await within(turn, bounds, () => this.#waiting.delete(enter));
  }

  #leave(): void {
    const [next] = this.#waiting;
    if (!next) this.#free += 1;
    else {
      this.#waiting.delete(next);
      next();
    }
  }
}
