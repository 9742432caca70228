import { DerError, type DerErrorCode } from '../asn1/index.ts';
import { parseCertificate } from './certificate.ts';
import { parseCrl } from './crl.ts';
import type { Certificate, Crl } from './model.ts';

export type Read<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'malformed'; readonly code: DerErrorCode; readonly message: string };

/** A certificate from DER, or why the bytes are none. The bytes must not be changed afterwards. */
export function readCertificate(bytes: Uint8Array): Read<Certificate> {
  return attempt(() => parseCertificate(bytes));
}

/** A CRL from DER, or why the bytes are none. The bytes must not be changed afterwards. */
export function readCrl(bytes: Uint8Array): Read<Crl> {
  return attempt(() => parseCrl(bytes));
}

function attempt<T>(parse: () => T): Read<T> {
  try {
    return { kind: 'read', value: parse() };
  } catch (error) {
    if (error instanceof DerError) return { kind: 'malformed', code: error.code, message: error.message };
    throw error;
  }
}
