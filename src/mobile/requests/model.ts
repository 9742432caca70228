import { createHmac } from 'node:crypto';
import type { MobileResult, PhoneFlow, PhoneRequestState } from '../../../oidc/phone-ports.ts';

/** How long a request lives, and how long its answer can be fetched. Milliseconds. */
export const requestTimes = {
  /** Of links and codes. */
  lifeMs: 180_000,
  /** Of a push (login-protocols: about two minutes). */
  pushLifeMs: 120_000,
  /** After its end of life an answer that came in time can still be taken. */
  answerMs: 60_000,
  /** A session of the operator protocol is gone after so long. */
  sessionMs: 300_000,
} as const;

/** `documents`: of this service itself, to one phone. */
export type RequestFlow = PhoneFlow | 'push' | 'documents';

/** A document that a phone is asked to sign, as the phone shows it. */
export interface ShownDocument extends NamedDigest {
  readonly hash: 'SHA-256' | 'SHA-384' | 'SHA-512';
  /** What a container holds, with digests by the same hash: 1 to 20. */
  readonly files?: readonly NamedDigest[];
}

interface NamedDigest {
  readonly name: string;
  /** Of the document or file, hexadecimal. */
  readonly digest: string;
}

export type StoredState = 'open' | 'taken' | 'approved' | 'refused' | 'reported' | 'failed' | 'cancelled';

/** Why a request failed, as it is stored; callers are told what their protocol has words for. */
const failures = [
  'wrong_number',
  'pin_blocked',
  /** Suspended, revoked or expired when the phone answered. */
  'certificate',
  /** A value that is none over the hash. */
  'mismatch',
  /** No phone of this person with this number. */
  'not_client',
  /** A copy of the phone's storage was noticed. */
  'copied',
] as const;
export type Failure = (typeof failures)[number];

/** A request as far as its state goes. */
export interface RequestProgress {
  readonly state: StoredState;
  readonly failure: Failure | null;
  readonly expiresAt: Date;
  readonly deliveredAt: Date | null;
  readonly givenAt: Date | null;
  readonly payload: string | null;
  readonly signature: Uint8Array | null;
  readonly algorithm: string | null;
  readonly certificate: Uint8Array | null;
}

const failureWords: Readonly<Record<Failure, 'wrong_number' | 'pin_blocked' | 'certificate'>> = {
  wrong_number: 'wrong_number',
  pin_blocked: 'pin_blocked',
  certificate: 'certificate',
  mismatch: 'certificate',
  not_client: 'certificate',
  copied: 'certificate',
};

/** What the starting browser's side sees. What is missing or over counts as expired. */
export function stateOf(found: RequestProgress | undefined, now: number): PhoneRequestState {
  if (!found) return { kind: 'expired' };
  const { state, failure, expiresAt, givenAt } = found;
  const isOver = now >= expiresAt.getTime();
  switch (state) {
    case 'open':
    case 'taken':
      return { kind: isOver ? 'expired' : state };
    case 'approved': {
      const answer = answerOf(found);
      const isLate = now >= expiresAt.getTime() + requestTimes.answerMs;
      return answer && !givenAt && !isLate ? { kind: 'approved', answer } : { kind: 'expired' };
    }
    case 'refused':
    case 'reported':
      return { kind: state };
    case 'failed':
      return { kind: 'failed', reason: failureWords[failure ?? 'certificate'] };
    case 'cancelled':
      return { kind: 'expired' };
  }
}

export function answerOf({ payload, signature, algorithm, certificate }: RequestProgress) {
  if (payload === null || !signature || algorithm === null || !certificate) return undefined;
  return { payload, signature, algorithm, certificate };
}

const failureResults: Readonly<Record<Failure, Exclude<MobileResult, 'OK'>>> = {
  wrong_number: 'USER_CANCELLED',
  pin_blocked: 'SIM_ERROR',
  certificate: 'NOT_MID_CLIENT',
  mismatch: 'SIGNATURE_HASH_MISMATCH',
  not_client: 'NOT_MID_CLIENT',
  copied: 'SIM_ERROR',
};

/** The outcome of a push in the words of the operator protocol; undefined while it runs. */
export function resultOf(found: RequestProgress, now: number): MobileResult | undefined {
  const { state, failure, expiresAt, deliveredAt } = found;
  switch (state) {
    case 'open':
    case 'taken':
      if (now < expiresAt.getTime()) return undefined;
      // Nobody was there to show it: the phone is off or out of reach.
      return deliveredAt ? 'TIMEOUT' : 'PHONE_ABSENT';
    case 'approved':
      return 'OK';
    case 'refused':
    case 'reported':
      return 'USER_CANCELLED';
    case 'failed':
      return failureResults[failure ?? 'not_client'];
    case 'cancelled':
      return 'TIMEOUT';
  }
}

/** The key of a request's codes: derived, so that it stands in no table (PROTOCOL section 2). */
export function codeSecret(key: Uint8Array, requestId: string): Buffer {
  return createHmac('sha256', key).update(`code ${requestId}`).digest();
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isRequestId(id: string): boolean {
  return uuid.test(id);
}
