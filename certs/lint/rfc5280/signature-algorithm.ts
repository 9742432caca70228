import type { FrameRule } from '../certificate-draft.ts';

export const signatureAlgorithm: FrameRule = {
  id: 'rfc5280.signature_algorithm',
  clause: 'RFC 5280 4.1.2.3',
  severity: 'error',
  judges: 'frame',
  check({ certificate, key }) {
    return Buffer.compare(certificate.innerAlgorithm.raw, key.algorithm.identifier) === 0
      ? undefined
      : 'the algorithm inside is not the one of the key that will sign';
  },
};
