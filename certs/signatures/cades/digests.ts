import { hash } from 'node:crypto';
import type { HashName } from '../../cms/index.ts';

const digests = new WeakMap<Uint8Array, Map<HashName, string>>();

/** The digest in hex, remembered as long as the bytes: indexes and evidence ask for the same ones again and again. */
export function digestOf(bytes: Uint8Array, name: HashName = 'sha256'): string {
  const ofBytes = digests.get(bytes) ?? new Map<HashName, string>();
  digests.set(bytes, ofBytes);
  const digest = ofBytes.get(name) ?? hash(name, bytes);
  ofBytes.set(name, digest);
  return digest;
}
