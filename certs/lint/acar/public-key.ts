import { judgePublicKey } from '../../keys/index.ts';
import type { DraftRule } from '../certificate-draft.ts';

export const publicKey: DraftRule = {
  id: 'acar.public_key',
  clause: 'ETSI TS 119 312 8.3, RFC 5480 2, RFC 3279 2.3.1',
  severity: 'error',
  check({ certificate, profile }) {
    const verdict = judgePublicKey(certificate.spki);
    if ('message' in verdict) return verdict.message;
    return profile.publicKeys.includes(verdict.kind) ? undefined : `a key of the kind ${verdict.kind}`;
  },
};
