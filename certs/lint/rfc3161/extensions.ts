import { oids } from '../../asn1/index.ts';
import type { Rule } from '../linter.ts';
import type { TimeStampSubject } from './subject.ts';

/** Not critical, and none but the statement of a qualified time stamp. */
export const extensions: Rule<TimeStampSubject> = {
  id: 'etsi_en_319_422.extensions',
  clause: 'ETSI EN 319 422 5.2 and 9',
  severity: 'error',
  check({ tstInfo }) {
    const strange = tstInfo.extensions.find(({ oid, isCritical }) => isCritical || oid !== oids.qcStatements);
    return strange && `extension ${strange.oid} is critical or does not belong in a time stamp`;
  },
};
