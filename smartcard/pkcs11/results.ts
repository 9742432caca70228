import { CardError, type CardErrorCode } from '../drivers/card.ts';
import { TransportError, type TransportErrorCode } from '../pcsc/transport.ts';

/** What a PKCS #11 function answered instead of CKR_OK. Does not leave this folder. */
export class Pkcs11Refusal extends Error {
  /** CKR_…, PKCS #11 v3.1, 5.1. */
  readonly result: number;

  constructor(call: string, result: number) {
    super(`${call} answered 0x${result.toString(16)}`);
    this.name = 'Pkcs11Refusal';
    this.result = result;
  }
}

export const results = {
  ok: 0x00,
  attributeSensitive: 0x11,
  attributeTypeInvalid: 0x12,
  deviceRemoved: 0x32,
  functionCanceled: 0x50,
  functionNotSupported: 0x54,
  mechanismInvalid: 0x70,
  mechanismParamInvalid: 0x71,
  pinIncorrect: 0xa0,
  pinInvalid: 0xa1,
  pinLenRange: 0xa2,
  pinLocked: 0xa4,
  sessionClosed: 0xb0,
  sessionHandleInvalid: 0xb3,
  slotIdInvalid: 0x03,
  tokenNotPresent: 0xe0,
  tokenNotRecognized: 0xe1,
  userAlreadyLoggedIn: 0x100,
  userNotLoggedIn: 0x101,
  alreadyInitialized: 0x191,
} as const;

const transportCodes: Readonly<Record<number, TransportErrorCode>> = {
  [results.slotIdInvalid]: 'transport.no_reader',
  [results.deviceRemoved]: 'transport.removed',
  [results.tokenNotPresent]: 'transport.removed',
  [results.sessionClosed]: 'transport.removed',
  [results.sessionHandleInvalid]: 'transport.removed',
};

const cardCodes: Readonly<Record<number, CardErrorCode>> = {
  [results.functionCanceled]: 'card.cancelled',
  [results.functionNotSupported]: 'card.unsupported',
  [results.mechanismInvalid]: 'card.unsupported',
  [results.mechanismParamInvalid]: 'card.unsupported',
  [results.pinInvalid]: 'card.pin_length',
  [results.pinLenRange]: 'card.pin_length',
  [results.tokenNotRecognized]: 'card.unknown_card',
  [results.userNotLoggedIn]: 'card.pin_needed',
};

/** The work, with what the module refused said in the words of the seams. */
export async function inWordsOfCards<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Pkcs11Refusal)) throw error;
    const transportCode = transportCodes[error.result];
    if (transportCode) throw new TransportError(transportCode, error.message, { cause: error });
    throw new CardError(cardCodes[error.result] ?? 'card.refused', error.message, { cause: error });
  }
}

/** Raises the error again unless it is one of the answers that are no failure here. */
export function unlessResult(...tolerated: readonly number[]): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof Pkcs11Refusal && tolerated.includes(error.result))) throw error;
  };
}
