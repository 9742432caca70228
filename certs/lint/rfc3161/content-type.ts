import { oidOf, oids, tags } from '../../asn1/index.ts';
import type { Rule } from '../linter.ts';
import type { TimeStampSubject } from './subject.ts';

export const contentType: Rule<TimeStampSubject> = {
  id: 'rfc3161.content_type',
  clause: 'RFC 5652 11.1 and RFC 3161 2.4.2',
  severity: 'error',
  check({ contentType: value }) {
    return value.tag === tags.oid && oidOf(value) === oids.tSTInfo
      ? undefined
      : 'the content-type attribute is not id-ct-TSTInfo';
  },
};
