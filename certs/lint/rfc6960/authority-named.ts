import {
  type Certificate,
  type CertIdHash,
  issuerHashes,
  type IssuerHashes,
} from '../../validation/index.ts';
import type { OcspRule } from './subject.ts';

export const authorityNamed: OcspRule = {
  id: 'rfc6960.authority_named',
  clause: 'RFC 6960 4.1.1 and 4.2.2.2',
  severity: 'error',
  check({ data, issuer }) {
    for (const { certId, status } of data.responses) {
      // RFC 6960 2.2: of a certificate of someone else nothing is known, and that may be said.
      if (status.kind === 'unknown') continue;
      const { hash, issuerNameHash, issuerKeyHash } = certId;
      const own = hash && hashesOf(issuer, hash);
      if (
        !own ||
        Buffer.compare(own.name, issuerNameHash) !== 0 ||
        Buffer.compare(own.key, issuerKeyHash) !== 0
      )
        return 'a status is told of a certificate of another authority';
    }
    return undefined;
  },
};

const known = new WeakMap<Certificate, Map<CertIdHash, IssuerHashes>>();

function hashesOf(issuer: Certificate, hash: CertIdHash): IssuerHashes {
  const ofIssuer = known.get(issuer) ?? new Map<CertIdHash, IssuerHashes>();
  known.set(issuer, ofIssuer);
  const hashes = ofIssuer.get(hash) ?? issuerHashes(issuer, hash);
  ofIssuer.set(hash, hashes);
  return hashes;
}
