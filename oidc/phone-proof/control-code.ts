/** Shorter digests have no control code; a code that always reads 0000 would teach people not to look. */
const fewestBytes = 20;

/**
 * The four digits that both screens show of what is signed: the first six and the last seven bits of the digest, decimal
 * (mobile-signature protocol; 0000 to 8191). Throws for a digest of fewer than 20 octets.
 */
export function controlCode(digest: Uint8Array): string {
  const [first] = digest;
  const last = digest.at(-1);
  if (digest.length < fewestBytes || first === undefined || last === undefined)
    throw new RangeError(`a digest of ${digest.length} octets has no control code`);
  return String(((0xfc & first) << 5) | (0x7f & last)).padStart(4, '0');
}
