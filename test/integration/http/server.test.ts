import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  createBrowserBinding,
  createSite,
  html,
  json,
  page,
  route,
  startServer,
} from '../../../src/http/index.ts';
import type { RunningServer, ServerOptions } from '../../../src/http/index.ts';
import { describeWithOpenssl } from '../../support/openssl.ts';
import { send, sendBytes } from '../../support/wire.ts';

const shared = { summary: '', responses: { 200: '' } };

function echoSite(origin: string) {
  return createSite({
    origin,
    binding: createBrowserBinding(Buffer.alloc(32, 1)),
    errorPage: () => html`error`,
    explain: () => undefined,
    routes: [
      route({
        ...shared,
        id: 'who',
        method: 'GET',
        path: '/who',
        audience: 'api',
        handle: ({ address, origin: own, path, node }) =>
          json({ address, origin: own, path, certificate: node.req.headers['client-cert'] ?? null }),
      }),
      route({
        ...shared,
        id: 'home',
        method: 'GET',
        path: '/',
        audience: 'page',
        handle: () => page(html`home`),
      }),
    ],
  });
}

async function start(
  options: Partial<ServerOptions> & { origins: readonly string[] },
): Promise<RunningServer> {
  const { origins, ...rest } = options;
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    trustedProxies: '',
    sites: new Map(origins.map((origin) => [origin, echoSite(origin)])),
    ...rest,
  });
  onTestFinished(() => server.stop(0));
  return server;
}

const host = 'portal.acar.localhost';
const plainOrigin = `http://${host}`;
const secureOrigin = `https://${host}`;

const first = (req: IncomingMessage, res: ServerResponse) => {
  if (req.url === '/healthz') res.end('alive');
  return req.url === '/healthz';
};

describe('host names', () => {
  it.each([host, host.toUpperCase(), `${host}.`, `${host}:80`])('lead to a site: %s', async (name) => {
    const { port } = await start({ origins: [plainOrigin] });
    expect((await send({ port, host: name, target: '/who' })).status).toBe(200);
  });

  it.each([
    'evil.example',
    `${host}:81`,
    `${host}:443`,
    `x.${host}`,
    `${host}.evil.example`,
    '127.0.0.1',
    '',
  ])('that no site has are refused: %j (RFC 9110 15.5.20)', async (name) => {
    const { port } = await start({ origins: [plainOrigin] });
    const answer = await send({ port, host: name, target: '/who' });
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([421, 'http.unknown_host']);
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
  });

  it('in an absolute target count instead of the Host header (RFC 9112 3.2.2)', async () => {
    const { port } = await start({ origins: [plainOrigin] });
    const there = await send({ port, host: 'evil.example', target: `${plainOrigin}/who?x=1` });
    expect(JSON.parse(there.body)).toMatchObject({ path: '/who' });
    const elsewhere = await send({ port, host, target: 'http://evil.example/who' });
    expect(elsewhere.status).toBe(421);
  });

  it('do not matter to what is asked first', async () => {
    const { port } = await start({ origins: [plainOrigin], first });
    expect((await send({ port, host: '10.0.0.1', target: '/healthz' })).body).toBe('alive');
    expect((await send({ port, host: '10.0.0.1' })).status).toBe(421);
  });
});

describe('forwarding headers', () => {
  const forged = {
    'x-forwarded-for': '192.0.2.7',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'evil.example',
    'client-cert': ':AAAA:',
  };

  it('of a stranger are dropped', async () => {
    const { port } = await start({ origins: [plainOrigin], trustedProxies: '10.0.0.0/8' });
    const answer = await send({ port, host, target: '/who', headers: forged });
    expect(JSON.parse(answer.body)).toEqual({
      address: '127.0.0.1',
      origin: plainOrigin,
      path: '/who',
      certificate: null,
    });
  });

  it('of a trusted proxy tell the address and the certificate (RFC 9440)', async () => {
    const { port } = await start({ origins: [plainOrigin], trustedProxies: '127.0.0.0/8, 10.0.0.0/8' });
    const answer = await send({ port, host, target: '/who', headers: forged });
    expect(JSON.parse(answer.body)).toMatchObject({ address: '192.0.2.7', certificate: ':AAAA:' });
  });

  it.each([
    ['what the caller wrote before the proxy', '6.6.6.6, 192.0.2.7', '192.0.2.7'],
    ['addresses of other trusted proxies', '6.6.6.6, 192.0.2.7, 10.1.2.3', '192.0.2.7'],
    ['ports', '6.6.6.6, 192.0.2.7:4711', '192.0.2.7'],
    ['brackets', '[2001:db8::7]:4711', '2001:db8::7'],
    ['IPv4 in IPv6', '::ffff:192.0.2.7', '192.0.2.7'],
    ['what stands before something that is no address', '6.6.6.6, unknown', '127.0.0.1'],
    ['numbers that are no addresses', '6.6.6.6, 12345', '127.0.0.1'],
  ])('are read past %s', async (_name, list, address) => {
    const { port } = await start({ origins: [plainOrigin], trustedProxies: '127.0.0.1, 10.0.0.0/8' });
    const answer = await send({ port, host, target: '/who', headers: { 'x-forwarded-for': list } });
    expect(JSON.parse(answer.body)).toMatchObject({ address });
  });
});

