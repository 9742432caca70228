import { hash } from 'node:crypto';

/** Proofs of existence (EN 319 102-1 5.6.2.3): from when on something is known to have been there. */
export interface Proofs {
  /** Milliseconds since 1970: the time of the judgement where nothing proves more. */
  of(digest: string): number;
  /** That all of them existed at the time. */
  add(digests: Iterable<string>, time: number): void;
}

export function createProofs(now: number): Proofs {
  const earliest = new Map<string, number>();
  const of = (digest: string) => Math.min(earliest.get(digest) ?? now, now);
  return {
    of,
    add(digests, time) {
      for (const digest of digests) if (time < of(digest)) earliest.set(digest, time);
    },
  };
}

const digests = new WeakMap<Uint8Array, string>();

/** SHA-256 in hex, by which proofs name what they are of. */
export function digestOf(bytes: Uint8Array): string {
  const known = digests.get(bytes);
  if (known !== undefined) return known;
  const digest = hash('sha256', bytes, 'hex');
  digests.set(bytes, digest);
  return digest;
}
