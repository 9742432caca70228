import { DerError } from './errors.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const decoders: Readonly<Record<number, (content: Uint8Array) => string>> = {
  0x0c: decodeUtf8,
  0x12: (content) => restricted(content, /^[0-9 ]*$/),
  0x13: (content) => restricted(content, /^[A-Za-z0-9 '()+,\-./:=?]*$/),
  0x14: decodeLatin1,
  0x16: (content) => restricted(content, /^\p{ASCII}*$/u),
  0x1a: (content) => restricted(content, /^[ -~]*$/),
  0x1c: (content) => decodeWide(content, 4),
  0x1e: (content) => decodeWide(content, 2),
};

export function isTextTag(tag: number): boolean {
  return tag in decoders;
}

/** The text of a string type; characters outside the type's own set are refused (X.680 41). */
export function decodeText(tag: number, content: Uint8Array): string {
  const decode = decoders[tag];
  if (!decode) throw new DerError('asn1.unexpected_tag', 'a string is expected');
  return decode(content);
}

function decodeUtf8(content: Uint8Array): string {
  try {
    return utf8.decode(content);
  } catch {
    throw new DerError('asn1.string', 'a UTF8String is not UTF-8');
  }
}

/** TeletexString as every issuer uses it, not as T.61 has it. */
function decodeLatin1(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1');
}

function restricted(content: Uint8Array, allowed: RegExp): string {
  const text = decodeLatin1(content);
  if (!allowed.test(text))
    throw new DerError('asn1.string', 'a character that the string type does not have');
  return text;
}

/** BMPString and UniversalString: code points of two or four octets, none of them a surrogate. */
function decodeWide(content: Uint8Array, width: 2 | 4): string {
  if (content.length % width !== 0) throw new DerError('asn1.string', 'a character is cut');
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const points: string[] = [];
  for (let at = 0; at < content.length; at += width) {
    const point = width === 2 ? view.getUint16(at) : view.getUint32(at);
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
      throw new DerError('asn1.string', 'not a code point');
    points.push(String.fromCodePoint(point));
  }
  return points.join('');
}
