import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  createBrowserBinding,
  createSite,
  errorDocument,
  type Handler,
  html,
  json,
  page,
  type Request,
  RequestError,
  type RunningServer,
  redirect,
  route,
  startServer,
} from '../../../src/http/index.ts';
import { send, type WireAnswer, type WireRequest } from '../../support/wire.ts';

const host = 'portal.acar.localhost';
const origin = `http://${host}`;
const form = 'application/x-www-form-urlencoded';
const errors: unknown[] = [];
const answers: { route: string; status: number }[] = [];

class Away extends Error {}

const shared = { summary: '', responses: { 200: '' } };
const routes = [
  route({
    ...shared,
    id: 'form',
    method: 'GET',
    path: '/form',
    audience: 'page',
    handle: (request: Request) => page(html`<p>${request.csrf}</p>`),
  }),
  route({
    ...shared,
    id: 'answer',
    method: 'POST',
    path: '/form',
    audience: 'page',
    body: z.strictObject({ name: z.string() }),
    handle: ({ body }) => page(html`<p>${body.name}</p>`),
  }),
  route({
    ...shared,
    id: 'press',
    method: 'POST',
    path: '/press',
    audience: 'page',
    handle: () => page(html`pressed`),
  }),
  route({
    ...shared,
    id: 'thing',
    method: 'GET',
    path: '/things/:thing/:part',
    audience: 'page',
    handle: ({ params }) => page(html`${params['part'] ?? ''}`),
  }),
  route({
    ...shared,
    id: 'draft',
    method: 'POST',
    path: '/things/:thing/draft',
    formPage: '/things/:thing/new',
    audience: 'page',
    handle: () => page(html`refused`, { status: 422 }),
  }),
  route({
    ...shared,
    id: 'api',
    method: 'POST',
    path: '/api/things',
    audience: 'api',
    body: z.unknown(),
    handle: ({ body }) => json(body),
  }),
  route({
    ...shared,
    id: 'search',
    method: 'GET',
    path: '/api/search/:area',
    audience: 'api',
    query: z.strictObject({ q: z.string() }),
    handle: ({ query, params }) => json({ ...query, ...params }),
  }),
  route({
    ...shared,
    id: 'go',
    method: 'GET',
    path: '/go',
    audience: 'page',
    query: z.strictObject({ to: z.string() }),
    handle: ({ query }) => redirect(query.to),
  }),
  route({
    ...shared,
    id: 'break',
    method: 'GET',
    path: '/break/:how',
    audience: 'page',
    handle: ({ params }) => {
      if (params['how'] === 'away') throw new Away();
      if (params['how'] === 'upstream') throw Object.assign(new Error('their 404'), { status: 404 });
      // A library may throw anything.
      // oxlint-disable-next-line no-throw-literal, typescript/only-throw-error
      throw undefined;
    },
  }),
  route({
    ...shared,
    id: 'who',
    method: 'GET',
    path: '/who',
    audience: 'api',
    handle: ({ address, language, userAgent }) => json({ address, language, userAgent }),
  }),
];

const binding = createBrowserBinding(Buffer.alloc(32, 7));
const options = {
  origin,
  binding,
  errorPage: (request: Parameters<typeof errorDocument>[0], status: number, code: string) =>
    errorDocument(request, { status, code }, { site: 'Portal' }),
  explain: (error: unknown) =>
    error instanceof Away ? new RequestError(503, 'http.unavailable') : undefined,
  onError: (error: unknown) => errors.push(error),
  onAnswer: (answer: { route: string; status: number }) => answers.push(answer),
};

let server: RunningServer;
const otherwise: Handler = (req, res) => {
  if (req.url === '/provider/fail') throw new Error('provider failed');
  res.end('provider');
};
const brokenPages = () => {
  throw new Error('no page');
};

beforeAll(async () => {
  server = await startServer({
    host: '127.0.0.1',
    port: 0,
    trustedProxies: '',
    sites: new Map([
      [origin, createSite({ ...options, routes })],
      ['http://login.acar.localhost', createSite({ ...options, routes, otherwise })],
      ['http://broken.acar.localhost', createSite({ ...options, routes: [], errorPage: brokenPages })],
    ]),
  });
});
afterAll(() => server.stop(0));

