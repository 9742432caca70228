import { CardConnection } from './card-connection.ts';
import { openChannel } from './channel.ts';
import { PcscContext } from './context.ts';
import { loadPcscLibrary } from './pcsc-library.ts';
import { findPinPad } from './pin-pad.ts';
import { Readers } from './readers.ts';
import { toTransportError } from './return-codes.ts';
import { busy, Deadline, Turns, within } from './time-limit.ts';
import { type CardChannel, type CardTransport, TransportError } from './transport.ts';

export interface PcscOptions {
  /** How long a card may take for one command: making an RSA key may take a minute. */
  readonly transmitTimeoutMs?: number;
}

const defaultTransmitTimeoutMs = 120_000;
/** A card that another program holds keeps a thread; libuv has four, and files and hashing need some too. */
const opening = new Turns(2);
/** For looking, after a time limit has passed, whether it was another program's doing. */
const explainLimitMs = 500;
const closeLimitMs = 10_000;

/** The card readers of this computer, by the PC/SC service of its operating system. */
export function createPcscTransport(options: PcscOptions = {}): CardTransport {
  return new PcscTransport(options);
}

class PcscTransport implements CardTransport {
  readonly #commandLimitMs: number;
  readonly #closing = new AbortController();
  readonly #readers = new Readers(loadPcscLibrary, this.#closing.signal);
  readonly #turns = new Map<string, Turns>();
  readonly #channels = new Set<CardChannel>();

  constructor({ transmitTimeoutMs = defaultTransmitTimeoutMs }: PcscOptions) {
    this.#commandLimitMs = transmitTimeoutMs;
  }

  readers() {
    return this.#readers.list();
  }

  changed(...words: Parameters<CardTransport['changed']>) {
    return this.#readers.changed(...words);
  }

  async open(reader: string, { timeoutMs }: { readonly timeoutMs: number }): Promise<CardChannel> {
    const deadline = new Deadline({ limitMs: timeoutMs, signal: this.#closing.signal });
    const leaveReader = await this.#turnsAt(reader).enter(deadline.bounds()).catch(busy);
    const leaveOpening = await opening.enter(deadline.bounds()).catch((error: unknown) => {
      leaveReader();
      return busy(error);
    });
    let context: PcscContext | undefined;
    try {
      context = await PcscContext.establish(loadPcscLibrary(), deadline.bounds());
      const channel = await this.#openInTurn(context, { reader, deadline, onEnd: leaveReader });
      leaveOpening();
      return channel;
    } catch (error) {
      const failure = await this.#explain(error, reader);
      // The next one may try when no thread waits for the card any more.
      void (context?.release() ?? Promise.resolve()).then(leaveOpening).then(leaveReader);
      throw failure;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const ends = [...this.#channels].map((channel) => channel.end());
    // What cannot be cut is left behind.
    await within(Promise.all([this.#readers.closed(), ...ends]), { limitMs: closeLimitMs }).catch(() => {});
  }

  #turnsAt(reader: string): Turns {
    const turns = this.#turns.get(reader) ?? new Turns(1);
    this.#turns.set(reader, turns);
    return turns;
  }

  async #openInTurn(
    context: PcscContext,
    {
      reader,
      deadline,
      onEnd,
    }: { readonly reader: string; readonly deadline: Deadline; readonly onEnd: () => void },
  ): Promise<CardChannel> {
    const { signal } = this.#closing;
    const connection = await CardConnection.open({ library: loadPcscLibrary(), context, reader }, deadline);
    await connection.begin(deadline);
    const channel = openChannel({
      reader,
      connection,
      signal,
      atr: await connection.answerToReset(deadline),
      pinPad: await findPinPad(connection, signal),
      commandLimitMs: this.#commandLimitMs,
      onEnd: () => {
        this.#channels.delete(channel);
        onEnd();
      },
    });
    this.#channels.add(channel);
    return channel;
  }

  /** PC/SC itself never says that it waits for another program. */
  async #explain(cause: unknown, reader: string): Promise<TransportError> {
    const failure = toTransportError(cause);
    if (failure.code !== 'transport.timeout') return failure;
    const isInUse = await within(this.#readers.isInUse(reader), { limitMs: explainLimitMs }).catch(
      () => false,
    );
    if (!isInUse) return failure;
    return new TransportError('transport.busy', 'another program keeps the card', { cause });
  }
}
