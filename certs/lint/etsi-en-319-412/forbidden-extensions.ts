import { oids } from '../../asn1/index.ts';
import { type FrameRule, isOfPerson } from '../certificate-draft.ts';

const forbidden = [oids.policyMappings, oids.nameConstraints, oids.policyConstraints, oids.inhibitAnyPolicy];

export const forbiddenExtensions: FrameRule = {
  id: 'etsi.forbidden_extensions',
  clause: 'EN 319 412-2 4.3.4, 4.3.8, 4.3.9 and 4.3.12',
  severity: 'error',
  judges: 'frame',
  check(draft) {
    if (!isOfPerson(draft)) return undefined;
    const found = forbidden.find((oid) => draft.extensions.has(oid));
    return found && `extension ${found} must not stand in a certificate of a person`;
  },
};
