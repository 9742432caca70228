import { type Bytes, concat } from './bytes.ts';

/** Just enough DER (X.690) for a PKCS#10 request (RFC 2986) with an empty subject: the service knows who asks. */

const sequence = 0x30;
const integer = 0x02;
const bitString = 0x03;
const version0 = Uint8Array.of(integer, 1, 0);
const emptyName = Uint8Array.of(sequence, 0);
const noAttributes = Uint8Array.of(0xa0, 0);
/** AlgorithmIdentifier of ecdsa-with-SHA256 (RFC 5758 3.2). */
const ecdsaWithSha256 = Uint8Array.of(0x30, 10, 0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2);

function der(tag: number, content: Uint8Array): Bytes {
  if (content.length > 0xffff) throw new RangeError('too long for a request');
  const length =
    content.length < 0x80
      ? [content.length]
      : content.length < 0x100
        ? [0x81, content.length]
        : [0x82, content.length >> 8, content.length & 0xff];
  return concat(Uint8Array.of(tag, ...length), content);
}

/** The shortest form of a positive number. */
function unsigned(value: Uint8Array): Bytes {
  const start = value.findIndex((byte) => byte !== 0);
  const short = start < 0 ? Uint8Array.of(0) : value.subarray(start);
  return der(integer, (short[0] ?? 0) < 0x80 ? short : concat(Uint8Array.of(0), short));
}

/**
 * Makes the request for a P-256 key.
 * @param publicKey SubjectPublicKeyInfo
 * @param sign ECDSA with SHA-256, R || S
 */
export async function certificationRequest(
  publicKey: Uint8Array,
  sign: (bytes: Bytes) => Promise<Uint8Array>,
): Promise<Bytes> {
  const info = der(sequence, concat(version0, emptyName, publicKey, noAttributes));
  const signature = await sign(info);
  const half = signature.length / 2;
  const value = der(
    sequence,
    concat(unsigned(signature.subarray(0, half)), unsigned(signature.subarray(half))),
  );
  const unusedBits = Uint8Array.of(0);
  return der(sequence, concat(info, ecdsaWithSha256, der(bitString, concat(unusedBits, value))));
}
