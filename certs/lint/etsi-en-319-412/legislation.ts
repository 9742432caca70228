import { decodeText, oids, someOf } from '../../asn1/index.ts';
import { type FrameRule, readOnce, statementOf } from '../certificate-draft.ts';

const readCountries = readOnce((information) =>
  someOf(information)
    .map(({ tag, content }) => decodeText(tag, content))
    .join(),
);

export const legislation: FrameRule = {
  id: 'etsi.legislation',
  clause: 'EN 319 412-5 4.2.4',
  severity: 'error',
  judges: 'frame',
  check(draft) {
    const information = statementOf(draft, oids.qcLegislation)?.information;
    const countries = information ? readCountries(information) : '';
    return countries === (draft.profile.qualified ? 'AZ' : '')
      ? undefined
      : 'QcCClegislation does not name Azerbaijan alone, exactly where the profile is qualified';
  },
};