const call = (request: Partial<WireRequest>) => send({ port: server.port, host, ...request });
const cookiesOf = (answer: WireAnswer) =>
  (answer.headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ');

async function openForm(): Promise<{ cookie: string; csrf: string }> {
  const answer = await call({ target: '/form' });
  return { cookie: cookiesOf(answer), csrf: /<p>(.+)<\/p>/.exec(answer.body)?.[1] ?? '' };
}

async function post(fields: string, headers: Record<string, string> = {}, target = '/form') {
  const { cookie, csrf } = await openForm();
  const body = fields.replace('TOKEN', csrf);
  return call({ method: 'POST', target, headers: { cookie, 'content-type': form, ...headers }, body });
}

const callApi = (body: string | Buffer, headers: Record<string, string> = {}) =>
  call({
    method: 'POST',
    target: '/api/things',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

const accepting = (accept: string, target: string) => call({ target, headers: { accept } });

const errorType = async (accept: string) =>
  (await accepting(accept, '/api/search/a')).headers['content-type']?.split(';')[0];

const locationFor = async (to: string) => {
  const answer = await call({ target: `/go?to=${encodeURIComponent(to)}` });
  return answer.status === 303 ? answer.headers.location : answer.status;
};

describe('a form', () => {
  it('is taken with its own token, and what it brings is escaped', async () => {
    const answer = await post('csrf=TOKEN&name=<b>%22%26%27');
    expect(answer.status).toBe(200);
    expect(answer.body).toBe('<p>&lt;b&gt;&quot;&amp;&#39;</p>');
  });

  it.each([
    ['no token', 'name=a'],
    ['an empty token', 'csrf=&name=a'],
    ['a wrong token', `csrf=${binding.formToken(binding.newBrowser())}&name=a`],
    ['two tokens', 'csrf=TOKEN&csrf=TOKEN&name=a'],
  ])('is refused with %s', async (_name, fields) => {
    expect((await post(fields)).status).toBe(403);
  });

  it("is refused with another browser's token", async () => {
    const mine = await openForm();
    const theirs = await openForm();
    expect(mine.csrf).not.toBe(theirs.csrf);
    const headers = { cookie: mine.cookie, 'content-type': form };
    const answer = await call({
      method: 'POST',
      target: '/form',
      headers,
      body: `csrf=${theirs.csrf}&name=a`,
    });
    expect(answer.status).toBe(403);
  });

  it('is refused from a browser that forgot its cookie', async () => {
    expect((await post('csrf=TOKEN&name=a', { cookie: '' })).status).toBe(403);
  });

  it.each(['cross-site', 'same-site'])('is refused when the browser says it comes from %s', async (site) => {
    expect((await post('csrf=TOKEN&name=a', { 'sec-fetch-site': site })).status).toBe(403);
  });

  it('is taken when the browser says it comes from here', async () => {
    expect((await post('csrf=TOKEN&name=a', { 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  it.each([
    ['an unknown field', 'csrf=TOKEN&name=a&extra=1'],
    ['a missing field', 'csrf=TOKEN'],
    ['a field given twice', 'csrf=TOKEN&name=a&name=b'],
    ['a field that is an object', 'csrf=TOKEN&name[x]=a'],
    ['a text with U+0000', 'csrf=TOKEN&name=a%00b'],
  ])('is refused with %s', async (_name, fields) => {
    expect((await post(fields)).status).toBe(400);
  });

  it('cannot reach a prototype', async () => {
    await post('csrf=TOKEN&name=a&__proto__[polluted]=1&constructor[prototype][polluted]=1');
    expect('polluted' in {}).toBe(false);
  });

  it('is refused with fields where none belong', async () => {
    expect((await post('csrf=TOKEN', {}, '/press')).status).toBe(200);
    expect((await post('csrf=TOKEN&extra=1', {}, '/press')).status).toBe(400);
  });

  it.each(['application/json', 'multipart/form-data; boundary=x', 'text/plain', ''])(
    'is refused as %s',
    async (type) => {
      expect((await post('csrf=TOKEN&name=a', { 'content-type': type })).status).toBe(415);
    },
  );

  it('binds the browser with a cookie that scripts and other sites do not get', async () => {
    const answer = await call({ target: '/form' });
    expect(answer.headers['set-cookie']?.[0]).toMatch(
      /^acar_browser=[\w-]{22}; path=\/; samesite=lax; httponly$/,
    );
  });
});

describe('a body', () => {
  it('over the limit is refused, whether it says so or not', async () => {
    const large = JSON.stringify({ text: 'x'.repeat(20_000) });
    expect((await callApi(large)).status).toBe(413);
    expect((await callApi(large, { 'transfer-encoding': 'chunked' })).status).toBe(413);
    expect((await post(`csrf=TOKEN&name=${'x'.repeat(20_000)}`)).status).toBe(413);
  });

  it('that unpacks to more than the limit is refused', async () => {
    const bomb = gzipSync(JSON.stringify({ text: 'x'.repeat(10_000_000) }));
    expect(bomb.length).toBeLessThan(16_000);
    expect((await callApi(bomb, { 'content-encoding': 'gzip' })).status).toBe(413);
  });

  it.each([
    ['malformed JSON', '{"a":'],
    ['JSON that is no object', '"text"'],
    ['a polluting member', '{"__proto__":{"x":1}}'],
    ['U+0000', '{"a":"\\u0000"}'],
    ['U+0000 in a name', '{"\\u0000":1}'],
    ['thousands of levels', `${'['.repeat(8_000)}${']'.repeat(8_000)}`],
  ])('with %s is refused', async (_name, body) => {
    const answer = await callApi(body);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'http.bad_request', status: 400 });
  });

  it.each(['deflate', 'gzip'])('that is not %s though it says so is refused', async (encoding) => {
    expect((await callApi('{"a":1}', { 'content-encoding': encoding })).status).toBe(400);
  });

  it('in an unknown coding is refused', async () => {
    expect((await callApi('{}', { 'content-encoding': 'zstd' })).status).toBe(415);
  });

  it('keeps lists and a member called csrf for programs', async () => {
    expect(JSON.parse((await callApi('[1,2]')).body)).toEqual([1, 2]);
    expect(JSON.parse((await callApi('{"csrf":"x"}')).body)).toEqual({ csrf: 'x' });
  });
});

describe('a request', () => {
  it.each([
    ['an unknown parameter', '/api/search/a?q=1&x=2'],
    ['a parameter given twice', '/api/search/a?q=1&q=2'],
    ['U+0000 in the query', '/api/search/a?q=%00'],
    ['U+0000 in the path', '/api/search/%00?q=1'],
  ])('is refused with %s', async (_name, target) => {
    expect((await call({ target })).status).toBe(400);
  });

  it('may choose the language beside the declared parameters', async () => {
    expect(JSON.parse((await call({ target: '/api/search/a%2Fb?q=1&lang=ru' })).body)).toEqual({
      q: '1',
      area: 'a/b',
    });
  });

  it.each([
    ['/who?lang=en', '', 'en'],
    ['/who', 'acar_lang=ru', 'ru'],
    ['/who', 'acar_lang=xx', 'az'],
    ['/who?lang=toString', '', 'az'],
  ])('to %s with the cookie %s is answered in %s', async (target, cookie, language) => {
    expect(JSON.parse((await call({ target, headers: { cookie } })).body)).toMatchObject({ language });
  });

  it('is answered without a body when it is HEAD', async () => {
    const answer = await call({ method: 'HEAD', target: '/form' });
    expect([answer.status, answer.body]).toEqual([200, '']);
  });

  it('to nowhere is 404, with a wrong method 405 and what is allowed', async () => {
    expect((await call({ target: '/nowhere' })).status).toBe(404);
    const wrong = await call({ method: 'DELETE', target: '/form' });
    expect([wrong.status, wrong.headers.allow]).toEqual([405, 'GET, HEAD, POST']);
    const get = await call({ target: '/press' });
    expect([get.status, get.headers.allow]).toEqual([405, 'POST']);
  });

  it("for the address of a form's answer leads to the form, in the language asked for", async () => {
    const answer = await call({ target: '/things/a%2Fb/draft?lang=ru' });
    expect([answer.status, answer.headers.location]).toEqual([303, '/things/a%2Fb/new']);
    expect(answer.headers['set-cookie']?.join()).toMatch(/=ru;/);
    expect((await call({ target: '/things/a/draught' })).body).toContain('draught');
  });

  it('that no route matches goes on to the other handler, with its failures answered', async () => {
    const login = 'login.acar.localhost';
    expect((await call({ host: login, target: '/provider' })).body).toBe('provider');
    expect((await call({ host: login, target: '/provider/fail' })).status).toBe(500);
    expect((await call({ host: login, method: 'POST', target: '/go' })).status).toBe(405);
  });
});

describe('an error', () => {
  it('is a page for people and a problem document for programs (RFC 9457)', async () => {
    const people = await accepting('text/html', '/nowhere');
    expect(people.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(people.body).toContain('<html lang="az"');
    const programs = await accepting('application/json', '/nowhere');
    expect(programs.headers['content-type']).toMatch('application/problem+json');
    expect(JSON.parse(programs.body)).toEqual({
      type: 'urn:acar:error:http.not_found',
      title: 'not found',
      status: 404,
      code: 'http.not_found',
      request: programs.headers['x-request-id'],
    });
  });

  it('of a route for programs is a problem document unless a browser asks', async () => {
    expect(await errorType('*/*')).toBe('application/problem+json');
    expect(await errorType('text/html')).toBe('text/html');
  });

  it('that a feature explains keeps its status, with a time to come back', async () => {
    const answer = await call({ target: '/break/away' });
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5']);
  });

  it.each(['upstream', 'undefined'])(
    'that nobody foresaw (%s) is 500, reported, and tells nothing',
    async (how) => {
      errors.length = 0;
      const answer = await call({ target: `/break/${how}` });
      expect(answer.status).toBe(500);
      expect(answer.body).not.toContain('their 404');
      expect(errors).toHaveLength(1);
    },
  );

  it('whose page cannot be made is still an answer', async () => {
    const answer = await call({ host: 'broken.acar.localhost', headers: { accept: 'text/html' } });
    expect(JSON.parse(answer.body)).toMatchObject({ status: 404 });
  });

  it('is counted under the route that raised it', async () => {
    answers.length = 0;
    await call({ method: 'POST', target: '/form', headers: { 'content-length': '0' } });
    await expect.poll(() => answers).toMatchObject([{ route: 'answer', status: 403 }]);
  });
});

describe('a redirect', () => {
  it.each(['/next?a=1#b', 'https://agency.example.az/callback?code=1', 'az.example.app:/callback'])(
    'goes to %s as it is',
    async (to) => {
      expect(await locationFor(to)).toBe(to);
    },
  );

  it.each(['//evil.example', '/\\evil.example', '\\\\evil.example', '/\t/evil.example', ' //evil.example'])(
    'by the path %j goes to no other host',
    async (to) => {
      expect(await locationFor(to)).toBe(500);
    },
  );

  it('by a path that turns into another host when resolved stays here', async () => {
    expect(await locationFor('/..//evil.example')).toBe(`${origin}//evil.example`);
  });

  it('cannot smuggle a header', async () => {
    expect(await locationFor('/a\r\nset-cookie: x=1')).toBe('/aset-cookie:%20x=1');
  });
});

describe('every answer', () => {
  it.each([
    ['a page', '/form', 'GET'],
    ['an answer for programs', '/who', 'GET'],
    ['a redirect', '/go?to=%2F', 'GET'],
    ['an error page', '/nowhere', 'GET'],
    ['a refused form', '/form', 'POST'],
    ['a defect', '/break/x', 'GET'],
    ['a missing asset', '/assets/x/y.css', 'GET'],
  ])('has the security headers: %s', async (_name, target, method) => {
    const { headers } = await call({ target, method });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining(`default-src 'none'`),
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('names the origins that a form may end at, and nothing else of them', async () => {
    const { contentSecurityPolicy } = await import('../../../src/http/security-headers.ts');
    const policy = contentSecurityPolicy([`https://a.example:8443/cb;script-src *`, 'az.app:/cb']);
    expect(policy).toContain(`form-action 'self' https://a.example:8443 az.app:;`);
    expect(policy.match(/script-src/g)).toHaveLength(1);
  });
});
