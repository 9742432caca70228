import { oids } from '../../asn1/index.ts';
import type { DraftRule } from '../certificate-draft.ts';

const known: ReadonlySet<string> = new Set([
  oids.authorityKeyIdentifier,
  oids.subjectKeyIdentifier,
  oids.keyUsage,
  oids.extKeyUsage,
  oids.basicConstraints,
  oids.certificatePolicies,
  oids.subjectAltName,
  oids.cRLDistributionPoints,
  oids.authorityInfoAccess,
  oids.qcStatements,
  oids.ocspNoCheck,
  // Told by a rule of their own.
  oids.policyMappings,
  oids.nameConstraints,
  oids.policyConstraints,
  oids.inhibitAnyPolicy,
]);

export const knownExtensions: DraftRule = {
  id: 'acar.known_extensions',
  clause: 'Açar CP: the extensions of the profile and no others',
  severity: 'error',
  check({ certificate }) {
    const wrong = certificate.extensions.find(({ oid }) => !known.has(oid));
    return wrong && `extension ${wrong.oid} is not issued here`;
  },
};
