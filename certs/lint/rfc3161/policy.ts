import type { Rule } from '../linter.ts';
import type { TimeStampSubject } from './subject.ts';

export const policy: Rule<TimeStampSubject> = {
  id: 'rfc3161.policy',
  clause: 'RFC 3161 2.4.1 and 2.4.2',
  severity: 'error',
  check({ tstInfo, context }) {
    const { policies, request } = context;
    if (!policies.includes(tstInfo.policy)) return `${tstInfo.policy} is not a policy of this unit`;
    return request.policy === undefined || request.policy === tstInfo.policy
      ? undefined
      : 'the policy is not the one that was asked for';
  },
};
