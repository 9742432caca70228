import { CardError, type CardErrorCode, type PinOutcome } from '../drivers/card.ts';
import type { Response } from './exchange.ts';

/** Status words SW1-SW2 (ISO 7816-4 5.6). */
export const status = {
  ok: 0x9000,
  warningTries: 0x63c0,
  memoryFailure: 0x6581,
  wrongLength: 0x6700,
  chainingNotSupported: 0x6884,
  securityNotSatisfied: 0x6982,
  blocked: 0x6983,
  conditionsNotSatisfied: 0x6985,
  wrongData: 0x6a80,
  notSupported: 0x6a81,
  notFound: 0x6a82,
  noRecord: 0x6a83,
  noSpace: 0x6a84,
  wrongParameters: 0x6a86,
  referenceNotFound: 0x6a88,
  wrongOffset: 0x6b00,
  unknownInstruction: 0x6d00,
  unknownClass: 0x6e00,
} as const;

const codes: Readonly<Record<number, CardErrorCode>> = {
  [status.securityNotSatisfied]: 'card.pin_needed',
  [status.wrongParameters]: 'card.unsupported',
  [status.notSupported]: 'card.unsupported',
  [status.unknownInstruction]: 'card.unsupported',
  [status.unknownClass]: 'card.unsupported',
  // PC/SC part 10 2.5.2: the reader speaks these, the card has seen nothing.
  0x6400: 'card.timeout',
  0x6401: 'card.cancelled',
  0x6403: 'card.pin_length',
};

/** The error for an answer that is no success. */
export function failureOf(statusWord: number, attempted: string): CardError {
  const code = codes[statusWord] ?? 'card.refused';
  return new CardError(code, `${attempted}: the card answers ${statusWord.toString(16).padStart(4, '0')}`);
}

/** The data of a success. @throws CardError for any other answer */
export function expectOk(response: Response, attempted: string): Uint8Array {
  if (response.status !== status.ok) throw failureOf(response.status, attempted);
  return response.data;
}

/** What an answer to VERIFY and its relatives means; undefined when it is about something other than the value. */
export function pinOutcomeOf(statusWord: number): PinOutcome | undefined {
  if (statusWord === status.ok) return { kind: 'verified' };
  if (statusWord === status.blocked || statusWord === status.warningTries) return { kind: 'blocked' };
  if ((statusWord & 0xfff0) === status.warningTries) return { kind: 'wrong', triesLeft: statusWord & 0x0f };
  return undefined;
}