describe('an https origin', () => {
  it('behind a TLS proxy answers what came over TLS and sends the rest there', async () => {
    const { port } = await start({ origins: [secureOrigin], trustedProxies: '127.0.0.1' });
    const secure = await send({ port, host, headers: { 'x-forwarded-proto': 'https' } });
    expect(secure.status).toBe(200);
    expect(secure.headers['strict-transport-security']).toMatch(/^max-age=\d{8}/);
    expect(secure.headers['set-cookie']?.[0]).toMatch(
      /^__Host-acar_browser=.*; path=\/; samesite=lax; secure; httponly$/,
    );
    const plain = await send({ port, host, target: '/who?a=1', headers: { 'x-forwarded-proto': 'http' } });
    expect([plain.status, plain.headers.location]).toEqual([308, `${secureOrigin}/who?a=1`]);
  });

  it('does not believe a stranger that the request came over TLS', async () => {
    const { port } = await start({ origins: [secureOrigin] });
    expect((await send({ port, host, headers: { 'x-forwarded-proto': 'https' } })).status).toBe(308);
  });

  it.each(['//evil.example', '/\\evil.example', '/..//evil.example', '/@evil.example'])(
    'redirects %s to itself and nowhere else',
    async (target) => {
      const { port } = await start({ origins: [secureOrigin] });
      const { location = '' } = (await send({ port, host, target })).headers;
      expect(new URL(location).origin).toBe(secureOrigin);
    },
  );

  it('does not redirect a form that came in the clear', async () => {
    const { port } = await start({ origins: [secureOrigin] });
    expect((await send({ port, host, method: 'POST', body: 'secret=1' })).status).toBe(400);
  });
});

describeWithOpenssl('an own certificate', () => {
  let folder: string;
  let tls: { certificate: string; key: string };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'acar-tls-'));
    const files = { key: join(folder, 'key.pem'), certificate: join(folder, 'certificate.pem') };
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
        .concat(['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`])
        .concat(['-keyout', files.key, '-out', files.certificate]),
      { stdio: 'pipe' },
    );
    tls = { key: readFileSync(files.key, 'utf8'), certificate: readFileSync(files.certificate, 'utf8') };
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('serves the origin over TLS', async () => {
    const { port } = await start({ origins: [secureOrigin], tls });
    const answer = await send({ port, host, ca: tls.certificate });
    expect(answer.status).toBe(200);
    expect(answer.headers['strict-transport-security']).toBeDefined();
  });

  it('serves origins with a port of their own', async () => {
    const probe = await start({ origins: [], tls });
    const { port } = probe;
    await probe.stop(0);
    const origin = `${secureOrigin}:${port}`;
    await start({ origins: [origin], tls, port });
    const answer = await send({
      port,
      host: `${host}:${port}`,
      ca: tls.certificate,
      target: '/who',
      headers: {},
    });
    expect(JSON.parse(answer.body)).toMatchObject({ origin });
  });

  it('answers a plain request to the TLS port by closing the connection', async () => {
    const { port } = await start({ origins: [secureOrigin], tls });
    await expect(send({ port, host })).rejects.toThrow(/socket hang up|ECONNRESET/);
  });
});

