export type PhoneState =
  | 'enrolling'
  | 'active'
  | 'renewing'
  | 'suspended'
  /** The PIN was wrong three times; its keys can never be opened again. */
  | 'blocked'
  | 'lost'
  /** A copy of its storage was noticed. */
  | 'copied'
  /** Its enrolment was never finished. */
  | 'abandoned';

type PhoneEvent = 'enrolled' | 'renewal' | 'suspend' | 'restore' | 'block' | 'lose' | 'copy' | 'abandon';

/** What may follow what; what is missing is refused. */
const phoneTransitions = {
  enrolling: { enrolled: 'active', abandon: 'abandoned' },
  active: { renewal: 'renewing', suspend: 'suspended', block: 'blocked', lose: 'lost', copy: 'copied' },
  renewing: { enrolled: 'active', suspend: 'suspended', block: 'blocked', lose: 'lost', copy: 'copied' },
  suspended: { restore: 'active', lose: 'lost', copy: 'copied' },
  blocked: { lose: 'lost' },
  lost: {},
  copied: {},
  abandoned: {},
} as const satisfies Readonly<Record<PhoneState, Partial<Record<PhoneEvent, PhoneState>>>>;

/** The state that the event leads to; undefined when it is not allowed. */
export function nextPhoneState(from: PhoneState, event: PhoneEvent): PhoneState | undefined {
  const row: Partial<Record<PhoneEvent, PhoneState>> = phoneTransitions[from];
  return row[event];
}

/** Whether requests may be answered with it. */
export function isAnswering(state: PhoneState): boolean {
  return state === 'active' || state === 'renewing';
}

export const pinTries = 3;

/** How long a code of one use lives. Milliseconds. */
export const codeLifeMs = { portal: 10 * 60_000, office: 60 * 60_000 } as const;
export type CodeSource = keyof typeof codeLifeMs;

/** No characters that are taken for another on a screen or paper: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V. */
const codeAlphabet = '34679ACDEFGHJKMNPQRTWXY';
const codeLength = 10;

/** Makes a code from a source of whole numbers below a bound: 23 to the tenth power, 45 bits. */
export function makeEnrolmentCode(randomBelow: (bound: number) => number): string {
  return Array.from({ length: codeLength }, () => codeAlphabet[randomBelow(codeAlphabet.length)]).join('');
}

/** Accepts small letters, blanks and hyphens. */
export function readEnrolmentCode(text: string): string | undefined {
  const value = text.replace(/[\s-]/g, '').toUpperCase();
  const isKnown = Array.from(value).every((character) => codeAlphabet.includes(character));
  return value.length === codeLength && isKnown ? value : undefined;
}

/** As it is shown: `ACDEF-GHJKM`. */
export function formatEnrolmentCode(code: string): string {
  return `${code.slice(0, 5)}-${code.slice(5)}`;
}

const longestName = 60;

/** A person's name for a phone: one line; undefined when nothing is left of it. */
export function readPhoneName(text: string): string | undefined {
  const value = text
    .normalize('NFC')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return value !== '' && value.length <= longestName && value.isWellFormed() ? value : undefined;
}

/** A certificate of a phone by its place at the authority. */
export interface PhoneCertificate {
  readonly caId: number;
  readonly serial: Uint8Array;
}

/** Everything that is kept of a phone. */
export interface Phone {
  readonly phoneId: string;
  readonly accountId: string;
  readonly name: string;
  readonly phoneNumber: string;
  readonly state: PhoneState;
  readonly deviceKey: Uint8Array;
  readonly lastCounter: number;
  readonly sealedSecrets: Uint8Array | null;
  readonly triesLeft: number;
  readonly pinVersion: number;
  readonly chainDigest: Uint8Array;
  readonly previousChainDigest: Uint8Array | null;
  readonly authentication: PhoneCertificate | undefined;
  readonly signature: PhoneCertificate | undefined;
  readonly createdAt: Date;
  readonly lastSeenAt: Date | null;
}
