import { der, oids } from '../asn1/index.ts';
import { type Certificate, type CertId, type CertIdHash, issuerHashes } from '../validation/index.ts';

const identifiers: Readonly<Record<CertIdHash, string>> = {
  sha1: oids.sha1,
  sha256: oids.sha256,
  sha384: oids.sha384,
  sha512: oids.sha512,
};

const all: readonly CertIdHash[] = ['sha1', 'sha256', 'sha384', 'sha512'];

/**
 * Writes the CertIDs of one issuer's certificates; the hashes are made once. The parameters of the hash are NULL, as
 * every client writes them.
 */
export function certIdsOf(issuer: Certificate, hash: CertIdHash): (serialNumber: bigint) => Uint8Array {
  const { name, key } = issuerHashes(issuer, hash);
  const algorithm = der.sequence(der.oid(identifiers[hash]), der.nullValue());
  const parts = [algorithm, der.octetString(name), der.octetString(key)];
  return (serialNumber) => der.sequence(...parts, der.integer(serialNumber));
}

/** A text that is equal for CertIDs of one issuer by one hash: to find the authority that a request is for. */
export function issuerKeyOf(certId: CertId): string | undefined {
  const { hash, issuerNameHash, issuerKeyHash } = certId;
  return hash && keyOf(hash, issuerNameHash, issuerKeyHash);
}

/** The same texts for an issuer, one for each hash that a client may use. */
export function issuerKeysOf(issuer: Certificate): readonly string[] {
  return all.map((hash) => {
    const { name, key } = issuerHashes(issuer, hash);
    return keyOf(hash, name, key);
  });
}

function keyOf(hash: CertIdHash, name: Uint8Array, key: Uint8Array): string {
  return `${hash} ${Buffer.from(name).toString('base64')} ${Buffer.from(key).toString('base64')}`;
}
