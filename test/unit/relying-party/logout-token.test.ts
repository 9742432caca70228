import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { readLogoutToken } from '../../../src/relying-party/logout-token.ts';

const now = Date.parse('2026-11-22T09:00:00Z');
const seconds = now / 1000;
const keyPair = await generateKeyPair('ES256');
const stranger = await generateKeyPair('ES256');
const expected = {
  issuer: 'https://login.example.az',
  clientId: 'tax',
  algorithm: 'ES256',
  keys: createLocalJWKSet({ keys: [{ ...(await exportJWK(keyPair.publicKey)), kid: 'one', alg: 'ES256' }] }),
  clock: { now: () => now },
};
const claims = {
  iss: 'https://login.example.az',
  aud: 'tax',
  iat: seconds,
  exp: seconds + 120,
  jti: 'once',
  sub: 'person',
  sid: 'session',
  events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
};

function sign(
  change: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
  key = keyPair.privateKey,
) {
  const payload = Object.fromEntries(
    Object.entries({ ...claims, ...change }).filter(([, value]) => value !== undefined),
  );
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'ES256', kid: 'one', typ: 'logout+jwt', ...header })
    .sign(key);
}

describe('a logout token (OpenID Connect Back-Channel Logout 2.6)', () => {
  it('orders the end of a session, with the token identifier to be taken once', async () => {
    const outcome = await readLogoutToken(await sign(), expected);
    expect(outcome).toEqual({
      kind: 'valid',
      logout: { sid: 'session', subject: 'person', jti: 'once', expiresAt: seconds + 180 },
    });
  });

  it('may name the person alone, or the session alone', async () => {
    expect(await readLogoutToken(await sign({ sid: undefined }), expected)).toMatchObject({ kind: 'valid' });
    expect(await readLogoutToken(await sign({ sub: undefined }), expected)).toMatchObject({ kind: 'valid' });
  });

  it.each([
    ['another issuer', { iss: 'https://login.example.com' }],
    ['another audience', { aud: 'social' }],
    ['a nonce, as an ID token has', { nonce: 'n' }],
    ['no events', { events: undefined }],
    ['another event', { events: { 'https://example.az/other': {} } }],
    [
      'an event that is no object',
      { events: { 'http://schemas.openid.net/event/backchannel-logout': true } },
    ],
    ['neither sub nor sid', { sub: undefined, sid: undefined }],
    ['no jti', { jti: undefined }],
    ['an empty jti', { jti: '' }],
    ['no iat', { iat: undefined }],
    ['a time of making long ago', { iat: seconds - 200 }],
    ['a time of making to come', { iat: seconds + 200, exp: seconds + 400 }],
    ['an end that has passed', { exp: seconds - 60 }],
    ['a sid that is no string', { sid: 5 }],
  ])('is refused with %s', async (_what, change) => {
    expect(await readLogoutToken(await sign(change), expected)).toMatchObject({ kind: 'refused' });
  });

  it('is refused as another type of token, such as an ID token', async () => {
    expect(await readLogoutToken(await sign({}, { typ: 'JWT' }), expected)).toMatchObject({
      kind: 'refused',
    });
  });

  it('is refused with a signature of somebody else, another algorithm, or none', async () => {
    const forged = await sign({}, {}, stranger.privateKey);
    expect(await readLogoutToken(forged, expected)).toMatchObject({ kind: 'refused' });
    const [, body] = (await sign()).split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'logout+jwt' })).toString('base64url');
    expect(await readLogoutToken(`${none}.${body}.`, expected)).toMatchObject({ kind: 'refused' });
    const rs256 = { ...expected, algorithm: 'RS256' };
    expect(await readLogoutToken(await sign(), rs256)).toMatchObject({ kind: 'refused' });
    expect(await readLogoutToken('not a token', expected)).toMatchObject({ kind: 'refused' });
  });

  it('can be sent again when the keys could not be fetched', async () => {
    const keys = { keys: () => Promise.reject(new TypeError('fetch failed')) };
    expect(await readLogoutToken(await sign(), { ...expected, ...keys })).toEqual({ kind: 'unavailable' });
  });
});
