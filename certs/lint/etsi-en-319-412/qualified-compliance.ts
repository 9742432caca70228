import { oids } from '../../asn1/index.ts';
import { type CertificateRule, statementOf } from '../certificate-draft.ts';

export const qualifiedCompliance: CertificateRule = {
  id: 'etsi.qualified_compliance',
  clause: 'EN 319 412-5 4.2.1',
  severity: 'error',
  check(draft) {
    const isThere = statementOf(draft, oids.qcCompliance) !== undefined;
    return isThere === (draft.profile.qualified !== null)
      ? undefined
      : 'QcCompliance does not stand exactly where the profile is qualified';
  },
};
