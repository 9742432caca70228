import type { Rule } from '../linter.ts';
import type { TimeStampSubject } from './subject.ts';

export const nonce: Rule<TimeStampSubject> = {
  id: 'rfc3161.nonce',
  clause: 'RFC 3161 2.4.2',
  severity: 'error',
  check({ tstInfo, context }) {
    const asked = context.request.nonce;
    const isSame = asked ? tstInfo.nonce && Buffer.compare(asked, tstInfo.nonce) === 0 : !tstInfo.nonce;
    return isSame ? undefined : 'the nonce is not the one of the request';
  },
};
