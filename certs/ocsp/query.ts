import { context, der, DerError, fieldsOf, oidOf, oids, someOf, tags } from '../asn1/index.ts';
import { type Certificate, extensionValue } from '../validation/index.ts';
import { certIdsOf } from './cert-id.ts';

/** Whose status is asked, and the octets that the answer must repeat (RFC 9654 2.1: 32 of them). */
export interface OcspQuery {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly nonce: Uint8Array;
}

/**
 * Fetches what will be judged: an answer about one certificate, as DER. Rejects when none came in time; whether the
 * answer may be believed is for whoever judges it.
 */
export interface RevocationSource {
  fetch(query: OcspQuery): Promise<Uint8Array>;
}

/** The DER of a request for one certificate (RFC 6960 4.1.1); the issuer is named by SHA-1, as every responder knows it. */
export function encodeOcspRequest({ certificate, issuer, nonce }: OcspQuery): Uint8Array {
  const single = der.sequence(certIdsOf(issuer, 'sha1')(certificate.serialNumber));
  const extension = der.sequence(der.oid(oids.ocspNonce), der.octetString(der.octetString(nonce)));
  return der.sequence(der.sequence(der.sequence(single), der.explicit(2, der.sequence(extension))));
}

/** Where the certificate says that OCSP is answered for it (RFC 5280 4.2.2.1); nobody vouches for these addresses. */
export function ocspAddressesOf(certificate: Certificate): readonly string[] {
  return addressesOf(certificate, oids.accessOcsp);
}

/** Where the certificate says that those of its issuer lie (RFC 5280 4.2.2.1); nobody vouches for these either. */
export function issuerAddressesOf(certificate: Certificate): readonly string[] {
  return addressesOf(certificate, oids.accessCaIssuers);
}

function addressesOf({ extensions }: Certificate, method: string): readonly string[] {
  const access = extensions.find(({ oid }) => oid === oids.authorityInfoAccess);
  if (!access) return [];
  try {
    return someOf(extensionValue(access)).flatMap((description) => {
      const fields = fieldsOf(description);
      const isAsked = oidOf(fields.next(tags.oid)) === method;
      const [location] = fields.rest();
      const isAddress = location?.tag === uniformResourceIdentifier;
      return isAsked && isAddress ? [Buffer.from(location.content).toString('latin1')] : [];
    });
  } catch (error) {
    if (error instanceof DerError) return [];
    throw error;
  }
}

const uniformResourceIdentifier = context(6);
