import { hash } from 'node:crypto';
import { tags } from '../../asn1/index.ts';
import type { Rule } from '../linter.ts';
import type { TimeStampSubject } from './subject.ts';

export const messageDigest: Rule<TimeStampSubject> = {
  id: 'rfc5652.message_digest',
  clause: 'RFC 5652 11.2',
  severity: 'error',
  check({ messageDigest: value, context }) {
    const { hash: name } = context.algorithm;
    if (name === null) return 'a time stamp is signed by an algorithm that has a hash';
    const isSame =
      value.tag === tags.octetString && hash(name, context.tstInfo, 'buffer').equals(value.content);
    return isSame ? undefined : 'the message-digest attribute is not the hash of the TSTInfo';
  },
};
