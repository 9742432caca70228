import { hashNameOf, hashOctets } from '../../cms/index.ts';
import type { Rule } from '../linter.ts';
import type { TimeStampSubject } from './subject.ts';

/** A hash of the SHA-2 family, as long as it must be. */
export const imprintHash: Rule<TimeStampSubject> = {
  id: 'rfc3161.imprint_hash',
  clause: 'RFC 3161 2.4.1 and ETSI TS 119 312 5',
  severity: 'error',
  check({ tstInfo }) {
    const { algorithm, digest } = tstInfo.messageImprint;
    const name = hashNameOf(algorithm);
    if (!name || name === 'sha1') return 'messageImprint is by a hash that is not accepted';
    return digest.length === hashOctets(name)
      ? undefined
      : 'messageImprint does not have the length of its hash';
  },
};
