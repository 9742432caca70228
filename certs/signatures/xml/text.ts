import { isCharacter } from './characters.ts';
import { XmlError } from './model.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The text of a document in UTF-8, without a byte order mark. */
export function decodeXml(bytes: Uint8Array): string {
  if ((bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0xff && bytes[1] === 0xfe))
    throw new XmlError('xml.encoding', 'UTF-16 is not read');
  try {
    return decoder.decode(bytes);
  } catch {
    throw new XmlError('xml.encoding', 'not UTF-8');
  }
}

/** The encoding is captured in either quotes. */
const declaration =
  /^<\?xml[\t\n\r ]+version[\t\n\r ]*=[\t\n\r ]*(?:"1\.\d+"|'1\.\d+')(?:[\t\n\r ]+encoding[\t\n\r ]*=[\t\n\r ]*(?:"([A-Za-z][\w.-]*)"|'([A-Za-z][\w.-]*)'))?(?:[\t\n\r ]+standalone[\t\n\r ]*=[\t\n\r ]*(?:"(?:yes|no)"|'(?:yes|no)'))?[\t\n\r ]*\?>/;

const predefined: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** XML 1.0 4.1: without a document type there are the five entities and the numbers of characters. */
export function resolveReferences(text: string, at: number): string {
  return text.replace(
    /&(?:#(\d{1,8});|#x([0-9A-Fa-f]{1,8});|(amp|lt|gt|quot|apos);)?/g,
    (_, ten, hex, name) => {
      if (name !== undefined) return predefined[name] ?? '';
      const code = ten === undefined ? Number.parseInt(hex ?? '', 16) : Number.parseInt(ten, 10);
      if (!isCharacter(code)) throw malformed('a reference to what is no character or entity', at);
      return String.fromCodePoint(code);
    },
  );
}

/** The length of the XML declaration (XML 1.0 2.8), which must say UTF-8 where it names an encoding; 0 where there is none. */
export function declarationLength(text: string): number {
  if (!/^<\?xml[\t\n\r ]/.test(text)) return 0;
  const found = declaration.exec(text);
  if (!found) throw malformed('the XML declaration', 0);
  const encoding = found[1] ?? found[2];
  if (encoding !== undefined && !/^(utf-?8|us-ascii)$/i.test(encoding))
    throw new XmlError('xml.encoding', 'only UTF-8 is read');
  return found[0].length;
}

export function malformed(what: string, at: number): XmlError {
  return new XmlError('xml.malformed', `${what}, near character ${at}`);
}
