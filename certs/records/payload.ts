import { createHash, type Hash } from 'node:crypto';

/** Octets of the salt of a payload. */
export const payloadSaltOctets = 32;

const domain = Buffer.from('acar record payload v1\n');

/**
 * The commitment to a payload that stands in its record (src/records/decisions/0002): SHA-256 over a domain, the salt and
 * the content. Give it the content piece by piece with `update`.
 */
export function payloadCommitment(salt: Uint8Array): Hash {
  if (salt.length !== payloadSaltOctets) throw new RangeError(`a salt has ${payloadSaltOctets} octets`);
  return createHash('sha256').update(domain).update(salt);
}
