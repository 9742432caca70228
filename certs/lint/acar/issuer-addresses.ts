import { oids } from '../../asn1/index.ts';
import type { FrameRule } from '../certificate-draft.ts';

const addresses = [oids.authorityInfoAccess, oids.cRLDistributionPoints];

export const issuerAddresses: FrameRule = {
  id: 'acar.issuer_addresses',
  clause: 'Açar CP: ways to status and issuer exactly where the profile has them',
  severity: 'error',
  judges: 'frame',
  check(draft) {
    const { profile, extensions } = draft;
    return addresses.every((oid) => extensions.has(oid) === profile.hasIssuerAddresses)
      ? undefined
      : 'authorityInfoAccess and cRLDistributionPoints do not stand exactly where the profile has them';
  },
};
