import { oids } from '../../asn1/index.ts';
import type { FrameRule } from '../certificate-draft.ts';

export const noCheck: FrameRule = {
  id: 'rfc6960.no_check',
  clause: 'RFC 6960 4.2.2.2.1',
  severity: 'error',
  judges: 'frame',
  check({ extensions, profile }) {
    const extension = extensions.get(oids.ocspNoCheck);
    if (profile.isNoCheck !== (extension !== undefined))
      return 'id-pkix-ocsp-nocheck is not where the profile has it';
    return !extension || (!extension.isCritical && Buffer.from(extension.value).toString('hex') === '0500')
      ? undefined
      : 'id-pkix-ocsp-nocheck is critical or not NULL';
  },
};
