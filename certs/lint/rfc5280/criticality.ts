import { oids } from '../../asn1/index.ts';
import type { DraftRule } from '../certificate-draft.ts';

const criticalities: ReadonlyMap<string, boolean> = new Map([
  [oids.keyUsage, true],
  [oids.basicConstraints, true],
  [oids.nameConstraints, true],
  [oids.policyConstraints, true],
  [oids.inhibitAnyPolicy, true],
  [oids.subjectKeyIdentifier, false],
  [oids.authorityKeyIdentifier, false],
  [oids.certificatePolicies, false],
  [oids.cRLDistributionPoints, false],
  [oids.authorityInfoAccess, false],
  // Where the subject is not empty.
  [oids.subjectAltName, false],
]);

export const criticality: DraftRule = {
  id: 'rfc5280.criticality',
  clause: 'RFC 5280 4.2.1 and 4.2.2',
  severity: 'error',
  check({ certificate }) {
    const wrong = certificate.extensions.find(
      ({ oid, isCritical }) => criticalities.has(oid) && criticalities.get(oid) !== isCritical,
    );
    return wrong && `extension ${wrong.oid} is ${wrong.isCritical ? 'critical' : 'not critical'}`;
  },
};
