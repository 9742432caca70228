import { PcscContext } from './context.ts';
import type { NativeReaderState, PcscLibrary } from './pcsc-library.ts';
import { isInUse, isSame, readStates, sliceMs, toReaderState, waitForChange } from './reader-state.ts';
import { isContextLost, toTransportError } from './return-codes.ts';
import { type Bounds, closed } from './time-limit.ts';
import { type ReaderState, TransportError } from './transport.ts';

/** A daemon that does not answer for so long stands still. */
const answerLimitMs = 5000;

/** A service that is away is looked for so often. */
const retryMs = 500;

interface Waiter {
  readonly known: readonly ReaderState[];
  /** Whether it knows that the service is there. */
  hasSeenService: boolean;
  readonly done: () => void;
}

/** What readers there are: one context to look, one to wait in, both made anew after PC/SC was away. */
export class Readers {
  readonly #load: () => PcscLibrary;
  readonly #signal: AbortSignal;
  readonly #contexts = new Map<'looking' | 'waiting', Promise<PcscContext>>();
  readonly #releasing = new Set<Promise<void>>();
  readonly #waiters = new Set<Waiter>();
  #generation = 0;
  #isWatching = false;
  #isWaiting = false;

  constructor(load: () => PcscLibrary, signal: AbortSignal) {
    this.#load = load;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#close(), { once: true });
  }

  /** @throws TransportError */
  async list(): Promise<readonly ReaderState[]> {
    const states = await this.#look();
    return states.map((state) => toReaderState(state, this.#generation));
  }

  /** @throws TransportError */
  async isInUse(reader: string): Promise<boolean> {
    const states = await this.#look();
    return states.some((state) => state.name === reader && isInUse(state));
  }

  /** As in {@link CardTransport}. One thread waits for all who ask. */
  changed(known: readonly ReaderState[], signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const waiter: Waiter = {
        known,
        // Readers are told of by a service only.
        hasSeenService: known.length > 0,
        done: () => {
          signal.removeEventListener('abort', waiter.done);
          this.#waiters.delete(waiter);
          if (this.#waiters.size === 0) this.#wake();
          resolve();
        },
      };
      this.#waiters.add(waiter);
      signal.addEventListener('abort', waiter.done, { once: true });
      if (this.#isWatching) this.#wake();
      else void this.#watch();
    });
  }

  async #look(): Promise<readonly NativeReaderState[]> {
    if (this.#signal.aborted) throw closed();
    try {
      return await this.#lookOnce();
    } catch (error) {
      // A service that began anew is there at the second try.
      if (!isContextLost(error)) throw toTransportError(error);
    }
    return this.#lookOnce().catch((error: unknown) => {
      throw toTransportError(error);
    });
  }

  async #lookOnce(): Promise<readonly NativeReaderState[]> {
    const generation = this.#generation;
    try {
      const context = await this.#context('looking');
      return await context.call((handle) => readStates(this.#load(), handle), this.#bounds());
    } catch (error) {
      this.#dropIfLost(error, generation);
      throw error;
    }
  }

  #bounds(limitMs = answerLimitMs): Bounds {
    return { limitMs, signal: this.#signal };
  }

  #context(use: 'looking' | 'waiting'): Promise<PcscContext> {
    const there = this.#contexts.get(use);
    if (there) return there;
    const context = PcscContext.establish(this.#load(), this.#bounds());
    this.#contexts.set(use, context);
    context.catch(() => this.#contexts.delete(use));
    return context;
  }

  /** After a call that was cut, too, a context is of no use. */
  #dropIfLost(error: unknown, generation: number): void {
    if (!isContextLost(error) && !(error instanceof TransportError)) return;
    if (generation !== this.#generation) return;
    this.#generation += 1;
    this.#drop();
  }

  #drop(): void {
    for (const context of this.#contexts.values()) {
      const releasing = context
        .then((established) => established.release())
        .catch(() => {})
        .finally(() => this.#releasing.delete(releasing));
      this.#releasing.add(releasing);
    }
    this.#contexts.clear();
  }

  async #watch(): Promise<void> {
    this.#isWatching = true;
    while (this.#waiters.size > 0) {
      const generation = this.#generation;
      try {
        await this.#waitOnce(generation);
      } catch (error) {
        this.#dropIfLost(error, generation);
        for (const { hasSeenService, done } of this.#waiters) if (hasSeenService) done();
        // Those who know already that there is none wait for it.
        if (this.#waiters.size > 0) await new Promise((done) => setTimeout(done, retryMs));
      }
    }
    this.#isWatching = false;
  }

  /** Tells those who know less than there is; then waits for a change, for a slice of time at most. */
  async #waitOnce(generation: number): Promise<void> {
    const library = this.#load();
    const context = await this.#context('waiting');
    const states = await context.call((handle) => readStates(library, handle), this.#bounds());
    const now = states.map((state) => toReaderState(state, generation));
    for (const waiter of this.#waiters) {
      waiter.hasSeenService = true;
      if (!isSame(waiter.known, now)) waiter.done();
    }
    if (this.#waiters.size === 0) return;
    this.#isWaiting = true;
    try {
      const bounds = this.#bounds(sliceMs + answerLimitMs);
      await context.call((handle) => waitForChange(library, handle, states), bounds);
    } finally {
      this.#isWaiting = false;
    }
  }

  /** Lets the watch look again, or end. */
  #wake(): void {
    if (!this.#isWaiting) return;
    this.#contexts
      .get('waiting')
      ?.then((context) => context.cancel())
      .catch(() => {});
  }

  #close(): void {
    for (const { done } of this.#waiters) done();
    this.#drop();
  }

  /** After the signal aborted: resolves when nothing of it is left open. */
  async closed(): Promise<void> {
    await Promise.all(this.#releasing);
  }
}
