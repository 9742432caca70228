/** A reader as it is seen from outside. `mark` changes whenever a card comes or goes. */
export interface ReaderState {
  readonly name: string;
  readonly hasCard: boolean;
  /** Answer to reset of the card inside (ISO 7816-3); empty without a card. */
  readonly atr: Uint8Array;
  readonly mark: number;
}

/** PIN entry on the reader's own keys (PC/SC part 10); absent where the reader has none. */
export interface PinPad {
  /**
   * Sends the template (a VERIFY command whose PIN block is all FF) with the PIN that is typed at the reader. The card's
   * status word comes back, or the reader's own: 6400 nobody typed, 6401 given up, 6403 too few or too many digits.
   */
  verify(template: Uint8Array, options: { readonly timeoutSeconds: number }): Promise<Uint8Array>;
}

/** A card that nobody else can talk to until `end`. */
export interface CardChannel {
  readonly reader: string;
  readonly atr: Uint8Array;
  readonly pinPad?: PinPad | undefined;
  /**
   * One command and its response with the status word, at least two bytes.
   * @throws TransportError
   */
  transmit(command: Uint8Array): Promise<Uint8Array>;
  /** Resets the card, so that no PIN stays verified, and lets go of it. Never throws; may be called twice. */
  end(): Promise<void>;
}

/** Readers of one computer and the cards in them. Contract suite: test/contract/card-transport.ts. */
export interface CardTransport {
  /** @throws TransportError `transport.no_service` when PC/SC does not run here */
  readers(): Promise<readonly ReaderState[]>;
  /**
   * Resolves when readers or cards differ from `known`, or when `signal` aborts or PC/SC goes. Where PC/SC is away and
   * nothing is known, it waits for PC/SC: a caller that asks again and again does not spin.
   */
  changed(known: readonly ReaderState[], signal: AbortSignal): Promise<void>;
  /**
   * A transaction on the card in this reader.
   * @throws TransportError also when another program keeps the card for longer than `timeoutMs`
   */
  open(reader: string, options: { readonly timeoutMs: number }): Promise<CardChannel>;
  /** Ends its channels and everything that waits. Never throws; may be called twice. */
  close(): Promise<void>;
}

export type TransportErrorCode =
  | 'transport.no_service'
  | 'transport.no_reader'
  | 'transport.no_card'
  | 'transport.removed'
  /** The card does not answer: put in the wrong way round, or broken. */
  | 'transport.unresponsive'
  | 'transport.busy'
  | 'transport.timeout'
  | 'transport.failed';

export class TransportError extends Error {
  readonly code: TransportErrorCode;

  constructor(code: TransportErrorCode, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.name = 'TransportError';
    this.code = code;
  }
}
