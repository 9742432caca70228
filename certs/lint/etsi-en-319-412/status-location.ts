import { oids } from '../../asn1/index.ts';
import { type FrameRule, isOfPerson } from '../certificate-draft.ts';

export const statusLocation: FrameRule = {
  id: 'etsi.status_location',
  clause: 'EN 319 412-2 4.3.11 and 4.4.1',
  severity: 'error',
  judges: 'frame',
  check(draft) {
    if (!isOfPerson(draft)) return undefined;
    const hasOcsp = draft.access.some(({ method }) => method === oids.accessOcsp);
    return hasOcsp || draft.extensions.has(oids.cRLDistributionPoints)
      ? undefined
      : 'neither OCSP nor a CRL tells the status';
  },
};
