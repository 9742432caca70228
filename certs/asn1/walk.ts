import type { Der } from './der.ts';

/**
 * Steps over bytes that readDer has checked, by offsets alone: for lists so long that a value for each element costs
 * more than what is read from it. On unchecked bytes the answers mean nothing.
 */

/** Where the content of the value at `at` begins. */
export function contentStart(bytes: Uint8Array, at: number): number {
  const first = bytes[at + 1] ?? 0;
  return first < 0x80 ? at + 2 : at + 2 + (first & 0x7f);
}

/** Where the value at `at` ends, and the next one begins. */
export function valueEnd(bytes: Uint8Array, at: number): number {
  const first = bytes[at + 1] ?? 0;
  if (first < 0x80) return at + 2 + first;
  const start = at + 2 + (first & 0x7f);
  let length = 0;
  for (let index = at + 2; index < start; index += 1) length = length * 256 + (bytes[index] ?? 0);
  return start + length;
}

/** The value at `at`, for what is worth an object. */
export function valueAt(bytes: Uint8Array, at: number): Der {
  const end = valueEnd(bytes, at);
  const content = bytes.subarray(contentStart(bytes, at), end);
  return { tag: bytes[at] ?? 0, bytes: bytes.subarray(at, end), content };
}
