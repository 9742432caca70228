import { DerError } from './errors.ts';
import { decodeText, isTextTag } from './text.ts';
import { decodeTime } from './time.ts';

/** The rules that a primitive value of a universal type must keep (X.690 8 and 11). */
export function checkPrimitive(tag: number, content: Uint8Array): void {
  if (tag >= 0x40) return;
  if (isTextTag(tag)) {
    decodeText(tag, content);
    return;
  }
  const check = checks[tag];
  if (!check) throw new DerError('asn1.unexpected_tag', `no primitive value of type ${tag} is known`);
  check(content);
}

const checks: Readonly<Record<number, (content: Uint8Array) => unknown>> = {
  0x01: decodeBoolean,
  0x02: checkInteger,
  0x03: decodeBitString,
  0x04: () => undefined,
  0x05: checkNull,
  0x06: checkObjectIdentifier,
  0x0a: checkInteger,
  0x17: (content) => decodeTime(0x17, content),
  0x18: (content) => decodeTime(0x18, content),
};

/** X.690 11.1: TRUE is FF. */
export function decodeBoolean(content: Uint8Array): boolean {
  const value = content[0];
  if (content.length !== 1 || (value !== 0 && value !== 0xff))
    throw new DerError('asn1.boolean', 'a BOOLEAN is 00 or FF');
  return value === 0xff;
}

/** X.690 8.3.2: the first nine bits are neither all zero nor all one. */
export function checkInteger(content: Uint8Array): void {
  const [first, second = 0] = content;
  if (first === undefined) throw new DerError('asn1.integer', 'an INTEGER has no octets');
  if (content.length === 1) return;
  if ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))
    throw new DerError('asn1.integer', 'an INTEGER is not minimal');
}

export interface BitString {
  readonly unusedBits: number;
  readonly bytes: Uint8Array;
}

/** X.690 8.6 and 11.2.1: at most seven unused bits, all of them zero. */
export function decodeBitString(content: Uint8Array): BitString {
  const [unusedBits] = content;
  const bytes = content.subarray(1);
  if (unusedBits === undefined || unusedBits > 7 || (unusedBits > 0 && bytes.length === 0))
    throw new DerError('asn1.bit_string', 'the number of unused bits is wrong');
  const last = bytes[bytes.length - 1] ?? 0;
  if ((last & ((1 << unusedBits) - 1)) !== 0)
    throw new DerError('asn1.bit_string', 'unused bits are not zero');
  return { unusedBits, bytes };
}

function checkNull(content: Uint8Array): void {
  if (content.length > 0) throw new DerError('asn1.null', 'a NULL has content');
}

const maxIdentifierBytes = 128;

/** X.690 8.19: minimal subidentifiers, the last one ended; bounded so that its dotted form stays short. */
function checkObjectIdentifier(content: Uint8Array): void {
  const last = content[content.length - 1];
  if (last === undefined || last >= 0x80 || content.length > maxIdentifierBytes)
    throw new DerError('asn1.object_identifier', 'an OBJECT IDENTIFIER is empty, cut or too long');
  for (const [index, octet] of content.entries()) {
    const startsArc = index === 0 || (content[index - 1] ?? 0) < 0x80;
    if (startsArc && octet === 0x80) throw new DerError('asn1.object_identifier', 'an arc is not minimal');
  }
}

/** The dotted form of an OBJECT IDENTIFIER. */
export function decodeObjectIdentifier(content: Uint8Array): string {
  checkObjectIdentifier(content);
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const octet of content) {
    arc = arc * 128n + BigInt(octet & 0x7f);
    if (octet >= 0x80) continue;
    if (arcs.length === 0) {
      const root = arc < 40n ? 0n : arc < 80n ? 1n : 2n;
      arcs.push(root, arc - root * 40n);
    } else arcs.push(arc);
    arc = 0n;
  }
  return arcs.join('.');
}
