import { oids } from '../../asn1/index.ts';
import type { DraftRule } from '../certificate-draft.ts';

export const organisationIdentifierDiffers: DraftRule = {
  id: 'etsi.organisation_identifier_differs',
  clause: 'EN 319 412-3 4.2.1 (LEG-4.2.1-6)',
  severity: 'error',
  check({ subject }) {
    const names = subject.get(oids.organizationName) ?? [];
    const isSame = subject.get(oids.organizationIdentifier)?.some((text) => names.includes(text)) ?? false;
    return isSame ? 'organizationIdentifier is the same as organizationName' : undefined;
  },
};
