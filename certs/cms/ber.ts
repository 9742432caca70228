import {
  DerError,
  type DerErrorCode,
  type DerLimits,
  nest,
  type NestPart,
  readDer,
  tags,
  writeNest,
} from '../asn1/index.ts';
import { parseSignedData, type SignedData } from './signed-data.ts';

const constructed = 0x20;
const constructedOctetString = tags.octetString | constructed;
const longestLength = 4;

/**
 * The DER of a message that came in BER (X.690 8): lengths made definite and minimal, an OCTET STRING in pieces made
 * one. What was DER already comes back octet for octet, signed attributes above all. The order of a SET OF is left.
 * @throws DerError when the bytes are no BER within the limits, or of a form that no maker of messages uses
 */
export function derFromBer(bytes: Uint8Array, limits: DerLimits): Uint8Array {
  if (isDer(bytes, limits)) return bytes;
  const walk = { bytes, limits, values: 0 };
  const { part, end } = convert(walk, { at: 0, end: bytes.length, depth: 0 });
  if (end !== bytes.length) throw new DerError('asn1.trailing_data', 'bytes follow the value');
  return part instanceof Uint8Array ? part : writeNest(part);
}

/** A message in DER, with the octets that were read. */
export interface MessageInDer {
  readonly bytes: Uint8Array;
  readonly signedData: SignedData;
}

/**
 * SignedData in DER or in BER. Nearly all is in DER, so only what is not is looked at twice.
 * @throws DerError when the bytes are not one
 */
export function parseMessage(bytes: Uint8Array, limits: DerLimits): MessageInDer {
  try {
    return { bytes, signedData: parseSignedData(bytes, limits) };
  } catch (error) {
    if (!(error instanceof DerError && berCodes.has(error.code))) throw error;
    const converted = derFromBer(bytes, limits);
    return { bytes: converted, signedData: parseSignedData(converted, limits) };
  }
}

/** What BER may have and DER may not; what else is wrong with the bytes is wrong in BER too. */
const berCodes: ReadonlySet<DerErrorCode> = new Set(['asn1.length_form', 'asn1.unexpected_tag']);

function isDer(bytes: Uint8Array, limits: DerLimits): boolean {
  try {
    readDer(bytes, limits);
    return true;
  } catch (error) {
    if (error instanceof DerError && berCodes.has(error.code)) return false;
    throw error;
  }
}

interface Walk {
  readonly bytes: Uint8Array;
  readonly limits: DerLimits;
  values: number;
}

interface Place {
  readonly at: number;
  /** Nothing of the value may lie behind it. */
  readonly end: number;
  readonly depth: number;
}

interface Converted {
  readonly part: NestPart;
  readonly end: number;
}

/** Recursion is as deep as the limit allows, which is little. */
function convert(walk: Walk, place: Place): Converted {
  const { bytes, limits } = walk;
  walk.values += 1;
  if (walk.values > limits.maxValues)
    throw new DerError('asn1.too_many_values', `more than ${limits.maxValues} values`);
  if (place.depth > limits.maxDepth) throw new DerError('asn1.too_deep', `deeper than ${limits.maxDepth}`);
  const header = readHeader(bytes, place);
  const { tag, start } = header;
  if ((tag & constructed) === 0) {
    if (header.end === undefined)
      throw new DerError('asn1.length_form', 'a primitive value of indefinite length');
    return { part: nest(tag, bytes.subarray(start, header.end)), end: header.end };
  }
  const inside = convertInside(
    walk,
    { at: start, end: header.end ?? place.end, depth: place.depth + 1 },
    header,
  );
  const part = tag === constructedOctetString ? joined(inside.parts) : nest(tag, ...inside.parts);
  return { part, end: inside.end };
}

function convertInside(walk: Walk, place: Place, { end: definite }: Header) {
  const parts: NestPart[] = [];
  const { bytes } = walk;
  for (let at = place.at; ; ) {
    if (definite !== undefined && at === definite) return { parts, end: at };
    if (definite === undefined && bytes[at] === 0 && bytes[at + 1] === 0 && at + 2 <= place.end)
      return { parts, end: at + 2 };
    const one = convert(walk, { ...place, at });
    parts.push(one.part);
    at = one.end;
  }
}

/** X.690 8.7.3: the pieces of an OCTET STRING are OCTET STRINGs, which may be in pieces too. */
function joined(parts: readonly NestPart[]): NestPart {
  const pieces = parts.flatMap((part) => {
    if (part instanceof Uint8Array || part.tag !== tags.octetString)
      throw new DerError('asn1.unexpected_tag', 'an OCTET STRING holds pieces of another type');
    return part.parts;
  });
  return nest(tags.octetString, ...pieces);
}

interface Header {
  readonly tag: number;
  readonly start: number;
  /** Undefined where the length is indefinite. */
  readonly end: number | undefined;
}

function readHeader(bytes: Uint8Array, { at, end }: Place): Header {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || at + 2 > end)
    throw new DerError('asn1.truncated', 'bytes are missing');
  if ((tag & 0x1f) === 0x1f) throw new DerError('asn1.high_tag', 'a tag of more than one octet');
  if (first === 0x80) return { tag, start: at + 2, end: undefined };
  const octets = first < 0x80 ? 0 : first & 0x7f;
  if (octets > longestLength) throw new DerError('asn1.length_form', 'an oversized length');
  const start = at + 2 + octets;
  let length = first < 0x80 ? first : 0;
  for (let index = at + 2; index < start; index += 1) length = length * 256 + (bytes[index] ?? 0);
  if (start + length > end) throw new DerError('asn1.truncated', 'a value is longer than what holds it');
  return { tag, start, end: start + length };
}
