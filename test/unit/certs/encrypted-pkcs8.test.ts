import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { der, oids } from '../../../certs/asn1/index.ts';
import { encryptPrivateKey } from '../../../certs/keys/encrypted-pkcs8.ts';
import {
  createSoftwareKey,
  openSoftwareSigner,
  type SignatureAlgorithmName,
  SigningError,
  signatureAlgorithms,
} from '../../../certs/keys/index.ts';

const secretWords = 'açar sözü';
const passphrase = Buffer.from(secretWords);
const openssl = (input: Uint8Array | string, ...words: string[]) =>
  execFileSync('openssl', words, { input, stdio: 'pipe' });
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const clear = privateKey.export({ type: 'pkcs8', format: 'pem' });

/** What the openssl program makes of a key under the passphrase. */
function encrypted(key: string | Buffer, ...words: string[]): string {
  return openssl(key, 'pkcs8', '-topk8', '-passout', `pass:${secretWords}`, ...words).toString();
}

async function open(
  pkcs8: Uint8Array | string,
  name: SignatureAlgorithmName = 'ecdsa-p256-sha256',
  secret: Uint8Array = passphrase,
): Promise<string> {
  try {
    await openSoftwareSigner({ pkcs8, passphrase: secret, algorithm: signatureAlgorithms[name] });
    return 'opened';
  } catch (error) {
    return error instanceof SigningError ? error.code : `no SigningError: ${String(error)}`;
  }
}

const scrypt = ['-scrypt', '-v2', 'aes-256-cbc'];
const pbkdf2 = ['-v2', 'aes-256-cbc', '-v2prf', 'hmacWithSHA256'];

