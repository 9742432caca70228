import { oids } from '../../asn1/index.ts';
import type { FrameRule } from '../certificate-draft.ts';

export const statementsCriticality: FrameRule = {
  id: 'etsi.statements_criticality',
  clause: 'EN 319 412-5 4.1',
  severity: 'error',
  judges: 'frame',
  check({ extensions }) {
    return extensions.get(oids.qcStatements)?.isCritical ? 'qcStatements is critical' : undefined;
  },
};
