import fc from 'fast-check';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { der, oids } from '../../../../certs/asn1/index.ts';
import { acceptRequest, profiles } from '../../../../certs/ca/index.ts';
import { judgePublicKey, signatureAlgorithms } from '../../../../certs/keys/index.ts';
import { name } from '../lint/spoil.ts';

const p256 = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const system = profiles['agency-system'];
const citizen = profiles['citizen-signature'];

interface Parts {
  readonly version?: number;
  readonly keys?: { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
  readonly signedBy?: KeyObject;
  readonly algorithm?: Uint8Array;
  readonly attributes?: readonly Uint8Array[];
}

function request({
  version = 0,
  keys = p256,
  signedBy = keys.privateKey,
  algorithm = signatureAlgorithms[
    keys.publicKey.asymmetricKeyType === 'rsa' ? 'rsa-pkcs1-sha256' : 'ecdsa-p256-sha256'
  ].identifier,
  attributes = [],
}: Parts = {}): Uint8Array {
  const info = der.sequence(
    der.integer(version),
    name(['countryName', 'AZ'], ['commonName', 'Whoever']),
    keys.publicKey.export({ format: 'der', type: 'spki' }),
    der.encode(0xa0, ...attributes),
  );
  return der.sequence(info, algorithm, der.bitString(sign('sha256', info, signedBy)));
}

const attribute = (oid: string, ...values: readonly Uint8Array[]) =>
  der.sequence(der.oid(oid), der.setOf(...values));
const extension = (oid: string, value: Uint8Array) => der.sequence(der.oid(oid), der.octetString(value));
const asking = (...extensions: readonly Uint8Array[]) => [
  attribute(oids.extensionRequest, der.sequence(...extensions)),
];
const names = (...list: readonly Uint8Array[]) => extension(oids.subjectAltName, der.sequence(...list));
const dns = (host: string) => der.implicit(2, der.ia5String(host));

const codeOf = (bytes: Uint8Array, profile: typeof system | typeof citizen = citizen) => {
  const result = acceptRequest(bytes, profile);
  return result.kind === 'refused' ? result.code : result.kind;
};

describe('a PKCS#10 request (RFC 2986)', () => {
  it('gives the public key, and nothing that it says of itself', () => {
    expect(acceptRequest(request(), citizen)).toEqual({
      kind: 'accepted',
      publicKey: new Uint8Array(p256.publicKey.export({ format: 'der', type: 'spki' })),
      hostNames: [],
    });
  });

  it('is refused without proof of possession', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
    expect(codeOf(request({ signedBy: other }))).toBe('ca.proof_of_possession');
  });

  it('is refused when the signature names another algorithm', () => {
    const { identifier } = signatureAlgorithms['ecdsa-p384-sha384'];
    expect(codeOf(request({ algorithm: identifier }))).toBe('ca.proof_of_possession');
    const sha1 = der.sequence(der.oid('1.2.840.10045.4.1'));
    expect(codeOf(request({ algorithm: sha1 }))).toBe('ca.proof_of_possession');
  });

  it('passes host names on for a system, and drops them for a citizen', () => {
    const bytes = request({ attributes: asking(names(dns('x.gov.az'), dns('y.gov.az'))) });
    expect(acceptRequest(bytes, system)).toMatchObject({ hostNames: ['x.gov.az', 'y.gov.az'] });
    expect(acceptRequest(bytes, citizen)).toMatchObject({ hostNames: [] });
  });

  it.each(['*.gov.az', 'a_b.gov.az', '192.0.2.1', 'X.gov.az'])('is refused with the host name %s', (host) => {
    expect(codeOf(request({ attributes: asking(names(dns(host))) }), system)).toBe('ca.host_name');
  });

  it('ignores extensions that the profile decides, and refuses unknown ones', () => {
    const authority = extension(oids.basicConstraints, der.sequence(der.boolean(true)));
    expect(codeOf(request({ attributes: asking(authority) }))).toBe('accepted');
    const stranger = extension('1.3.6.1.4.1.311.21.7', der.sequence());
    expect(codeOf(request({ attributes: asking(stranger) }))).toBe('ca.request_content');
    const address = names(der.implicit(7, der.octetString(Uint8Array.of(192, 0, 2, 1))));
    expect(codeOf(request({ attributes: asking(address) }), system)).toBe('ca.request_content');
  });

  it('knows a challenge password, and refuses unknown or doubled attributes', () => {
    const password = attribute(oids.challengePassword, der.utf8String('secret'));
    expect(codeOf(request({ attributes: [password] }))).toBe('accepted');
    expect(codeOf(request({ attributes: [password, password] }))).toBe('ca.request_malformed');
    expect(codeOf(request({ attributes: [attribute('1.2.3.4', der.nullValue())] }))).toBe(
      'ca.request_content',
    );
  });

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['text', Buffer.from('-----BEGIN CERTIFICATE REQUEST-----')],
    ['version 2', request({ version: 1 })],
    ['bytes after it', Buffer.concat([request(), Buffer.from([0])])],
    ['17 KiB', request({ attributes: [attribute('1.2.3.4', der.octetString(Buffer.alloc(17_000)))] })],
    ['a cut one', request().subarray(0, 100)],
  ])('is refused: %s', (_what, bytes) => {
    expect(codeOf(bytes)).toBe('ca.request_malformed');
  });

  it('is answered whatever octets are changed, and never accepted with another key', () => {
    const good = request({ attributes: asking(names(dns('x.gov.az'))) });
    const place = fc.nat(good.length - 1);
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = new Uint8Array(good);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        return acceptRequest(bytes, system).kind === 'refused';
      }),
      { numRuns: 400 },
    );
  });
});

