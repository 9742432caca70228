import type { WebEidErrorCode } from '../../certs/index.ts';
import type { FailureReason } from '../login-methods/login-method.ts';
import type { MobileResult, PhoneRequestState } from '../phone-ports.ts';

/** Why a sign-in with a phone ended, beside what is wrong with its certificate. */
export type PhoneProofErrorCode =
  /** The person refused on the phone. */
  | 'phone_proof.refused'
  /** The person said on the phone that it was somebody else who started. */
  | 'phone_proof.reported'
  | 'phone_proof.wrong_number'
  | 'phone_proof.pin_blocked'
  /** The phone's certificate is suspended or revoked, as its own service says. */
  | 'phone_proof.certificate_stopped'
  | 'phone_proof.expired'
  /** The phone is off or out of reach. */
  | 'phone_proof.phone_absent'
  /** Nobody with this number and this personal code has a certificate. */
  | 'phone_proof.not_client'
  | 'phone_proof.not_delivered'
  | 'phone_proof.sim_failed'
  /** The phone computed another digest than the one that was sent. */
  | 'phone_proof.hash_mismatch'
  /** Too many requests for this person, or one was refused a moment ago. */
  | 'phone_proof.cooling'
  /** The mobile-signature service does not answer. */
  | 'phone_proof.unavailable'
  /** The form holds no phone number and personal code. */
  | 'phone_proof.malformed'
  /** The answer came back without what only this browser has. */
  | 'phone_proof.other_browser'
  /** A value that is not over what was asked, or not by the certificate's key. */
  | 'phone_proof.signature'
  /** What was signed is not what was asked. */
  | 'phone_proof.payload'
  /** The certificate is somebody else's than the one who was asked. */
  | 'phone_proof.other_person'
  | 'phone_proof.no_person'
  | 'phone_proof.status_unavailable'
  | 'phone_proof.account_blocked'
  /** The service wants a higher level than this certificate's policy gives. */
  | 'phone_proof.level';

/** Everything that a page can have to explain. */
export type PhoneTrouble = PhoneProofErrorCode | WebEidErrorCode;

const reasons: Readonly<Partial<Record<PhoneTrouble, FailureReason>>> = {
  'phone_proof.refused': 'refused',
  'phone_proof.reported': 'refused',
  'phone_proof.wrong_number': 'refused',
  'phone_proof.expired': 'expired',
  'phone_proof.cooling': 'unavailable',
  'phone_proof.unavailable': 'unavailable',
  'phone_proof.phone_absent': 'unavailable',
  'phone_proof.not_delivered': 'unavailable',
  'phone_proof.sim_failed': 'unavailable',
  'phone_proof.status_unavailable': 'unavailable',
  'webeid.status_unknown': 'unavailable',
  'phone_proof.malformed': 'malformed_input',
  'phone_proof.level': 'level_not_reachable',
};

/** The same in the words that all methods share. */
export function reasonOf(trouble: PhoneTrouble): FailureReason {
  return reasons[trouble] ?? 'wrong_credentials';
}

type Unanswered = Exclude<PhoneRequestState['kind'], 'open' | 'taken' | 'approved' | 'failed'>;

const endings: Readonly<Record<Unanswered, PhoneTrouble>> = {
  refused: 'phone_proof.refused',
  reported: 'phone_proof.reported',
  expired: 'phone_proof.expired',
};

const failures = {
  wrong_number: 'phone_proof.wrong_number',
  pin_blocked: 'phone_proof.pin_blocked',
  certificate: 'phone_proof.certificate_stopped',
} as const satisfies Readonly<Record<string, PhoneTrouble>>;

/** How a request ended without an answer; undefined while it may still get one, or has it. */
export function endingOf(state: PhoneRequestState): PhoneTrouble | undefined {
  switch (state.kind) {
    case 'open':
    case 'taken':
    case 'approved':
      return undefined;
    case 'failed':
      return failures[state.reason];
    case 'refused':
    case 'reported':
    case 'expired':
      return endings[state.kind];
  }
}

const results: Readonly<Record<Exclude<MobileResult, 'OK'>, PhoneTrouble>> = {
  TIMEOUT: 'phone_proof.expired',
  NOT_MID_CLIENT: 'phone_proof.not_client',
  USER_CANCELLED: 'phone_proof.refused',
  SIGNATURE_HASH_MISMATCH: 'phone_proof.hash_mismatch',
  PHONE_ABSENT: 'phone_proof.phone_absent',
  DELIVERY_ERROR: 'phone_proof.not_delivered',
  SIM_ERROR: 'phone_proof.sim_failed',
};

export function troubleOf(result: Exclude<MobileResult, 'OK'>): PhoneTrouble {
  return results[result];
}
