import type { FrameRule } from '../certificate-draft.ts';

export const version: FrameRule = {
  id: 'rfc5280.version',
  clause: 'RFC 5280 4.1.2.1',
  severity: 'error',
  judges: 'frame',
  check({ certificate }) {
    return certificate.version === 3 ? undefined : `version ${certificate.version}, not 3`;
  },
};
