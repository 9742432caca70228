import { createHash, constants, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSignedBy, signedValue } from '../../../../smartcard/agent/web-eid.ts';
import { selfSigned } from '../../../support/self-signed.ts';

const origin = 'https://login.example.az';
const nonce = Buffer.alloc(32, 7).toString('base64');

describe('the value that Web eID signs', () => {
  it.each([
    ['ES256', 'sha256', 32],
    ['ES384', 'sha384', 48],
    ['ES512', 'sha512', 64],
    ['RS256', 'sha256', 32],
    ['PS384', 'sha384', 48],
  ] as const)('of %s is H(H(origin) || H(nonce)), the nonce as text', (algorithm, hash, size) => {
    const one = createHash(hash).update(origin, 'utf8').digest();
    const other = createHash(hash).update(nonce, 'utf8').digest();
    const { message, digest } = signedValue(algorithm, origin, nonce);
    expect(message).toEqual(Buffer.concat([one, other]));
    expect(digest).toEqual(createHash(hash).update(message).digest());
    expect(digest).toHaveLength(size);
  });

  it('is known as signed by its key alone, in P1363 form for ECDSA and with a salt as long as the hash for PSS', () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { message } = signedValue('ES256', origin, nonce);
    const signature = sign('sha256', message, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' });
    expect(verify('sha256', message, { key: ec.publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
    const certificate = selfSigned(ec.privateKey);
    expect(isSignedBy(certificate, { algorithm: 'ES256', message, signature })).toBe(true);
    expect(isSignedBy(certificate, { algorithm: 'ES384', message, signature })).toBe(false);
    const der = sign('sha256', message, ec.privateKey);
    expect(isSignedBy(certificate, { algorithm: 'ES256', message, signature: der })).toBe(false);
    expect(isSignedBy(Buffer.from('no certificate'), { algorithm: 'ES256', message, signature })).toBe(false);
  });

  it('is known for RSA keys with both paddings', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const certificate = selfSigned(rsa.privateKey);
    const { message } = signedValue('PS256', origin, nonce);
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    const pss = sign('sha256', message, { key: rsa.privateKey, padding, saltLength: 32 });
    const plain = sign('sha256', message, rsa.privateKey);
    expect(isSignedBy(certificate, { algorithm: 'PS256', message, signature: pss })).toBe(true);
    expect(isSignedBy(certificate, { algorithm: 'RS256', message, signature: plain })).toBe(true);
    expect(isSignedBy(certificate, { algorithm: 'RS256', message, signature: pss })).toBe(false);
  });
});
