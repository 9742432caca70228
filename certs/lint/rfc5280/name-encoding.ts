import { oids } from '../../asn1/index.ts';
import type { DraftRule } from '../certificate-draft.ts';

const utf8String = 0x0c;
const printableString = 0x13;
const printable: ReadonlySet<string> = new Set([oids.countryName, oids.serialNumber]);

export const nameEncoding: DraftRule = {
  id: 'rfc5280.name_encoding',
  clause: 'RFC 5280 4.1.2.4 and appendix A.1',
  severity: 'error',
  check({ certificate }) {
    const wrong = certificate.subject.attributes.find(
      ({ type, tag }) => tag !== (printable.has(type) ? printableString : utf8String),
    );
    return wrong && `attribute ${wrong.type} has the string type ${wrong.tag}`;
  },
};
