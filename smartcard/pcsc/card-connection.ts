import { PcscContext } from './context.ts';
import type { ControlCode, NativeCard, NativeReaderState, PcscLibrary } from './pcsc-library.ts';
import { isResult, returnCodes, toTransportError } from './return-codes.ts';
import { counterOf, isPresent, knownState } from './reader-state.ts';
import { type Bounds, Deadline, within } from './time-limit.ts';
import { TransportError } from './transport.ts';

const pauseMs = 50;
const endBounds: Bounds = { limitMs: 5000 };
/** How long PC/SC may need to notice that a card went. */
const noticeMs = 1000;
/** The longest response of an extended command: 65536 bytes and the status word. */
const maxResponseBytes = 65_538;

interface Place {
  readonly library: PcscLibrary;
  readonly context: PcscContext;
  readonly reader: string;
}

/** A card that we are connected to, in a context of its own: nobody waits for it, and its loss hurts nobody. */
export class CardConnection {
  readonly #library: PcscLibrary;
  readonly #context: PcscContext;
  readonly #reader: string;
  #card: NativeCard;
  #isUntouched = true;
  readonly #response = new Uint8Array(maxResponseBytes);

  private constructor({ library, context, reader }: Place, card: NativeCard) {
    this.#library = library;
    this.#context = context;
    this.#reader = reader;
    this.#card = card;
  }

  /** Waits while another program has the card for itself. @throws PcscError, TransportError */
  static async open(place: Place, deadline: Deadline): Promise<CardConnection> {
    const { library, context, reader } = place;
    for (;;) {
      try {
        const card = await context.call(
          (handle) => library.connect(handle, reader),
          deadline.bounds(),
          (late) => library.disconnect(late.card, 'leave'),
        );
        return new CardConnection(place, card);
      } catch (error) {
        if (!isResult(error, returnCodes.sharingViolation) || deadline.isOver) throw error;
        await new Promise((done) => setTimeout(done, pauseMs));
      }
    }
  }

  /** Begins a transaction, also when another program reset the card before. @throws PcscError, TransportError */
  async begin(deadline: Deadline): Promise<void> {
    for (;;) {
      try {
        return await this.#context.call(
          () => this.#library.beginTransaction(this.#card.card),
          deadline.bounds(),
        );
      } catch (error) {
        if (!isResult(error, returnCodes.resetCard) || deadline.isOver) throw error;
        await this.#reconnect(deadline.bounds());
      }
    }
  }

  /** @throws PcscError, TransportError */
  async answerToReset(deadline: Deadline): Promise<Uint8Array> {
    const [state] = await this.#look(0, 0, deadline.bounds());
    return state?.atr ?? new Uint8Array();
  }

  async #reconnect(bounds: Bounds): Promise<void> {
    const { card } = this.#card;
    this.#card = { card, protocol: await this.#context.call(() => this.#library.reconnect(card), bounds) };
  }

  /** One at a time. The command must stay as it is until the end, and no copy of it is left. @throws TransportError */
  async transmit(command: Uint8Array, bounds: Bounds): Promise<Uint8Array> {
    try {
      const length = await this.#sendAgainAfterReset(command, bounds);
      if (length < 2) throw await this.#lost(`a response of ${length} bytes`);
      return Uint8Array.from(this.#response.subarray(0, length));
    } catch (error) {
      if (isResult(error, returnCodes.notTransacted)) throw await this.#lost('not transacted');
      throw toTransportError(error);
    } finally {
      this.#isUntouched = false;
      this.#response.fill(0);
    }
  }

  async #sendAgainAfterReset(command: Uint8Array, bounds: Bounds): Promise<number> {
    const send = () =>
      this.#context.call(() => this.#library.transmit(this.#card, command, this.#response), bounds);
    try {
      return await send();
    } catch (error) {
      // Also a reset: one that pcscd made just when we connected undoes the choice of the protocol and tells nobody.
      if (!isResult(error, returnCodes.resetCard, returnCodes.protocolMismatch)) throw error;
      // What the card was told before would be forgotten, unless it was told nothing.
      if (!this.#isUntouched) throw error;
      await this.#reconnect(bounds);
      if (isResult(error, returnCodes.resetCard)) await this.begin(new Deadline(bounds));
      return send();
    }
  }

  /** PC/SC fails an exchange before it notices that the card is gone. */
  async #lost(detail: string): Promise<TransportError> {
    const isGone = await this.#isGone().catch(() => true);
    return isGone
      ? new TransportError('transport.removed', `the card was pulled out: ${detail}`)
      : new TransportError('transport.failed', `the card is there, but: ${detail}`);
  }

  async #isGone(): Promise<boolean> {
    const [now] = await this.#look(0, 0, endBounds);
    if (!now || !isPresent(now)) return true;
    const [later] = await this.#look(noticeMs, knownState(now), endBounds).catch((error: unknown) => {
      if (isResult(error, returnCodes.timeout)) return [now];
      throw error;
    });
    return !later || !isPresent(later) || counterOf(later) !== counterOf(now);
  }

  #look(timeoutMs: number, currentState: number, bounds: Bounds): Promise<readonly NativeReaderState[]> {
    const reader = { name: this.#reader, currentState };
    return this.#context.call((handle) => this.#library.getStatusChange(handle, timeoutMs, [reader]), bounds);
  }

  /** @throws PcscError, TransportError */
  control(code: ControlCode, input: Uint8Array, output: Uint8Array, bounds: Bounds): Promise<number> {
    // What a reader named itself goes to the card: a PIN, perhaps.
    if ('whole' in code) this.#isUntouched = false;
    return this.#context.call(() => this.#library.control(this.#card.card, code, input, output), bounds);
  }

  /** Resets the card and lets go of it. Resolves when PC/SC has done so, or has been left without answer. Never rejects. */
  async end(): Promise<void> {
    const { card } = this.#card;
    const isReset = await this.#context
      .call(() => this.#library.endTransaction(card, 'reset'), endBounds)
      .then(
        () => true,
        () => false,
      );
    await this.#context
      .call(() => this.#library.disconnect(card, isReset ? 'leave' : 'reset'), endBounds)
      .catch(() => {});
    await within(this.#context.release(), endBounds).catch(() => {});
  }
}
