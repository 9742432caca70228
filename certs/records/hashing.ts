import { hash } from 'node:crypto';

/** Octets of a hash of the tree: SHA-256. */
export const hashOctets = 32;

/** By way of a text: the runtime takes three times as long to answer with octets. */
export function sha256(input: Uint8Array): Uint8Array {
  return Buffer.from(sha256Octets(input), 'latin1');
}

/** A text with a letter for each octet. */
export function sha256Octets(input: Uint8Array): string {
  return hash('sha256', input, 'binary');
}

/** The root of the tree without leaves: the hash of nothing (RFC 6962 2.1). */
export const emptyRoot: Uint8Array = sha256(new Uint8Array());

/** The hash of a leaf: its bytes behind an octet 0 (RFC 6962 2.1). */
export function leafHash(entry: Uint8Array): Uint8Array {
  const input = Buffer.allocUnsafe(1 + entry.length);
  input[0] = 0;
  input.set(entry, 1);
  return sha256(input);
}

// One buffer for all: a node is hashed within the call.
const pair = Buffer.alloc(1 + 2 * hashOctets);
pair[0] = 1;

/** The hash of an inner node: its two children behind an octet 1 (RFC 6962 2.1). Both have 32 octets. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  pair.set(left, 1);
  pair.set(right, 1 + hashOctets);
  return sha256(pair);
}

/** Hashes of the tree are public: they need no comparison in constant time. */
export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