describe('an attack with headers', () => {
  it('that are too large is answered 431 (RFC 6585 5)', async () => {
    const { port } = await start({ origins: [plainOrigin] });
    const answer = await send({ port, host, headers: { cookie: 'x'.repeat(20_000) } });
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([431, 'http.headers_too_large']);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });

  it.each([
    ['no method', 'nonsense\r\n\r\n'],
    ['two lengths', `POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
    [
      'a length and chunks',
      `POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
  ])('that make no request (%s) is answered 400', async (_name, bytes) => {
    const { port } = await start({ origins: [plainOrigin] });
    expect(await sendBytes(port, bytes)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('that never end is cut off by the time limit', async () => {
    const { port } = await start({ origins: [plainOrigin], limits: { headersTimeoutMs: 100 } });
    const said = await sendBytes(port, `GET / HTTP/1.1\r\nHost: ${host}\r\nX-Slow: `);
    expect(said).toMatch(/^HTTP\/1\.1 408 .*http\.too_slow/s);
  });

  it('whose body never ends is cut off by the time limit', async () => {
    const { port } = await start({
      origins: [plainOrigin],
      limits: { headersTimeoutMs: 100, requestTimeoutMs: 200 },
    });
    const head = `POST /who HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{`;
    // Whatever is said, the connection does not stay.
    await sendBytes(port, head);
  });

  it('leaves the server alive', async () => {
    const { port } = await start({ origins: [plainOrigin] });
    await new Promise<void>((done) => {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write('GET / HTTP/1.1\r\n', () => socket.resetAndDestroy()),
      );
      socket.on('close', () => done());
    });
    expect((await send({ port, host })).status).toBe(200);
  });
});

describe('a refusal before the body has come', () => {
  /** Refused at once, because nobody has this name. */
  async function refused() {
    const { port } = await start({ origins: [plainOrigin] });
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const closed = new Promise<boolean>((done) => socket.once('close', done));
    const ended = new Promise<void>((done) => socket.once('end', () => done()));
    let said = '';
    socket.on('error', () => {}).on('data', (part: Buffer) => (said += part.toString('latin1')));
    socket.write(`POST / HTTP/1.1\r\nHost: nobody.example\r\nContent-Length: 10000000\r\n\r\n`);
    await ended;
    return { socket, closed, said };
  }
  const part = Buffer.alloc(64 * 1024);

  it('reaches a client that goes on sending, and no reset takes it away (RFC 9112 9.6)', async () => {
    const { socket, closed, said } = await refused();
    expect(said).toMatch(/^HTTP\/1\.1 421 [^]*\r\nconnection: close\r\n/i);
    for (let sent = 0; sent < 8; sent++) await new Promise((done) => socket.write(part, done));
    socket.end();
    expect(await closed).toBe(false);
  });

  it('waits for no client for ever', async () => {
    const { socket, closed } = await refused();
    let isReset = false;
    void closed.then((hadError) => (isReset = hadError));
    await expect
      .poll(() => {
        socket.write('x');
        return isReset;
      })
      .toBe(true);
  });
});

describe('a site that fails outside its own handling', () => {
  it('is answered 500 and reported, and the server lives on', async () => {
    const errors: unknown[] = [];
    const sites = new Map([
      [plainOrigin, () => Promise.reject(new Error('broken'))],
      [
        'http://other.acar.localhost',
        () => {
          throw new Error('broken at once');
        },
      ],
    ]);
    const { port } = await start({ origins: [], sites, onError: (error) => errors.push(error) });
    expect((await send({ port, host })).status).toBe(500);
    expect((await send({ port, host: 'other.acar.localhost' })).status).toBe(500);
    expect(errors).toHaveLength(2);
  });
});

describe('stopping', () => {
  it('lets a running request finish, accepts no new one, and waits for no idle connection', async () => {
    const running = Promise.withResolvers<ServerResponse>();
    const handler = (_req: IncomingMessage, res: ServerResponse) => running.resolve(res);
    const server = await startServer({
      host: '127.0.0.1',
      port: 0,
      trustedProxies: '',
      sites: new Map([[plainOrigin, handler]]),
    });
    const { port } = server;
    const keepAlive = new Agent({ keepAlive: true });
    onTestFinished(() => keepAlive.destroy());
    const answer = new Promise<string>((done, fail) => {
      get({ host: '127.0.0.1', port, headers: { host }, agent: keepAlive }, (res) => {
        res.on('data', (part: Buffer) => done(`${part.toString()} ${res.headers.connection}`));
      }).on('error', fail);
    });
    const response = await running.promise;
    const stopped = server.stop(60);
    await expect(send({ port, host })).rejects.toThrow('ECONNREFUSED');
    response.end('finished');
    expect(await answer).toBe('finished close');
    await stopped;
  });

  it('cuts off what does not finish in time', async () => {
    const server = await startServer({
      host: '127.0.0.1',
      port: 0,
      trustedProxies: '',
      sites: new Map([[plainOrigin, () => {}]]),
    });
    const hanging = send({ port: server.port, host });
    const cut = expect(hanging).rejects.toThrow('socket hang up');
    await send({ port: server.port, host: 'nobody' });
    await server.stop(0.05);
    await cut;
  });
});
