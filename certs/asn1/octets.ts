const slabOctets = 16 * 1024;
const mostInSlab = 2048;

let slab = new ArrayBuffer(slabOctets);
let used = 0;

/**
 * Octets to write a value into, all zero. Values are small and many: memory of its own for each costs more than to fill
 * it, and as much again when it is given back. No octet is given out twice.
 */
export function newOctets(length: number): Uint8Array {
  if (length > mostInSlab) return new Uint8Array(length);
  if (used + length > slabOctets) {
    slab = new ArrayBuffer(slabOctets);
    used = 0;
  }
  const octets = new Uint8Array(slab, used, length);
  used += length;
  return octets;
}

/** The same octets in memory of their own kind: whoever has the given ones may change or free them. */
export function copyOctets(octets: Uint8Array): Uint8Array {
  const copy = newOctets(octets.length);
  copy.set(octets);
  return copy;
}
