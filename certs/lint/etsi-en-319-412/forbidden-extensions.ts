import { oids } from '../../asn1/index.ts';
import { type CertificateRule, isOfPerson } from '../certificate-draft.ts';

const forbidden = [oids.policyMappings, oids.nameConstraints, oids.policyConstraints, oids.inhibitAnyPolicy];

export const forbiddenExtensions: CertificateRule = {
  id: 'etsi.forbidden_extensions',
  clause: 'EN 319 412-2 4.3.4, 4.3.8, 4.3.9 and 4.3.12',
  severity: 'error',
  check(draft) {
    if (!isOfPerson(draft)) return undefined;
    const found = forbidden.find((oid) => draft.extensions.has(oid));
    return found && `extension ${found} must not stand in a certificate of a person`;
  },
};
