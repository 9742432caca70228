import { der, nest, type NestPart, tags, writeNest } from '../asn1/index.ts';

/** PKIFailureInfo (RFC 3161 2.4.2): the bits that a time-stamping service sets. */
export const failureBits = {
  badAlg: 0,
  badRequest: 2,
  badDataFormat: 5,
  timeNotAvailable: 14,
  unacceptedPolicy: 15,
  unacceptedExtension: 16,
  addInfoNotAvailable: 17,
  systemFailure: 25,
} as const;

export type PkiFailure = keyof typeof failureBits;

/** Why no time stamp is given: what the requester is told. */
export interface Rejection {
  readonly kind: 'rejected';
  readonly failure: PkiFailure;
  /** One sentence in English; nothing of it is secret. */
  readonly text: string;
}

export function reject(failure: PkiFailure, text: string): Rejection {
  return { kind: 'rejected', failure, text };
}

const granted = 0;
const rejection = 2;

/** The DER of a TimeStampResp that says no. */
export function encodeRejection({ failure, text }: Rejection): Uint8Array {
  const status = der.sequence(
    der.integer(rejection),
    der.sequence(der.utf8String(text)),
    der.namedBits([failureBits[failure]]),
  );
  return der.sequence(status);
}

const grantedStatus = der.sequence(der.integer(granted));

/** The DER of a TimeStampResp with its token. */
export function encodeGranted(token: NestPart): Uint8Array {
  return writeNest(nest(tags.sequence, grantedStatus, token));
}
