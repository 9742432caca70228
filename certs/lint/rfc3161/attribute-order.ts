import type { Rule } from '../linter.ts';
import type { TimeStampSubject } from './subject.ts';

/** What is signed is the DER of a SET OF; others sort it again before they verify. */
export const attributeOrder: Rule<TimeStampSubject> = {
  id: 'x690.attribute_order',
  clause: 'X.690 11.6',
  severity: 'error',
  check({ attributes }) {
    const encodings = attributes.map(({ raw }) => raw);
    const isSorted = encodings.every(
      (bytes, index) => index === 0 || Buffer.compare(encodings[index - 1] ?? bytes, bytes) < 0,
    );
    return isSorted ? undefined : 'the signed attributes are not in the order of DER';
  },
};
