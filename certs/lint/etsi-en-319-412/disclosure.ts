import { type Der, decodeText, fieldsOf, oids, someOf } from '../../asn1/index.ts';
import { type FrameRule, isUri, readOnce, statementOf } from '../certificate-draft.ts';

const ia5String = 0x16;
const printableString = 0x13;

function readLocation(value: Der) {
  const fields = fieldsOf(value);
  const url = fields.next(ia5String);
  const language = fields.next(printableString);
  fields.end();
  return { url: decodeText(url.tag, url.content), language: decodeText(language.tag, language.content) };
}

const readLocations = readOnce((information) => someOf(information).map(readLocation));

function isHttps(text: string): boolean {
  return isUri({ kind: 'uniformResourceIdentifier', text }, ['https']);
}

export const disclosure: FrameRule = {
  id: 'etsi.disclosure',
  clause: 'EN 319 412-5 4.3.4',
  severity: 'error',
  judges: 'frame',
  check(draft) {
    if (!draft.profile.qualified) return undefined;
    const information = statementOf(draft, oids.qcPds)?.information;
    const locations = information ? readLocations(information) : [];
    if (!locations.every(({ url, language }) => isHttps(url) && /^[a-z]{2}$/.test(language)))
      return 'a disclosure statement has no https URL or no language of two letters';
    return locations.some(({ language }) => language === 'en')
      ? undefined
      : 'no disclosure statement is in English';
  },
};
