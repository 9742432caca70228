import { SigningError, type SigningErrorCode } from './signer.ts';

/** What a PKCS #11 function answered instead of CKR_OK. */
export class Pkcs11Error extends Error {
  /** CKR_…, PKCS #11 v3.1, 5.1. */
  readonly result: number;

  constructor(call: string, result: number) {
    super(`${call} answered 0x${result.toString(16)}`);
    this.name = 'Pkcs11Error';
    this.result = result;
  }
}

export const results = {
  slotIdInvalid: 0x03,
  generalError: 0x05,
  functionFailed: 0x06,
  attributeTypeInvalid: 0x12,
  deviceError: 0x30,
  deviceRemoved: 0x32,
  keyHandleInvalid: 0x60,
  keyTypeInconsistent: 0x63,
  mechanismInvalid: 0x70,
  mechanismParamInvalid: 0x71,
  objectHandleInvalid: 0x82,
  pinIncorrect: 0xa0,
  pinInvalid: 0xa1,
  pinLenRange: 0xa2,
  pinExpired: 0xa3,
  pinLocked: 0xa4,
  sessionClosed: 0xb0,
  sessionCount: 0xb1,
  sessionHandleInvalid: 0xb3,
  tokenNotPresent: 0xe0,
  tokenNotRecognized: 0xe1,
  userAlreadyLoggedIn: 0x100,
  userNotLoggedIn: 0x101,
  cryptokiNotInitialized: 0x190,
  cryptokiAlreadyInitialized: 0x191,
} as const;

/** After these the sessions, or what was found through them, are no longer worth anything; new ones may be. */
const lost: ReadonlySet<number> = new Set([
  results.slotIdInvalid,
  results.generalError,
  results.functionFailed,
  results.deviceError,
  results.deviceRemoved,
  results.keyHandleInvalid,
  results.objectHandleInvalid,
  results.sessionClosed,
  results.sessionHandleInvalid,
  results.tokenNotPresent,
  results.tokenNotRecognized,
  results.userNotLoggedIn,
  results.cryptokiNotInitialized,
]);

export function isLost(error: unknown): error is Pkcs11Error {
  return error instanceof Pkcs11Error && lost.has(error.result);
}

/** Raises the error again unless it is the one answer that is no failure here. */
export function unlessResult(tolerated: number): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof Pkcs11Error && error.result === tolerated)) throw error;
  };
}

const messages: Readonly<Record<number, readonly [SigningErrorCode, string]>> = {
  [results.pinIncorrect]: ['keys.wrong_secret', 'the token refuses the PIN'],
  [results.pinInvalid]: ['keys.wrong_secret', 'the token refuses the PIN'],
  [results.pinLenRange]: ['keys.wrong_secret', 'the token refuses the PIN'],
  [results.pinExpired]: ['keys.wrong_secret', 'the PIN has expired'],
  [results.pinLocked]: ['keys.wrong_secret', 'the PIN is locked'],
  [results.mechanismInvalid]: ['keys.mismatch', 'the token does not know the mechanism of the algorithm'],
  [results.mechanismParamInvalid]: [
    'keys.mismatch',
    'the token does not know the mechanism of the algorithm',
  ],
  [results.keyTypeInconsistent]: ['keys.mismatch', 'the key is of another kind than the algorithm needs'],
};

/** What the callers of a signer see; other errors pass as they are. */
export function toSigningError(error: unknown): unknown {
  if (!(error instanceof Pkcs11Error)) return error;
  const [code, message] = messages[error.result] ?? [
    'keys.unavailable',
    'the token does not answer as it should',
  ];
  return new SigningError(code, message, { cause: error });
}
