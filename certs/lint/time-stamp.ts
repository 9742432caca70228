import { createLinter } from './linter.ts';
import { timeStampRules } from './rfc3161/index.ts';
import { readTimeStampSubject } from './rfc3161/subject.ts';

export type { TimeStampContext } from './rfc3161/subject.ts';

/** Judges the DER SET of the signed attributes of a time stamp, with the TSTInfo that they stand for. */
export const lintTimeStamp = createLinter({
  kind: 'time-stamp',
  read: readTimeStampSubject,
  rules: timeStampRules,
});
