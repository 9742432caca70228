import { oids } from '../../asn1/index.ts';
import type { FrameRule } from '../certificate-draft.ts';

const known: ReadonlySet<string> = new Set([
  oids.qcSyntaxV2,
  oids.qcCompliance,
  oids.qcSscd,
  oids.qcPds,
  oids.qcType,
  oids.qcLegislation,
]);

export const statementsKnown: FrameRule = {
  id: 'etsi.statements_known',
  clause: 'EN 319 412-5 4 and 5',
  severity: 'error',
  judges: 'frame',
  check({ statements }) {
    for (const [place, { oid }] of statements.entries()) {
      if (!known.has(oid)) return `statement ${oid} is unknown here`;
      for (let before = 0; before < place; before += 1)
        if (statements[before]?.oid === oid) return 'a statement stands twice';
    }
    return undefined;
  },
};
