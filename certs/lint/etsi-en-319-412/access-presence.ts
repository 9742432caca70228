import { oids } from '../../asn1/index.ts';
import { type FrameRule, isOfPerson } from '../certificate-draft.ts';

export const accessPresence: FrameRule = {
  id: 'etsi.access',
  clause: 'EN 319 412-2 4.4.1',
  severity: 'error',
  judges: 'frame',
  check(draft) {
    if (!isOfPerson(draft)) return undefined;
    return draft.access.some(({ method }) => method === oids.accessCaIssuers)
      ? undefined
      : 'authorityInfoAccess does not lead to the certificate of the issuer';
  },
};
