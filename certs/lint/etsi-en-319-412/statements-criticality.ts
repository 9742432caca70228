import { oids } from '../../asn1/index.ts';
import type { CertificateRule } from '../certificate-draft.ts';

export const statementsCriticality: CertificateRule = {
  id: 'etsi.statements_criticality',
  clause: 'EN 319 412-5 4.1',
  severity: 'error',
  check({ extensions }) {
    return extensions.get(oids.qcStatements)?.isCritical ? 'qcStatements is critical' : undefined;
  },
};
