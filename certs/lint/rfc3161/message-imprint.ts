import type { Rule } from '../linter.ts';
import type { TimeStampSubject } from './subject.ts';

/** The imprint is the one that was asked for, byte for byte. */
export const messageImprint: Rule<TimeStampSubject> = {
  id: 'rfc3161.message_imprint',
  clause: 'RFC 3161 2.4.2',
  severity: 'error',
  check({ tstInfo, context }) {
    const isSame = Buffer.compare(tstInfo.messageImprint.raw, context.request.messageImprint) === 0;
    return isSame ? undefined : 'messageImprint is not the one of the request';
  },
};
