import { exportJWK, generateKeyPair, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../../../smartcard/agent/config.ts';
import { createIssuerKeys } from '../../../../smartcard/agent/issuer-keys.ts';
import { createRequestJudge } from '../../../../smartcard/agent/request.ts';
import { type CardIssuer, startCardIssuer } from '../../../support/card-issuer.ts';

let time = 1_800_000_000_000;
const now = () => time;
let issuer: CardIssuer;
beforeAll(async () => {
  issuer = await startCardIssuer(now);
});
afterAll(() => issuer.close());

function judge() {
  const issuers = parseConfiguration({
    issuers: [
      { origin: issuer.origin, name: 'Açar', jwks: { keys: [issuer.jwk] } },
      { origin: 'https://login.other.example', name: 'Other', jwks: { keys: [issuer.jwk] } },
    ],
  }).issuers;
  return createRequestJudge(issuers, createIssuerKeys(now), now);
}

const judged = async (jws: string, origin: string | undefined = issuer.origin) =>
  judge()
    .judge(jws, origin)
    .then(
      () => 'taken',
      (error: { code?: string }) => error.code,
    );

describe('a request to the card agent (PROTOCOL.md 1 and 2)', () => {
  it('that keeps every rule is taken', async () => {
    const request = await judge().judge(
      await issuer.sign({ language: 'ru', service: 'Налоги' }),
      issuer.origin,
    );
    expect(request).toMatchObject({
      issuer: { name: 'Açar' },
      service: 'Налоги',
      language: 'ru',
      returnTo: `${issuer.origin}/interaction/abc/card`,
    });
  });

  const seconds = Math.floor(time / 1000);
  it.each<[string, string, Record<string, unknown>]>([
    ['another audience', 'agent.request_malformed', { aud: 'other' }],
    ['a list as audience', 'agent.request_malformed', { aud: ['acar-card-agent'] }],
    ['an unknown purpose', 'agent.request_malformed', { purpose: 'decrypt' }],
    ['the claims of another purpose', 'agent.request_malformed', { purpose: 'sign' }],
    ['a claim too many', 'agent.request_malformed', { admin: true }],
    ['no jti', 'agent.request_malformed', { jti: undefined }],
    ['a short jti', 'agent.request_malformed', { jti: 'abc' }],
    ['a nonce of less than 32 bytes', 'agent.request_malformed', { nonce: 'A'.repeat(43) }],
    ['a nonce that is no base64', 'agent.request_malformed', { nonce: `${'A'.repeat(44)}-_` }],
    ['a nonce that is too long', 'agent.request_malformed', { nonce: 'A'.repeat(132) }],
    ['a service without a name', 'agent.request_malformed', { service: '' }],
    ['a service with too long a name', 'agent.request_malformed', { service: 'x'.repeat(201) }],
    ['an unknown language', 'agent.request_malformed', { language: 'de' }],
    ['a life of more than 300 seconds', 'agent.request_malformed', { exp: seconds + 301, iat: seconds }],
    ['an end before its beginning', 'agent.request_malformed', { exp: seconds - 1, iat: seconds }],
    ['a time that is no whole number', 'agent.request_malformed', { iat: 1.5 }],
    ['an end in the past', 'agent.request_expired', { iat: seconds - 300, exp: seconds - 61 }],
    ['a beginning in the future', 'agent.request_expired', { iat: seconds + 61, exp: seconds + 120 }],
    ['another issuer than the page', 'agent.issuer_mismatch', { iss: 'https://login.other.example' }],
    ['an answer at another origin', 'agent.return_to', { return_to: 'https://login.evil.example/card' }],
    ['an answer at another port', 'agent.return_to', { return_to: 'http://login.acar.localhost:1/card' }],
    ['an answer at a script', 'agent.return_to', { return_to: 'javascript:alert(1)' }],
    ['an answer at no address', 'agent.return_to', { return_to: '/interaction/abc/card' }],
  ])('with %s is refused: %s', async (_, code, changes) => {
    expect(await judged(await issuer.sign(changes))).toBe(code);
  });

  it('with a password in its return address is refused', async () => {
    const returnTo = issuer.origin.replace('http://', 'http://user:pass@');
    expect(await judged(await issuer.sign({ return_to: `${returnTo}/card` }))).toBe('agent.return_to');
  });

  it.each<[string, string | undefined, string]>([
    ['without Origin', undefined, 'agent.origin_missing'],
    ['with the Origin null', 'null', 'agent.origin_missing'],
    ['of a site that is not configured', 'https://evil.example', 'agent.origin_unknown'],
    ['of a configured site that did not ask', 'https://login.other.example', 'agent.issuer_mismatch'],
  ])('from a page %s is refused', async (_, origin, code) => {
    const jws = await issuer.sign();
    const outcome = judge().judge(jws, origin);
    await expect(outcome).rejects.toMatchObject({ code });
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['of another type', 'agent.request_malformed', { typ: 'JWT' }],
    ['with a header that nobody asked for', 'agent.request_malformed', { jku: 'https://evil.example' }],
    ['by an unknown key', 'agent.signature', { kid: 'nobody' }],
  ])('%s is refused: %s', async (_, code, header) => {
    expect(await judged(await issuer.sign({}, header))).toBe(code);
  });

  it('without a signature is refused', async () => {
    const unsigned = new UnsecuredJWT(issuer.claims()).encode();
    expect(await judged(unsigned)).toBe('agent.request_malformed');
    const [, payload] = (await issuer.sign()).split('.');
    const header = Buffer.from(
      JSON.stringify({ alg: 'none', typ: 'acar-card-request+jwt', kid: issuer.jwk.kid }),
    );
    expect(await judged(`${header.toString('base64url')}.${payload}.`)).toBe('agent.request_malformed');
  });

  it('signed by another key of the same name is refused', async () => {
    const { publicKey } = await generateKeyPair('ES256', { extractable: true });
    const other = { ...(await exportJWK(publicKey)), kid: issuer.jwk.kid };
    const issuers = [{ origin: issuer.origin, name: 'Açar', jwks: { keys: [other] } }];
    const judging = createRequestJudge(issuers, createIssuerKeys(now), now);
    await expect(judging.judge(await issuer.sign(), issuer.origin)).rejects.toMatchObject({
      code: 'agent.signature',
    });
  });

  it('whose claims were changed after signing is refused', async () => {
    const [header, , signature] = (await issuer.sign()).split('.');
    const payload = Buffer.from(JSON.stringify(issuer.claims({ service: 'Başqa' }))).toString('base64url');
    expect(await judged(`${header}.${payload}.${signature}`)).toBe('agent.signature');
  });

  it.each([
    ['empty', ''],
    ['no JWS', 'a.b.c'],
    ['JSON', '{}'],
    ['longer than 4,096 characters', `${'a'.repeat(4096)}.b.c`],
  ])('that is %s is refused', async (_, jws) => {
    expect(await judged(jws)).toBe('agent.request_malformed');
  });

  it('is taken once; its mark goes when it could not be taken any more', async () => {
    const judging = judge();
    const request = await judging.judge(await issuer.sign(), issuer.origin);
    judging.take(request);
    expect(() => judging.take(request)).toThrow('agent.request_repeated');
    time += 200_000;
    expect(() => judging.take(request)).not.toThrow();
    time -= 200_000;
  });
});

describe("an issuer's published keys", () => {
  const publishing = () =>
    parseConfiguration({ issuers: [{ origin: issuer.origin, name: 'Açar' }] }).issuers[0];

  it('are fetched from *.localhost, kept for ten minutes, and asked for again when a key is unknown', async () => {
    const one = publishing();
    if (!one) throw new Error('no issuer');
    const keys = createIssuerKeys(now);
    const before = issuer.fetches();
    const find = () => keys.find(one, issuer.jwk.kid ?? '');
    expect(await Promise.all([find(), find()])).not.toContain(undefined);
    expect(issuer.fetches() - before).toBe(1);
    await issuer.rotate();
    expect(await find()).toBeUndefined();
    time += 31_000;
    expect(await find()).toBeDefined();
    expect(await keys.find(one, 'nobody')).toBeUndefined();
    expect(issuer.fetches() - before).toBe(2);
    time += 600_000;
    expect(await find()).toBeDefined();
    expect(issuer.fetches() - before).toBe(3);
  });

  it.each([
    ['are no JSON', () => Promise.resolve('<html>')],
    ['are no key set', () => Promise.resolve('[]')],
    ['cannot be reached', () => Promise.reject(new Error('refused'))],
  ])('that %s refuse the request for now', async (_, fetchText) => {
    const one = publishing();
    if (!one) throw new Error('no issuer');
    await expect(createIssuerKeys(now, fetchText).find(one, 'any')).rejects.toMatchObject({
      code: 'agent.keys_unavailable',
    });
  });
});
