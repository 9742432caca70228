import { createLocalJWKSet, exportJWK, generateKeyPair, type JWK, jwtVerify } from 'jose';
import { expect, it } from 'vitest';
import { createObjectSigner } from '../../../src/identity/signing-keys/index.ts';

async function newKey(kid: string, alg: 'ES256' | 'RS256' = 'ES256') {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const named = { kid, alg, use: 'sig' };
  const [secret, open]: JWK[] = [await exportJWK(privateKey), await exportJWK(publicKey)];
  return { secret: { ...secret, ...named }, open: { ...open, ...named } };
}

it('signs with the first ES256 key, and with the next one once it is told', async () => {
  const [legacy, first, second] = [await newKey('r', 'RS256'), await newKey('a'), await newKey('b')];
  const jwks = createLocalJWKSet({ keys: [legacy.open, first.open, second.open] });
  const signer = createObjectSigner([legacy.secret, first.secret, second.secret]);
  const read = async () => jwtVerify(await signer.sign('x+jwt', { iss: 'i' }), jwks, { typ: 'x+jwt' });
  expect((await read()).protectedHeader).toEqual({ alg: 'ES256', typ: 'x+jwt', kid: 'a' });
  signer.useSigningKeys([legacy.secret, second.secret, first.secret]);
  expect((await read()).protectedHeader.kid).toBe('b');
  expect(() => createObjectSigner([legacy.secret])).toThrow(RangeError);
});
