import type { DraftRule } from '../certificate-draft.ts';

export const signingKey: DraftRule = {
  id: 'acar.signing_key',
  clause: 'Açar CP: an issuer signs with the key of its certificate',
  severity: 'error',
  check({ certificate, issuer, key }) {
    const expected = issuer?.spki ?? certificate.spki;
    return Buffer.compare(expected, key.publicKey) === 0
      ? undefined
      : 'the key that will sign is not the issuer\u2019s';
  },
};
