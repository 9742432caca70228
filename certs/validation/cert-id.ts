import { hash as digest } from 'node:crypto';
import { bitStringOf, type Der, DerError, fieldsOf, integerOf, oids, readDer, tags } from '../asn1/index.ts';
import { parseAlgorithm } from './extensions.ts';
import type { Certificate } from './model.ts';
import type { CertId, CertIdHash } from './ocsp-model.ts';

const hashes: Readonly<Record<string, CertIdHash>> = {
  [oids.sha1]: 'sha1',
  [oids.sha256]: 'sha256',
  [oids.sha384]: 'sha384',
  [oids.sha512]: 'sha512',
};

const sizes: Readonly<Record<CertIdHash, number>> = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 };
const longestHash = 64;

/**
 * A CertID (RFC 6960 4.1.1). One with an unknown hash is read, since it may stand beside others.
 * @throws DerError also for hashes of another length than their algorithm's
 */
export function parseCertId(value: Der): CertId {
  const fields = fieldsOf(value);
  const { oid, parameters } = parseAlgorithm(fields.next(tags.sequence));
  const issuerNameHash = fields.next(tags.octetString).content;
  const issuerKeyHash = fields.next(tags.octetString).content;
  const serialNumber = integerOf(fields.next(tags.integer));
  fields.end();
  const hash = hashes[oid];
  for (const { length } of [issuerNameHash, issuerKeyHash])
    if (hash ? length !== sizes[hash] : length > longestHash)
      throw new DerError('asn1.structure', 'a hash of a CertID has the wrong length');
  if (hash && parameters && parameters[0] !== tags.null)
    throw new DerError('asn1.structure', 'a hash algorithm has parameters');
  return { raw: value.bytes, hash, issuerNameHash, issuerKeyHash, serialNumber };
}

/** What a CertID holds of an issuer. */
export interface IssuerHashes {
  readonly name: Uint8Array;
  readonly key: Uint8Array;
}

/** The hashes of an issuer's name and of its key's octets (RFC 6960 4.1.1). */
export function issuerHashes(issuer: Pick<Certificate, 'subject' | 'spki'>, hash: CertIdHash): IssuerHashes {
  return {
    name: digest(hash, issuer.subject.raw, 'buffer'),
    key: digest(hash, keyOctets(issuer), 'buffer'),
  };
}

/** How a responder names itself by its key: always SHA-1 (RFC 6960 4.2.1). */
export function responderKeyHash(responder: Pick<Certificate, 'spki'>): Uint8Array {
  return digest('sha1', keyOctets(responder), 'buffer');
}

/** The content of subjectPublicKey, without tag, length and unused bits. */
function keyOctets({ spki }: Pick<Certificate, 'spki'>): Uint8Array {
  const fields = fieldsOf(readDer(spki));
  fields.next(tags.sequence);
  return bitStringOf(fields.next(tags.bitString)).bytes;
}
