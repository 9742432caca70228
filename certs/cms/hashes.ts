import { der, oids } from '../asn1/index.ts';
import type { AlgorithmIdentifier } from '../validation/index.ts';

/** Hashes of signed data, with their lengths in octets. SHA-1 is read where old data has it, and never written. */
const hashes = {
  sha1: { oid: oids.sha1, octets: 20 },
  sha256: { oid: oids.sha256, octets: 32 },
  sha384: { oid: oids.sha384, octets: 48 },
  sha512: { oid: oids.sha512, octets: 64 },
} as const;

export type HashName = keyof typeof hashes;

const byOid: ReadonlyMap<string, HashName> = new Map(
  (['sha1', 'sha256', 'sha384', 'sha512'] as const).map((name) => [hashes[name].oid, name]),
);

/** The hash of an AlgorithmIdentifier, whose parameters are absent or NULL (RFC 5754 2). */
export function hashNameOf({ oid, parameters }: AlgorithmIdentifier): HashName | undefined {
  const isPlain = parameters === undefined || (parameters.length === 2 && parameters[0] === 0x05);
  return isPlain ? byOid.get(oid) : undefined;
}

export function hashOctets(name: HashName): number {
  return hashes[name].octets;
}

/** Without parameters (RFC 5754 2). */
export function hashIdentifier(name: HashName): Uint8Array {
  return identifiers[name];
}

const identifiers: Readonly<Record<HashName, Uint8Array>> = {
  sha1: der.sequence(der.oid(hashes.sha1.oid)),
  sha256: der.sequence(der.oid(hashes.sha256.oid)),
  sha384: der.sequence(der.oid(hashes.sha384.oid)),
  sha512: der.sequence(der.oid(hashes.sha512.oid)),
};
