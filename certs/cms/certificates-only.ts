import { der, DerError, oids } from '../asn1/index.ts';
import { parseMessage } from './ber.ts';

/**
 * SignedData without content and without signers (RFC 5652 5.1), which carries certificates alone: the answer of EST
 * (RFC 7030 4.1.3 and 4.2.3, "certs-only").
 */
export function encodeCertificatesOnly(certificates: readonly Uint8Array[]): Uint8Array {
  const signedData = der.sequence(
    der.integer(1),
    der.setOf(),
    der.sequence(der.oid(oids.data)),
    // [0] IMPLICIT SET OF.
    der.implicit(0, der.setOf(...certificates)),
    der.setOf(),
  );
  return der.sequence(der.oid(oids.signedData), der.explicit(0, signedData));
}

const limits = { maxBytes: 1024 * 1024, maxDepth: 32, maxValues: 20_000 };

/** The DER of the certificates in such a message, signed or not; undefined for what is none. */
export function readCertificatesOnly(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  try {
    return parseMessage(bytes, limits).signedData.certificates;
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}
