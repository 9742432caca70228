import { createHash } from 'node:crypto';
import { childOf, type Exchange, expectOk, findTlv, readTlvs, writeTlv } from '../apdu/index.ts';
import { der, oids } from '../../certs/asn1/index.ts';
import { CardError, type KeyPurpose } from '../drivers/card.ts';
import {
  algorithmFacts,
  type KeyShape,
  pivAlgorithms,
  type PivKeyAlgorithm,
  pivKeys,
  signWithPivKey,
  writeEcdsaValue,
} from '../drivers/index.ts';

/** Keys that our certificate service certifies; cards with RSA of 2048 bits are not served (TS 119 312). */
export type CertifiedKeyAlgorithm = Exclude<PivKeyAlgorithm, 'rsa2048'>;

interface AlgorithmRow {
  readonly shape: KeyShape;
  readonly jws: 'ES256' | 'ES384' | 'RS256';
  /** AlgorithmIdentifier of the signature of a request. */
  readonly identifier: Uint8Array;
}

const rows: Readonly<Record<CertifiedKeyAlgorithm, AlgorithmRow>> = {
  p256: {
    shape: { kind: 'ec', curve: 'p256', octets: 32 },
    jws: 'ES256',
    identifier: der.sequence(der.oid(oids.ecdsaWithSHA256)),
  },
  p384: {
    shape: { kind: 'ec', curve: 'p384', octets: 48 },
    jws: 'ES384',
    identifier: der.sequence(der.oid(oids.ecdsaWithSHA384)),
  },
  rsa3072: {
    shape: { kind: 'rsa', octets: 384 },
    jws: 'RS256',
    identifier: der.sequence(der.oid(oids.sha256WithRSAEncryption), der.nullValue()),
  },
};

const curveOids: Readonly<Partial<Record<CertifiedKeyAlgorithm, string>>> = {
  p256: oids.prime256v1,
  p384: oids.secp384r1,
};

/** GENERATE ASYMMETRIC KEY PAIR (SP 800-73-4 part 2, 3.3.1). Answers the SubjectPublicKeyInfo; the old key is gone. */
export async function generateKeyPair(
  exchange: Exchange,
  purpose: KeyPurpose,
  algorithm: CertifiedKeyAlgorithm,
): Promise<Uint8Array> {
  const data = writeTlv(0xac, writeTlv(0x80, Uint8Array.of(pivAlgorithms[algorithm])));
  const { reference } = pivKeys[purpose];
  const response = await exchange({ ins: 0x47, p1: 0, p2: reference, data, le: 256 });
  const fields = readTlvs(childOf(expectOk(response, 'GENERATE ASYMMETRIC KEY PAIR'), 0x7f49));
  const [modulus, exponent, point] = [0x81, 0x82, 0x86].map((tag) => findTlv(fields, tag));
  const curve = curveOids[algorithm];
  if (curve !== undefined && point)
    return der.sequence(der.sequence(der.oid(oids.ecPublicKey), der.oid(curve)), der.bitString(point));
  if (!modulus || !exponent)
    throw new CardError('card.malformed', 'the card does not tell its new public key');
  const key = der.sequence(der.unsignedInteger(modulus), der.unsignedInteger(exponent));
  return der.sequence(der.sequence(der.oid(oids.rsaEncryption), der.nullValue()), der.bitString(key));
}

/**
 * A PKCS#10 request (RFC 2986) that the key on the card signs, in DER. It has no subject: who a card is for is said by
 * the order, and the certificate service does not believe requests.
 */
export async function makeRequest(
  exchange: Exchange,
  purpose: KeyPurpose,
  { algorithm, publicKey }: { readonly algorithm: CertifiedKeyAlgorithm; readonly publicKey: Uint8Array },
): Promise<Uint8Array> {
  const info = der.sequence(der.integer(0), der.sequence(), publicKey, der.encode(0xa0));
  const value = await signMessage(exchange, purpose, { algorithm, message: info });
  return der.sequence(info, rows[algorithm].identifier, der.bitString(value));
}

/** A signature as certificates have it, by the key on the card. The PIN must be verified. */
export async function signMessage(
  exchange: Exchange,
  purpose: KeyPurpose,
  { algorithm, message }: { readonly algorithm: CertifiedKeyAlgorithm; readonly message: Uint8Array },
): Promise<Uint8Array> {
  const { shape, jws } = rows[algorithm];
  const facts = algorithmFacts[jws];
  const digest = createHash(facts.hash).update(message).digest();
  const value = await signWithPivKey(exchange, { purpose, shape, facts, digest });
  return shape.kind === 'ec' ? writeEcdsaValue(value) : value;
}

/** The hash that {@link signMessage} uses. */
export function hashOf(algorithm: CertifiedKeyAlgorithm): string {
  return algorithmFacts[rows[algorithm].jws].hash;
}