describe('an encrypted private key', () => {
  let file: Uint8Array;
  beforeAll(async () => {
    file = await (await createSoftwareKey(signatureAlgorithms['ecdsa-p256-sha256'])).encrypt(passphrase);
  });

  it('is opened by openssl, by node:crypto and by nobody without the passphrase (RFC 8018 6.2)', async () => {
    const words = ['pkey', '-inform', 'DER', '-passin', `pass:${secretWords}`, '-pubout', '-outform', 'DER'];
    const read = createPrivateKey({ key: Buffer.from(file), format: 'der', type: 'pkcs8', passphrase });
    const publicKey = createPublicKey(read).export({ type: 'spki', format: 'der' });
    expect(openssl(file, ...words).equals(publicKey)).toBe(true);
    expect(() => createPrivateKey({ key: Buffer.from(file), format: 'der', type: 'pkcs8' })).toThrow();
    expect(await open(file, 'ecdsa-p256-sha256', Buffer.from('acar sozu'))).toBe('keys.wrong_secret');
  });

  it('says how it is protected: PBES2, scrypt of 2^14, 8, 5, AES-256-CBC', () => {
    const shown = openssl(file, 'asn1parse', '-inform', 'DER').toString();
    expect(shown.match(/(?<=OBJECT +:).*|(?<=INTEGER +:).*/g)).toEqual([
      'PBES2',
      expect.stringMatching(/scrypt$/),
      '4000',
      '08',
      '05',
      '20',
      'aes-256-cbc',
    ]);
  });

  it('has another salt each time, and no empty passphrase', async () => {
    const key = await createSoftwareKey(signatureAlgorithms.ed25519);
    const [first, second] = [await key.encrypt(passphrase), await key.encrypt(passphrase)];
    expect(Buffer.from(first).equals(second)).toBe(false);
    await expect(key.encrypt(Buffer.alloc(0))).rejects.toMatchObject({ code: 'keys.wrong_secret' });
  });

  it('is read as openssl writes it, PEM and DER, scrypt and PBKDF2 at a high count', async () => {
    expect(await open(encrypted(clear, ...scrypt))).toBe('opened');
    expect(await open(Buffer.from(encrypted(clear, ...scrypt)))).toBe('opened');
    expect(await open(encrypted(clear, ...pbkdf2, '-iter', '600000'))).toBe('opened');
  });

  it.each([
    ['a low count', [...pbkdf2, '-iter', '2048']],
    ['HMAC-SHA-1', ['-v2', 'aes-256-cbc', '-v2prf', 'hmacWithSHA1', '-iter', '600000']],
    ['AES-128', ['-v2', 'aes-128-cbc', '-v2prf', 'hmacWithSHA256', '-iter', '600000']],
    ['cheap scrypt', [...scrypt, '-scrypt_N', '1024', '-scrypt_r', '8', '-scrypt_p', '1']],
    ['PBES1', ['-v1', 'PBE-SHA1-3DES']],
  ])('refuses %s', async (_name, words) => {
    expect(await open(encrypted(clear, ...words))).toBe('keys.malformed');
  });

  it.each([
    ['2^31 octets of memory', [2 ** 24, 8, 1]],
    ['work without end', [2 ** 14, 8, 1_000_000]],
    ['a cost that is no power of two', [2 ** 14 + 1, 8, 1]],
    ['no work', [0, 0, 0]],
  ])('refuses a file that asks for %s (RFC 7914 2)', async (_name, numbers) => {
    const work = numbers.map(der.integer);
    const derivation = der.sequence(
      der.oid(oids.scrypt),
      der.sequence(der.octetString(new Uint8Array(16)), ...work),
    );
    const encryption = der.sequence(der.oid(oids.aes256Cbc), der.octetString(new Uint8Array(16)));
    const scheme = der.sequence(der.oid(oids.pbes2), der.sequence(derivation, encryption));
    expect(await open(der.sequence(scheme, der.octetString(new Uint8Array(48))))).toBe('keys.malformed');
  });

  it('refuses a key in clear, what is no key, and too much of anything', async () => {
    expect(await open(clear.toString())).toBe('keys.malformed');
    expect(await open(privateKey.export({ type: 'pkcs8', format: 'der' }))).toBe('keys.malformed');
    expect(await open('')).toBe('keys.malformed');
    expect(await open('x'.repeat(200_000))).toBe('keys.malformed');
    expect(await open(new Uint8Array(100_000))).toBe('keys.malformed');
  });

  it.each([
    ['RSA of 2048 bits', 'rsa-pss-sha256', () => generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ['P-521', 'ecdsa-p384-sha384', () => generateKeyPairSync('ec', { namedCurve: 'secp521r1' })],
    ['secp256k1', 'ecdsa-p256-sha256', () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' })],
    ['Ed448', 'ed25519', () => generateKeyPairSync('ed448')],
  ] as const)('refuses a key of %s (ETSI TS 119 312)', async (_name, algorithm, generate) => {
    const pem = generate().privateKey.export({ type: 'pkcs8', format: 'pem' });
    expect(await open(encrypted(pem, ...scrypt), algorithm)).toBe('keys.mismatch');
  });

  it('refuses a private key beside another public key', async () => {
    const [mine, theirs] = [
      privateKey,
      generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey,
    ].map((key) => key.export({ format: 'jwk' }));
    const scalar = Buffer.from(mine?.d ?? '', 'base64url');
    const point = Buffer.concat([
      Buffer.of(4),
      ...[theirs?.x, theirs?.y].map((one) => Buffer.from(one ?? '', 'base64url')),
    ]);
    const inner = der.sequence(
      der.integer(1),
      der.octetString(scalar),
      der.explicit(1, der.bitString(point)),
    );
    const algorithm = der.sequence(der.oid(oids.ecPublicKey), der.oid(oids.prime256v1));
    const mixed = Buffer.from(der.sequence(der.integer(0), algorithm, der.octetString(inner)));
    expect(await open(await encryptPrivateKey(mixed, passphrase))).toMatch(/^keys\.(mismatch|wrong_secret)$/);
  });

  it('answers any change of the file with a code', async () => {
    const places = fc.tuple(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(places, async ([place, change]) => {
        const spoilt = Uint8Array.from(file);
        spoilt[place] = (spoilt[place] ?? 0) ^ change;
        expect(await open(spoilt)).toMatch(/^(keys\..*|opened)$/);
      }),
      { numRuns: 15 },
    );
  });
});
