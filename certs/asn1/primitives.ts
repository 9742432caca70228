import { DerError } from './errors.ts';
import { checkText, isTextTag } from './text.ts';
import { decodePreciseTime, decodeTime } from './time.ts';

/**
 * The rules that a primitive value of a universal type must keep (X.690 8 and 11), on its content between two places:
 * a certificate has a hundred values, and a view of each costs more than its rule.
 */
export function checkPrimitive(tag: number, bytes: Uint8Array, start: number, end: number): void {
  switch (tag) {
    case 0x01:
      decodeBoolean(bytes.subarray(start, end));
      return;
    case 0x02:
    case 0x0a:
      checkIntegerAt(bytes, start, end);
      return;
    case 0x03:
      checkBitString(bytes, start, end);
      return;
    case 0x04:
      return;
    case 0x05:
      if (end > start) throw new DerError('asn1.null', 'a NULL has content');
      return;
    case 0x06:
      checkObjectIdentifier(bytes, start, end);
      return;
    case 0x17:
      decodeTime(tag, bytes.subarray(start, end));
      return;
    case 0x18:
      decodePreciseTime(tag, bytes.subarray(start, end));
      return;
    default:
      if (!isTextTag(tag))
        throw new DerError('asn1.unexpected_tag', `no primitive value of type ${tag} is known`);
      checkText(tag, bytes, start, end);
  }
}

/** X.690 11.1: TRUE is FF. */
export function decodeBoolean(content: Uint8Array): boolean {
  const value = content[0];
  if (content.length !== 1 || (value !== 0 && value !== 0xff))
    throw new DerError('asn1.boolean', 'a BOOLEAN is 00 or FF');
  return value === 0xff;
}

/** X.690 8.3.2: the first nine bits are neither all zero nor all one. */
export function checkInteger(content: Uint8Array): void {
  checkIntegerAt(content, 0, content.length);
}

function checkIntegerAt(bytes: Uint8Array, start: number, end: number): void {
  if (start >= end) throw new DerError('asn1.integer', 'an INTEGER has no octets');
  if (end - start === 1) return;
  const first = bytes[start];
  const second = bytes[start + 1] ?? 0;
  if ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))
    throw new DerError('asn1.integer', 'an INTEGER is not minimal');
}

export interface BitString {
  readonly unusedBits: number;
  readonly bytes: Uint8Array;
}

/** X.690 8.6 and 11.2.1: at most seven unused bits, all of them zero. */
export function decodeBitString(content: Uint8Array): BitString {
  return { unusedBits: checkBitString(content, 0, content.length), bytes: content.subarray(1) };
}

function checkBitString(bytes: Uint8Array, start: number, end: number): number {
  const unusedBits = start < end ? bytes[start] : undefined;
  if (unusedBits === undefined || unusedBits > 7 || (unusedBits > 0 && end - start === 1))
    throw new DerError('asn1.bit_string', 'the number of unused bits is wrong');
  if (unusedBits > 0 && ((bytes[end - 1] ?? 0) & ((1 << unusedBits) - 1)) !== 0)
    throw new DerError('asn1.bit_string', 'unused bits are not zero');
  return unusedBits;
}

const maxIdentifierBytes = 128;

/** X.690 8.19: minimal subidentifiers, the last one ended; bounded so that its dotted form stays short. */
function checkObjectIdentifier(bytes: Uint8Array, start: number, end: number): void {
  if (start >= end || (bytes[end - 1] ?? 0) >= 0x80 || end - start > maxIdentifierBytes)
    throw new DerError('asn1.object_identifier', 'an OBJECT IDENTIFIER is empty, cut or too long');
  let startsArc = true;
  for (let at = start; at < end; at += 1) {
    const octet = bytes[at] ?? 0;
    if (startsArc && octet === 0x80) throw new DerError('asn1.object_identifier', 'an arc is not minimal');
    startsArc = octet < 0x80;
  }
}

/** The dotted forms that were read lately: the same few dozen identifiers stand in every certificate. */
const known = new Map<string, string>();
const maxKnown = 2048;
const longestKnown = 16;

/** The dotted form of an OBJECT IDENTIFIER. */
export function decodeObjectIdentifier(content: Uint8Array): string {
  if (content.length > longestKnown) {
    checkObjectIdentifier(content, 0, content.length);
    return dottedOf(content);
  }
  let key = '';
  for (let at = 0; at < content.length; at += 1) key += String.fromCharCode(content[at] ?? 0);
  const found = known.get(key);
  if (found !== undefined) return found;
  checkObjectIdentifier(content, 0, content.length);
  const dotted = dottedOf(content);
  // Strangers choose identifiers too: a full table is emptied rather than grown.
  if (known.size >= maxKnown) known.clear();
  known.set(key, dotted);
  return dotted;
}

function dottedOf(content: Uint8Array): string {
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
