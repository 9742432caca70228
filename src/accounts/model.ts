import type { Language } from '../messages/index.ts';

/**
 * The rules of identifiers, each in this one place. Forms and lengths are common knowledge rather than law, so nothing
 * else in the project, the database included, may spell them again.
 */

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** FIN: seven digits and Latin capitals without I and O. */
export type PersonalCode = Branded<'PersonalCode'>;
/** The operator's code: eight digits, the last one a check digit. */
export type LoginCode = Branded<'LoginCode'>;
/** E.164: `+994` and nine digits. */
export type MobileNumber = Branded<'MobileNumber'>;
export type EmailAddress = Branded<'EmailAddress'>;
/** ISO 8601 calendar date. */
export type BirthDate = Branded<'BirthDate'>;

const personalCodePattern = /^[0-9A-HJ-NP-Z]{7}$/;

/** Accepts small letters and surrounding blanks. */
export function readPersonalCode(text: string): PersonalCode | undefined {
  const value = text.trim().toUpperCase();
  return personalCodePattern.test(value) ? (value as PersonalCode) : undefined;
}

const mobileOperators = ['50', '51', '10', '55', '99', '70', '77', '60'];

/** Accepts `+994 50 123 45 67`, `994…`, `0 50 …` and nine digits, with blanks, hyphens and brackets. */
export function readMobileNumber(text: string): MobileNumber | undefined {
  const digits = text.replace(/[\s()-]/g, '').replace(/^(\+994|00994|994(?=\d{9}$)|0(?=\d{9}$))/, '');
  const isKnown = /^\d{9}$/.test(digits) && mobileOperators.includes(digits.slice(0, 2));
  return isKnown ? (`+994${digits}` as MobileNumber) : undefined;
}

/** RFC 5321 lengths and the shape that mail programs agree on; whether it exists, only a message can tell. */
export function readEmailAddress(text: string): EmailAddress | undefined {
  const value = text.trim();
  const shape =
    /^[^\s\p{Cc}@<>()[\],;:"\\]{1,64}@(?=.{3,253}$)([\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,63}$/u;
  return value.length <= 254 && shape.test(value) ? (value as EmailAddress) : undefined;
}

/** A day that exists and is not before 1900; whether it is past, the caller knows. */
export function readBirthDate(text: string): BirthDate | undefined {
  const [, year = 0, month = 0, day = 0] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []).map(Number);
  const daysInMonth =
    [31, isLeapYear(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  const exists = year >= 1900 && day >= 1 && day <= daysInMonth;
  return exists ? (text as BirthDate) : undefined;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** One to a hundred letters with the signs that names have; Unicode NFC, blanks collapsed. */
export function readName(text: string): string | undefined {
  const value = text.normalize('NFC').trim().replace(/\s+/g, ' ');
  return value.length <= 100 && /^\p{L}[\p{L}\p{M} .'’-]*$/u.test(value) ? value : undefined;
}

const loginCodeDigits = 8;

/** Accepts blanks and hyphens; undefined when the check digit is wrong, which tells nothing about any account. */
export function readLoginCode(text: string): LoginCode | undefined {
  const digits = text.replace(/[\s-]/g, '');
  const hasForm = digits.length === loginCodeDigits && /^\d+$/.test(digits);
  return hasForm && checkDigit(digits.slice(0, -1)) === digits.slice(-1) ? (digits as LoginCode) : undefined;
}

/** Completes seven digits to a code. */
export function toLoginCode(sevenDigits: string): LoginCode {
  return `${sevenDigits}${checkDigit(sevenDigits)}` as LoginCode;
}

/** As it is shown: `1234 5678`. */
export function formatLoginCode(code: string): string {
  return `${code.slice(0, 4)} ${code.slice(4)}`;
}

/** ISO/IEC 7064, MOD 11,10: finds every wrong digit and nearly every swap of neighbours. */
export function checkDigit(digits: string): string {
  let product = 10;
  for (const digit of digits) {
    const sum = (product + Number(digit)) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return String((11 - product) % 10);
}

/** No characters that are taken for another on paper or on the telephone: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V. */
const activationAlphabet = '34679ACDEFGHJKMNPQRTWXY';
const activationCodeLength = 10;

/** Accepts small letters, blanks and hyphens. */
export function readActivationCode(text: string): string | undefined {
  const value = text.replace(/[\s-]/g, '').toUpperCase();
  const isKnown = Array.from(value).every((character) => activationAlphabet.includes(character));
  return value.length === activationCodeLength && isKnown ? value : undefined;
}

/** Makes a code from a source of whole numbers below a bound (23 to the tenth power: 45 bits). */
export function makeActivationCode(randomBelow: (bound: number) => number): string {
  const characters = Array.from(
    { length: activationCodeLength },
    () => activationAlphabet[randomBelow(activationAlphabet.length)],
  );
  return characters.join('');
}

/** As it is shown: `ACDEF-GHJKM`. */
export function formatActivationCode(code: string): string {
  return `${code.slice(0, 5)}-${code.slice(5)}`;
}

const oneTimeCodeDigits = 6;

/** Accepts blanks. */
export function readOneTimeCode(text: string): string | undefined {
  const value = text.replace(/\s/g, '');
  return new RegExp(`^\\d{${oneTimeCodeDigits}}$`).test(value) ? value : undefined;
}

export function makeOneTimeCode(randomBelow: (bound: number) => number): string {
  return String(randomBelow(10 ** oneTimeCodeDigits)).padStart(oneTimeCodeDigits, '0');
}

export type Channel = 'email' | 'sms';

/** Enough for its owner to recognise, too little for others: `e•••@example.az`, `+994 50 ••• •• 67`. */
export function maskDestination(channel: Channel, destination: string): string {
  if (channel === 'sms')
    return `${destination.slice(0, 4)} ${destination.slice(4, 6)} ••• •• ${destination.slice(-2)}`;
  const [name = '', domain = ''] = destination.split('@');
  return `${Array.from(name)[0] ?? ''}•••@${domain}`;
}

/** A person as the account keeps them. */
export interface Person {
  readonly accountId: string;
  readonly personalCode: string;
  readonly loginCode: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly patronymic: string | undefined;
  /** Absent while nobody has told it. */
  readonly birthdate: string | undefined;
  readonly email: string | undefined;
  readonly mobile: string | undefined;
  readonly language: Language;
}
