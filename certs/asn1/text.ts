import { DerError } from './errors.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The string types (X.680 41), and which of them restrict their characters to a set below 0x80. */
const characterSets: Readonly<Record<number, RegExp | null>> = {
  0x0c: null,
  0x12: /^[0-9 ]$/,
  0x13: /^[A-Za-z0-9 '()+,\-./:=?]$/,
  0x14: null,
  0x16: /^\p{ASCII}$/u,
  0x1a: /^[ -~]$/,
  0x1c: null,
  0x1e: null,
};

/** For each restricted type, by octet: 1 where the character belongs to it. */
const allowedOctets: readonly (Uint8Array | undefined)[] = Array.from({ length: 0x1f }, (_, tag) => {
  const set = characterSets[tag];
  return set
    ? Uint8Array.from({ length: 256 }, (__, octet) => +set.test(String.fromCharCode(octet)))
    : undefined;
});

export function isTextTag(tag: number): boolean {
  return tag in characterSets;
}

const maxTextBytes = 256 * 1024;

/** Refuses content whose characters are outside the type's own set (X.680 41). */
export function checkText(tag: number, bytes: Uint8Array, start: number, end: number): void {
  if (end - start > maxTextBytes) throw new DerError('asn1.too_large', 'a text is too long');
  const allowed = allowedOctets[tag];
  if (allowed) checkOctets(allowed, bytes, start, end);
  else if (tag === 0x0c) checkUtf8(bytes, start, end);
  else if (tag !== 0x14) decodeText(tag, bytes.subarray(start, end));
}

function checkOctets(allowed: Uint8Array, bytes: Uint8Array, start: number, end: number): void {
  for (let at = start; at < end; at += 1)
    if (allowed[bytes[at] ?? 0] !== 1)
      throw new DerError('asn1.string', 'a character that the string type does not have');
}

/** RFC 3629 4: no overlong form, no surrogate, nothing above U+10FFFF. Names are short: a loop beats a decoder. */
function checkUtf8(bytes: Uint8Array, start: number, end: number): void {
  for (let at = start; at < end; ) {
    const first = bytes[at] ?? 0;
    at += 1;
    if (first < 0x80) continue;
    const following = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc2 || first > 0xf4 || at + following > end) throw notUtf8();
    const second = bytes[at] ?? 0;
    const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) throw notUtf8();
    for (const stop = at + following; (at += 1) < stop; )
      if (((bytes[at] ?? 0) & 0xc0) !== 0x80) throw notUtf8();
  }
}

function notUtf8(): DerError {
  return new DerError('asn1.string', 'a UTF8String is not UTF-8');
}

/** The text of a string type; characters outside the type's own set are refused (X.680 41). */
export function decodeText(tag: number, content: Uint8Array): string {
  if (!isTextTag(tag)) throw new DerError('asn1.unexpected_tag', 'a string is expected');
  if (content.length > maxTextBytes) throw new DerError('asn1.too_large', 'a text is too long');
  if (tag === 0x0c) return decodeUtf8(content);
  if (tag === 0x1c || tag === 0x1e) return decodeWide(content, tag === 0x1c ? 4 : 2);
  const allowed = allowedOctets[tag];
  if (allowed) checkOctets(allowed, content, 0, content.length);
  return decodeLatin1(content);
}

const replacement = '\ufffd';

function decodeUtf8(content: Uint8Array): string {
  // The lenient decoder is several times as fast; where it had to replace something, or seems to, the strict one judges.
  const text = bufferOf(content).toString('utf8');
  if (!text.includes(replacement)) return text;
  try {
    return utf8.decode(content);
  } catch {
    throw notUtf8();
  }
}

function bufferOf(content: Uint8Array): Buffer {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}

/** TeletexString as every issuer uses it, not as T.61 has it. */
function decodeLatin1(content: Uint8Array): string {
  return bufferOf(content).toString('latin1');
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
