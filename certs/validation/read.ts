import { DerError, type DerErrorCode } from '../asn1/index.ts';
import { parseCertificate } from './certificate.ts';
import { parseCrl } from './crl.ts';
import { parseSharedCertificate } from './shared-certificates.ts';
import type { Certificate, Crl } from './model.ts';
import type { OcspResponse } from './ocsp-model.ts';
import { parseOcspResponse } from './ocsp-response.ts';

export type Read<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'malformed'; readonly code: DerErrorCode; readonly message: string };

/** A certificate from DER, or why the bytes are none. The bytes must not be changed afterwards. */
export function readCertificate(bytes: Uint8Array): Read<Certificate> {
  return attempt(() => parseCertificate(bytes));
}

/** The same; certificates of authorities and time-stamping units that were read lately are not read again. */
export function readSharedCertificate(bytes: Uint8Array): Read<Certificate> {
  return attempt(() => parseSharedCertificate(bytes));
}

/** A CRL from DER, or why the bytes are none. The bytes must not be changed afterwards. */
export function readCrl(bytes: Uint8Array): Read<Crl> {
  return attempt(() => parseCrl(bytes));
}

/** An OCSP answer from DER, or why the bytes are none. The bytes must not be changed afterwards. */
export function readOcspResponse(bytes: Uint8Array): Read<OcspResponse> {
  return attempt(() => parseOcspResponse(bytes));
}

function attempt<T>(parse: () => T): Read<T> {
  try {
    return { kind: 'read', value: parse() };
  } catch (error) {
    if (error instanceof DerError) return { kind: 'malformed', code: error.code, message: error.message };
    throw error;
  }
}
