import { oids } from '../../asn1/index.ts';
import { type FrameRule, statementOf } from '../certificate-draft.ts';

export const signatureDevice: FrameRule = {
  id: 'etsi.signature_device',
  clause: 'EN 319 412-5 4.2.2',
  severity: 'error',
  judges: 'frame',
  check(draft) {
    const isThere = statementOf(draft, oids.qcSscd) !== undefined;
    return isThere === (draft.profile.qualified?.hasSscd ?? false)
      ? undefined
      : 'QcSSCD does not stand exactly where the key is in a signature device';
  },
};