describe('keys that are certified (TS 119 312)', () => {
  const spkiOf = (modulus: bigint, exponent = 65537n) =>
    der.sequence(
      der.sequence(der.oid(oids.rsaEncryption), der.nullValue()),
      der.bitString(der.sequence(der.integer(modulus), der.integer(exponent))),
    );
  const rsa = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits });
  const strong = rsa(3072);
  const modulus = BigInt(
    `0x${Buffer.from(strong.publicKey.export({ format: 'jwk' }).n ?? '', 'base64url').toString('hex')}`,
  );

  it('takes RSA of 3072 bits, and P-384', () => {
    expect(codeOf(request({ keys: strong }))).toBe('accepted');
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'secp384r1' });
    expect(judgePublicKey(publicKey.export({ format: 'der', type: 'spki' }))).toEqual({ kind: 'p384' });
  });

  it('refuses RSA of 2048 bits, which ends before a certificate of three years would', () => {
    expect(codeOf(request({ keys: rsa(2048) }))).toBe('ca.key_weak');
  });

  it.each<[string, bigint, bigint]>([
    ['exponent 3', modulus, 3n],
    ['an even exponent', modulus, 65538n],
    ['a huge exponent', modulus, (1n << 40n) + 1n],
    ['a factor of 751', (modulus / 751n) * 751n, 65537n],
    ['5000 bits', modulus << 2000n, 65537n],
    ['two primes side by side', ((1n << 1536n) - 1n) * ((1n << 1536n) + 1n), 65537n],
    ['a negative modulus', -modulus, 65537n],
  ])('refuses RSA: %s', (_what, number, exponent) => {
    expect(judgePublicKey(spkiOf(number, exponent))).toMatchObject({ kind: 'weak' });
  });

  it('refuses a modulus of the ROCA family (CVE-2017-15361)', () => {
    // A power of the generator modulo every prime of the fingerprint, free of small factors.
    expect(judgePublicKey(spkiOf(65537n ** 200n))).toMatchObject({
      message: expect.stringContaining('ROCA'),
    });
  });

  it.each(['secp521r1', 'secp256k1'])('refuses the curve %s', (namedCurve) => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve });
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    expect(judgePublicKey(spki)).toMatchObject({ kind: 'unsupported' });
  });

  it('refuses a compressed point, Ed25519, and what is no key', () => {
    const spki = new Uint8Array(p256.publicKey.export({ format: 'der', type: 'spki' }));
    const algorithm = der.sequence(der.oid(oids.ecPublicKey), der.oid(oids.prime256v1));
    const compressed = der.sequence(algorithm, der.bitString(Uint8Array.of(2, ...spki.subarray(27, 59))));
    expect(judgePublicKey(compressed)).toMatchObject({ kind: 'unsupported' });
    const ed25519 = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' });
    expect(judgePublicKey(ed25519)).toMatchObject({ kind: 'unsupported' });
    expect(judgePublicKey(new Uint8Array(300))).toMatchObject({ kind: 'unsupported' });
  });
});
