import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CardIssuer, startCardIssuer } from '../../../support/card-issuer.ts';
import { startTestAgent, type TestAgent } from '../../../support/card-agent.ts';
import { TestReaders } from '../../../support/test-cards.ts';
import { send, sendBytes } from '../../../support/wire.ts';

let time = Date.now();
let issuer: CardIssuer;
let agent: TestAgent;
beforeAll(async () => {
  issuer = await startCardIssuer(() => time);
  agent = await startTestAgent({
    issuer,
    source: new TestReaders(),
    settings: { cardSeconds: 1 },
    now: () => time,
  });
});
afterAll(async () => {
  await agent.stop();
  await issuer.close();
});

const codeOf = (page: string) => /: (agent\.\w+)</.exec(page)?.[1];
/** Each case is a caller who comes for the first time in a while. */
const later = () => {
  time += 120_000;
};

describe('the agent refuses before anything is shown (PROTOCOL.md 2)', () => {
  it.each(['evil.example', '127.0.0.1', 'localhost', 'login.acar.localhost', '127.0.0.1:1', '[::1]'])(
    'a call for the host %s: DNS rebinding',
    async (host) => {
      for (const target of ['/status', '/assets/agent.css', '/authenticate']) {
        const answer = await send({ port: agent.port, host, target });
        expect([answer.status, codeOf(answer.body)]).toEqual([421, 'agent.host']);
      }
    },
  );

  it.each<[string, number, string, Record<string, string>]>([
    ['a page of another origin', 403, 'agent.origin_unknown', { origin: 'https://evil.example' }],
    ['a page of the agent itself', 403, 'agent.origin_unknown', { origin: 'http://127.0.0.1:24817' }],
    ['a sandboxed page', 403, 'agent.origin_missing', { origin: 'null' }],
    ['a trusted page that did not ask', 403, 'agent.issuer_mismatch', { origin: 'https://other.example.az' }],
    ['a script that sends JSON', 415, 'agent.media_type', { 'content-type': 'application/json' }],
    [
      'a form of another kind',
      415,
      'agent.media_type',
      { 'content-type': 'multipart/form-data; boundary=x' },
    ],
  ])('%s: %i %s', async (_, status, code, headers) => {
    later();
    // The other issuer's keys are this one's, so that the mismatch alone refuses.
    const settings = {
      issuers: [issuer.origin, 'https://other.example.az'].map((origin) => ({
        origin,
        name: 'A',
        jwks: { keys: [issuer.jwk] },
      })),
    };
    const other = await startTestAgent({ issuer, source: new TestReaders(), settings, now: () => time });
    const answer = await other.post('/authenticate', { request: await issuer.sign(), state: 's' }, headers);
    expect([answer.status, codeOf(answer.body)]).toEqual([status, code]);
    expect(other.screen.isEmpty()).toBe(true);
    await other.stop();
  });

  it('a call without Origin', async () => {
    const { port } = agent;
    const answer = await send({ port, host: `127.0.0.1:${port}`, method: 'POST', target: '/authenticate' });
    expect([answer.status, codeOf(answer.body)]).toEqual([403, 'agent.origin_missing']);
  });

  it.each<[string, number, string, Record<string, string>]>([
    ['no request', 400, 'agent.form', { state: 's' }],
    ['no state', 400, 'agent.form', { request: 'x' }],
    ['a field too many', 400, 'agent.form', { request: 'x', state: 's', pin: '1234' }],
    ['a state that is too long', 400, 'agent.form', { request: 'x', state: 's'.repeat(513) }],
    ['an unsigned request', 400, 'agent.request_malformed', { request: 'x', state: 's' }],
    ['a form of more than 16 KiB', 413, 'agent.too_large', { request: 'x', state: 's'.repeat(17_000) }],
  ])('a form with %s: %i %s', async (_, status, code, fields) => {
    later();
    const answer = await agent.post('/authenticate', fields);
    expect([answer.status, codeOf(answer.body)]).toEqual([status, code]);
  });

  it('a field that comes twice', async () => {
    const { port } = agent;
    const answer = await send({
      port,
      host: `localhost:${port}`,
      method: 'POST',
      target: '/authenticate',
      headers: { origin: issuer.origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'request=a&request=b&state=s',
    });
    expect([answer.status, codeOf(answer.body)]).toEqual([400, 'agent.form']);
  });

  it('a request that it served already, also at /diagnose', async () => {
    later();
    const form = { request: await issuer.sign(), state: 's' };
    expect((await agent.post('/diagnose', form)).status).toBe(200);
    for (const path of ['/diagnose', '/authenticate']) {
      const answer = await agent.post(path, form);
      expect([answer.status, codeOf(answer.body)]).toEqual([409, 'agent.request_repeated']);
    }
  });

  it('more requests than a person can make, and serves again a little later', async () => {
    later();
    const form = { request: 'x', state: 's' };
    const statuses: number[] = [];
    for (let call = 0; call < 21; call += 1) statuses.push((await agent.post('/authenticate', form)).status);
    expect(statuses.slice(0, 20)).not.toContain(429);
    expect(statuses.at(-1)).toBe(429);
    later();
    expect((await agent.post('/authenticate', form)).status).toBe(400);
  });

  it('what it cannot check because the issuer is away', async () => {
    const gone = await startCardIssuer(() => time);
    const other = await startTestAgent({ issuer: gone, source: new TestReaders(), now: () => time });
    const request = await gone.sign();
    await gone.close();
    const answer = await other.post('/authenticate', { request, state: 's' });
    expect([answer.status, codeOf(answer.body)]).toEqual([502, 'agent.keys_unavailable']);
    await other.stop();
  });

  it.each([
    ['GET', '/authenticate', 405, 'agent.method'],
    ['POST', '/status', 405, 'agent.method'],
    ['DELETE', '/assets/agent.css', 405, 'agent.method'],
    ['GET', '/', 404, 'agent.not_found'],
    ['GET', '/constructor', 404, 'agent.not_found'],
    ['GET', '/assets/../main.ts', 404, 'agent.not_found'],
  ])('%s %s: %i %s', async (method, target, status, code) => {
    const answer = await send({ port: agent.port, host: `127.0.0.1:${agent.port}`, method, target });
    expect([answer.status, codeOf(answer.body)]).toEqual([status, code]);
  });

  it.each([
    '\u0000\u0001\u0002',
    'GET /status HTTP/9.9\r\n\r\n',
    `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n\r\n`,
  ])('what is no HTTP: %j', async (bytes) => {
    expect(await sendBytes(agent.port, bytes)).toMatch(/^HTTP\/1\.1 4\d\d /);
  });

  it.each([
    ['az', /Sorğu qəbul edilmədi/],
    ['en', /The request was not accepted/],
    ['ru', /Запрос не принят/],
  ])('with a page in the language of the browser: %s', async (language, words) => {
    const headers = { origin: 'https://evil.example', 'accept-language': language };
    const answer = await agent.post('/authenticate', { request: 'x', state: 's' }, headers);
    expect(answer.body).toMatch(words);
    expect(answer.body).toContain(`<html lang="${language}">`);
    expect(answer.headers['content-security-policy']).toContain("form-action 'none'");
  });

  it('without a word about persons or requests in its log', async () => {
    later();
    const request = await issuer.sign({ service: 'Gizli xidmət' });
    await agent.post('/authenticate', { request: `${request}x`, state: 'secret-state' });
    expect(agent.log.join('\n')).not.toMatch(/Gizli|secret-state|eyJ/);
  });
});

describe('GET /status (PROTOCOL.md 4)', () => {
  const ask = (headers: Record<string, string> = {}) =>
    send({ port: agent.port, host: `127.0.0.1:${agent.port}`, target: '/status', headers });

  it('tells that an agent is there, and nothing more, to pages of issuers alone', async () => {
    const answer = await ask({ origin: issuer.origin });
    expect(JSON.parse(answer.body)).toEqual({ agent: 'acar-card-agent', version: '9.9.9', protocol: 2 });
    expect(answer.headers['access-control-allow-origin']).toBe(issuer.origin);
    expect(answer.headers['vary']).toBe('origin');
  });

  it('answers no page of another site', async () => {
    const answer = await ask({ origin: 'https://evil.example' });
    expect(answer.status).toBe(403);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('lets nobody read it across sites without CORS', async () => {
    expect((await ask()).headers['access-control-allow-origin']).toBeUndefined();
  });
});
