import { oids } from '../../asn1/index.ts';
import { type FrameRule, statementOf } from '../certificate-draft.ts';

export const qualifiedCompliance: FrameRule = {
  id: 'etsi.qualified_compliance',
  clause: 'EN 319 412-5 4.2.1',
  severity: 'error',
  judges: 'frame',
  check(draft) {
    const isThere = statementOf(draft, oids.qcCompliance) !== undefined;
    return isThere === (draft.profile.qualified !== null)
      ? undefined
      : 'QcCompliance does not stand exactly where the profile is qualified';
  },
};
