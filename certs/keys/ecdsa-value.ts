import { der, DerError, fieldsOf, readDer, tags } from '../asn1/index.ts';

/** r and s as X.509 has them (RFC 3279 2.2.3), from r || s (RFC 7518 3.4): the form that is verified at the least cost. */
export function ecdsaValue(joined: Uint8Array): Uint8Array {
  const [r, s] = [joined.subarray(0, joined.length / 2), joined.subarray(joined.length / 2)];
  return der.sequence(der.unsignedInteger(r), der.unsignedInteger(s));
}

/** r || s, each with the octets of the curve's order; undefined where the value is no ECDSA-Sig-Value of that curve. */
export function joinedEcdsaValue(value: Uint8Array, octets: number): Uint8Array | undefined {
  try {
    const fields = fieldsOf(readDer(value));
    const numbers = [fields.next(tags.integer).content, fields.next(tags.integer).content];
    fields.end();
    const joined = new Uint8Array(2 * octets);
    for (const [index, number] of numbers.entries()) {
      const magnitude = number[0] === 0 ? number.subarray(1) : number;
      if (magnitude.length > octets) return undefined;
      joined.set(magnitude, (index + 1) * octets - magnitude.length);
    }
    return joined;
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}
