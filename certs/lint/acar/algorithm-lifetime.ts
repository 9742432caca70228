import { oids } from '../../asn1/index.ts';
import type { DraftRule } from '../certificate-draft.ts';

const end = Date.UTC(2029, 0, 1);

export const algorithmLifetime: DraftRule = {
  id: 'acar.algorithm_lifetime',
  clause: 'ETSI TS 119 312 v1.5.1: RSA PKCS#1 v1.5 ends with 2028',
  severity: 'error',
  check({ certificate }) {
    return certificate.innerAlgorithm.oid === oids.sha256WithRSAEncryption && certificate.notAfter >= end
      ? 'signed with RSA PKCS#1 v1.5 and valid in 2029 or later'
      : undefined;
  },
};
