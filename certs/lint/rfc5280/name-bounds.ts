import { oids } from '../../asn1/index.ts';
import { isLongerThan, upperBounds } from '../name-text.ts';
import type { DraftRule } from '../certificate-draft.ts';

const attributes = Object.keys(upperBounds) as readonly (keyof typeof upperBounds)[];
const bounds: ReadonlyMap<string, number> = new Map(
  attributes.map((attribute) => [oids[attribute], upperBounds[attribute]]),
);

export const nameBounds: DraftRule = {
  id: 'rfc5280.name_bounds',
  clause: 'RFC 5280 appendix A.1',
  severity: 'error',
  check({ certificate }) {
    for (const { type, text } of certificate.subject.attributes) {
      const bound = bounds.get(type);
      if (bound !== undefined && (text.length === 0 || isLongerThan(text, bound)))
        return `attribute ${type} is empty or has more than ${bound} characters`;
    }
    return undefined;
  },
};
