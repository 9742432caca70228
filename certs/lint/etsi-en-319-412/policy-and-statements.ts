import { oids } from '../../asn1/index.ts';
import { type FrameRule, statementOf } from '../certificate-draft.ts';

const implied: ReadonlyMap<string, readonly string[]> = new Map([
  [oids.qcpNatural, [oids.qcType]],
  [oids.qcpLegal, [oids.qcType]],
  [oids.qcpNaturalQscd, [oids.qcType, oids.qcSscd]],
  [oids.qcpLegalQscd, [oids.qcType, oids.qcSscd]],
]);

export const policyAndStatements: FrameRule = {
  id: 'etsi.policy_and_statements',
  clause: 'EN 319 411-2 5.3, EN 319 412-5 4.2',
  severity: 'error',
  judges: 'frame',
  check(draft) {
    const wrong = draft.policies.find(({ oid }) => {
      const statements = implied.get(oid);
      return statements && !statements.every((statement) => statementOf(draft, statement));
    });
    return wrong && `policy ${wrong.oid} without the statements that it implies`;
  },
};
