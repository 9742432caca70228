import {
  bitStringOf,
  der,
  type Der,
  DerError,
  fieldsOf,
  integerOf,
  oidOf,
  oids,
  readDer,
  tags,
} from '../asn1/index.ts';
import { hasClosePrimes, hasKnownWeakness, hasSmallFactor } from './rsa-weakness.ts';

/** Kinds of public keys that certificates are issued for. */
export type PublicKeyKind = 'p256' | 'p384' | 'rsa';

export type PublicKeyVerdict =
  | { readonly kind: PublicKeyKind }
  | { readonly kind: 'unsupported' | 'weak'; readonly message: string };

/**
 * ETSI TS 119 312 v1.5.1: RSA from 3000 bits has no end, below it ends with 2028, before a certificate of three years
 * would. So cards with 2048-bit keys are not served; above 4096 bits a key only slows everybody who relies on it.
 */
const smallestModulus = 3072;
const largestModulus = 4096;

/** The first octet of such a point (SEC 1 2.3.3). */
const uncompressed = 0x04;

const curves: Readonly<Record<string, { readonly kind: PublicKeyKind; readonly octets: number }>> = {
  [oids.prime256v1]: { kind: 'p256', octets: 65 },
  [oids.secp384r1]: { kind: 'p384', octets: 97 },
};

/**
 * What kind of key a SubjectPublicKeyInfo holds, when it is one that this service certifies: a named curve with an
 * uncompressed point (RFC 5480 2.2), or RSA without a weakness that a look at the key shows. Whether a point is on its
 * curve is left to the verification of the proof of possession.
 */
export function judgePublicKey(spki: Uint8Array): PublicKeyVerdict {
  try {
    return judge(spki);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return { kind: 'unsupported', message: `not a public key: ${error.message}` };
  }
}

function judge(spki: Uint8Array): PublicKeyVerdict {
  const point = pointForms.find((form) => isOfForm(spki, form));
  if (point) return { kind: point.kind };
  const fields = fieldsOf(readDer(spki, { maxBytes: 2048, maxDepth: 4, maxValues: 16 }));
  const algorithm = fieldsOf(fields.next(tags.sequence));
  const { unusedBits, bytes } = bitStringOf(fields.next(tags.bitString));
  fields.end();
  const oid = oidOf(algorithm.next(tags.oid));
  const [parameters] = algorithm.rest();
  if (unusedBits !== 0) return unsupported('a key that is not whole octets');
  if (oid === oids.ecPublicKey) return judgePoint(parameters, bytes);
  if (oid === oids.rsaEncryption) return judgeRsa(parameters, bytes);
  return unsupported(`a key of the algorithm ${oid}`);
}

/** A key with an uncompressed point: DER leaves no second way to write what stands before it. */
interface PointForm {
  readonly kind: PublicKeyKind;
  /** The octets of the SubjectPublicKeyInfo through the first of the point. */
  readonly start: Uint8Array;
  /** Of all of it. */
  readonly octets: number;
}

const pointForms: readonly PointForm[] = Object.entries(curves).map(([curve, { kind, octets }]) => {
  const algorithm = der.sequence(der.oid(oids.ecPublicKey), der.oid(curve));
  const whole = der.sequence(algorithm, der.bitString(new Uint8Array(octets).fill(uncompressed, 0, 1)));
  return { kind, start: whole.subarray(0, whole.length - octets + 1), octets: whole.length };
});

function isOfForm(spki: Uint8Array, { start, octets }: PointForm): boolean {
  return spki.length === octets && start.every((octet, at) => spki[at] === octet);
}

/**
 * The content of the BIT STRING in a SubjectPublicKeyInfo, which key identifiers are hashes of (RFC 5280 4.2.1.2).
 * @throws DerError when it holds none
 */
export function keyBitsOf(spki: Uint8Array): Uint8Array {
  const point = pointForms.find((form) => isOfForm(spki, form));
  if (point) return spki.subarray(point.start.length - 1);
  const fields = fieldsOf(readDer(spki));
  fields.next(tags.sequence);
  return bitStringOf(fields.next(tags.bitString)).bytes;
}

function judgePoint(parameters: Der | undefined, point: Uint8Array): PublicKeyVerdict {
  const curve = parameters?.tag === tags.oid ? curves[oidOf(parameters)] : undefined;
  if (!curve) return unsupported('a curve other than P-256 and P-384');
  if (point[0] !== uncompressed || point.length !== curve.octets)
    return unsupported('a point that is not uncompressed');
  return { kind: curve.kind };
}

function judgeRsa(parameters: Der | undefined, bytes: Uint8Array): PublicKeyVerdict {
  if (parameters?.tag !== tags.null) return unsupported('an RSA key whose parameters are not NULL');
  const fields = fieldsOf(readDer(bytes));
  const modulus = integerOf(fields.next(tags.integer));
  const exponent = integerOf(fields.next(tags.integer));
  fields.end();
  const bits = modulus > 0n ? modulus.toString(2).length : 0;
  if (bits < smallestModulus || bits > largestModulus)
    return weak(`an RSA key of ${bits} bits, not ${smallestModulus} to ${largestModulus}`);
  if (exponent < 65537n || exponent % 2n === 0n || exponent >= 1n << 33n)
    return weak('an RSA exponent that is small, even or huge');
  if (hasSmallFactor(modulus)) return weak('an RSA modulus with a small factor');
  if (hasKnownWeakness(modulus)) return weak('an RSA modulus of the ROCA family (CVE-2017-15361)');
  if (hasClosePrimes(modulus)) return weak('an RSA modulus of two close primes');
  return { kind: 'rsa' };
}

function unsupported(what: string): PublicKeyVerdict {
  return { kind: 'unsupported', message: `${what} is not certified` };
}

function weak(what: string): PublicKeyVerdict {
  return { kind: 'weak', message: `${what} is weak` };
}
