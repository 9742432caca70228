import type { CardChannel } from '../pcsc/transport.ts';
import type { algorithmFacts, KeyShape } from './algorithms.ts';
import type { CardAlgorithm, CardKey, KeyPurpose, PinOutcome, PinRules } from './card.ts';

/** What is particular to a family of cards. What all have to check stands once, in checked-card.ts. */
export interface CardDriver {
  readonly name: string;
  readonly serial: string;
  /** Where the PIN is typed at the reader's own keys. */
  readonly hasPinPad: boolean;
  /** The keys with a certificate. */
  keys(): Promise<readonly DriverKey[]>;
  pinRules(purpose: KeyPurpose): PinRules;
  triesLeft(purpose: KeyPurpose): Promise<number | undefined>;
  verifyPin(purpose: KeyPurpose, pin: Uint8Array | undefined): Promise<PinOutcome>;
  changePin(purpose: KeyPurpose, current: Uint8Array, next: Uint8Array): Promise<PinOutcome>;
  unblockPin(purpose: KeyPurpose, puk: Uint8Array, next: Uint8Array): Promise<PinOutcome>;
  /** ECDSA as R || S, RSA as it is. */
  sign(request: SigningRequest): Promise<Uint8Array>;
}

export interface DriverKey extends Pick<CardKey, 'purpose' | 'certificate' | 'pinAlways'> {
  /** What the card does with such keys; all where it says nothing. */
  readonly schemes?: readonly SigningScheme[];
}

export type SigningScheme = (typeof algorithmFacts)[CardAlgorithm]['scheme'];

export interface SigningRequest {
  readonly purpose: KeyPurpose;
  readonly algorithm: CardAlgorithm;
  readonly facts: (typeof algorithmFacts)[CardAlgorithm];
  readonly shape: KeyShape;
  readonly digest: Uint8Array;
}

/** Recognises a card by talking to it; undefined when it is of another family. */
export type DriverOpening = (channel: CardChannel) => Promise<CardDriver | undefined>;
