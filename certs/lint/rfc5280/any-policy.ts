import { oids } from '../../asn1/index.ts';
import type { FrameRule } from '../certificate-draft.ts';

export const anyPolicy: FrameRule = {
  id: 'rfc5280.any_policy',
  clause: 'RFC 5280 4.2.1.4',
  severity: 'error',
  judges: 'frame',
  check({ certificate, profile }) {
    const isAny = certificate.known.certificatePolicies?.includes(oids.anyPolicy) ?? false;
    return isAny && profile.family !== 'authority' ? 'anyPolicy in what is no CA' : undefined;
  },
};
