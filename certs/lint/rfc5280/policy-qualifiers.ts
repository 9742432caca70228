import { decodeText, fieldsOf, oidOf, oids, tags } from '../../asn1/index.ts';
import { type FrameRule, isUri, readOnce } from '../certificate-draft.ts';

const ia5String = 0x16;

const isPracticeStatement = readOnce((qualifier) => {
  const fields = fieldsOf(qualifier);
  if (oidOf(fields.next(tags.oid)) !== oids.practiceStatement) return false;
  const [location, ...others] = fields.rest();
  if (location?.tag !== ia5String || others.length > 0) return false;
  const text = decodeText(location.tag, location.content);
  return isUri({ kind: 'uniformResourceIdentifier', text }, ['http', 'https']);
});

export const policyQualifiers: FrameRule = {
  id: 'rfc5280.policy_qualifiers',
  clause: 'RFC 5280 4.2.1.4',
  severity: 'error',
  judges: 'frame',
  check({ policies }) {
    const isFit = policies.every(({ qualifiers }) => qualifiers.every(isPracticeStatement));
    return isFit ? undefined : 'a policy qualifier is no http or https URI of a practice statement';
  },
};
