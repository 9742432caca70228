import { newOctets } from './octets.ts';
import { lengthOctets, writeLength } from './write.ts';

/**
 * A constructed value that is not written yet: for structures that are made thousands of times a second, where bytes
 * of their own for every level would cost as much as the signature.
 */
export interface Nest {
  readonly tag: number;
  readonly parts: readonly NestPart[];
  /** Octets of the content. */
  readonly length: number;
}

/** Bytes that are encoded already, or a value to be written with its surroundings. */
export type NestPart = Uint8Array | Nest;

export function nest(tag: number, ...parts: readonly NestPart[]): Nest {
  let length = 0;
  for (const part of parts) length += part instanceof Uint8Array ? part.length : sizeOf(part.length);
  return { tag, parts, length };
}

/** Writes the value and all inside it at once. */
export function writeNest(value: Nest): Uint8Array {
  const bytes = newOctets(sizeOf(value.length));
  put(bytes, 0, value);
  return bytes;
}

function sizeOf(length: number): number {
  return 2 + lengthOctets(length) + length;
}

function put(bytes: Uint8Array, start: number, { tag, parts, length }: Nest): number {
  const size = lengthOctets(length);
  bytes[start] = tag;
  writeLength(bytes, start, length, size);
  let at = start + 2 + size;
  for (const part of parts) {
    if (part instanceof Uint8Array) {
      bytes.set(part, at);
      at += part.length;
    } else at = put(bytes, at, part);
  }
  return at;
}
