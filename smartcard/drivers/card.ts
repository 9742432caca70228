import type { ReaderState } from '../pcsc/transport.ts';

/** The two keys of a card that matter here: for signing in, and for signatures that stand for one's hand. */
export type KeyPurpose = 'authentication' | 'signature';

/** JWS names (RFC 7518), as in Web eID tokens. */
export const cardAlgorithms = [
  'ES256',
  'ES384',
  'ES512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
] as const;

export type CardAlgorithm = (typeof cardAlgorithms)[number];

export interface CardKey {
  readonly purpose: KeyPurpose;
  /** DER. */
  readonly certificate: Uint8Array;
  /** What the key can do, the preferred one first. */
  readonly algorithms: readonly CardAlgorithm[];
  /** True where the card asks for the PIN before each signature. */
  readonly pinAlways: boolean;
}

export interface PinRules {
  readonly minLength: number;
  readonly maxLength: number;
  readonly digitsOnly: boolean;
}

export type PinOutcome =
  | { readonly kind: 'verified' }
  /** `triesLeft` is undefined where the card does not tell. */
  | { readonly kind: 'wrong'; readonly triesLeft: number | undefined }
  | { readonly kind: 'blocked' };

/** A card in an open channel, as its driver shows it. Contract suite: test/contract/card-driver.ts. */
export interface Card {
  /** The driver's name, for diagnosis. */
  readonly driver: string;
  /** True where `verifyPin(purpose, undefined)` works: the reader has keys of its own. */
  readonly hasPinPad: boolean;
  /** Of the card as printed or stored; empty when it has none. */
  readonly serial: string;
  /** Keys that have a certificate, authentication first. Needs no PIN. @throws CardError, TransportError, as all below */
  keys(): Promise<readonly CardKey[]>;
  pinRules(purpose: KeyPurpose): PinRules;
  /** Undefined when the card does not tell. Costs no try. */
  triesLeft(purpose: KeyPurpose): Promise<number | undefined>;
  /**
   * `pin` in ASCII; the driver overwrites its copies. Undefined = typed at the reader's own keys. A PIN outside the
   * rules is refused before the card sees it, and none is sent to a card that says it has no tries left.
   */
  verifyPin(purpose: KeyPurpose, pin: Uint8Array | undefined): Promise<PinOutcome>;
  changePin(purpose: KeyPurpose, current: Uint8Array, next: Uint8Array): Promise<PinOutcome>;
  unblockPin(purpose: KeyPurpose, puk: Uint8Array, next: Uint8Array): Promise<PinOutcome>;
  /**
   * `digest` is the hash that the algorithm names; ECDSA values come as R || S (IEEE P1363), RSA values as they are.
   * A key with `pinAlways` wants `verifyPin` right before.
   */
  sign(purpose: KeyPurpose, algorithm: CardAlgorithm, digest: Uint8Array): Promise<Uint8Array>;
}

export type CardErrorCode =
  /** No driver knows it. */
  | 'card.unknown_card'
  /** It has no key, or no certificate, for the purpose. */
  | 'card.no_certificate'
  /** The key cannot do the algorithm, or the card not the operation. */
  | 'card.unsupported'
  /** The card wants the PIN first. */
  | 'card.pin_needed'
  /** The PIN breaks the card's rules; the card has not seen it, or refuses it as a new one. No try is lost. */
  | 'card.pin_length'
  /** Given up at the PIN pad, or waited there in vain. */
  | 'card.cancelled'
  | 'card.timeout'
  /** The card's answer cannot be understood. */
  | 'card.malformed'
  /** The card refuses for a reason that a person cannot mend. */
  | 'card.refused';

/** What went wrong with a card. The reader and PC/SC have {@link TransportError}. */
export class CardError extends Error {
  readonly code: CardErrorCode;

  constructor(code: CardErrorCode, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.name = 'CardError';
    this.code = code;
  }
}

/** A card that nobody else can talk to until `end`. */
export interface OpenCard {
  readonly reader: string;
  readonly card: Card;
  /** Nothing stays verified. Never throws; may be called twice. */
  end(): Promise<void>;
}

/** Where cards are found: the readers of PC/SC with our drivers, or the slots of a PKCS #11 module. */
export interface CardSource {
  /** @throws TransportError */
  readers(): Promise<readonly ReaderState[]>;
  /** Resolves when readers or cards differ from `known`, or when `signal` aborts or the service goes. */
  changed(known: readonly ReaderState[], signal: AbortSignal): Promise<void>;
  /** @throws TransportError, CardError `card.unknown_card` */
  open(reader: string, options: { readonly timeoutMs: number }): Promise<OpenCard>;
  close(): Promise<void>;
}
