import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { createOutboundFetch, OutboundRefused, OutboundTooLarge } from '../../../src/http/index.ts';

type Options = Parameters<typeof createOutboundFetch>[0];

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

function outbound(options: Partial<Options> = {}) {
  const fetch = createOutboundFetch({ allowPrivate: false, ...options });
  open.push(fetch);
  return fetch;
}

/** The names of a resolver that an attacker controls. */
const resolveTo =
  (...addresses: string[]): NonNullable<Options['resolve']> =>
  (_name, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

const refused = { cause: expect.any(OutboundRefused) };

const notPublic = [
  '127.0.0.1',
  '127.8.8.8',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '169.254.169.254',
  '224.0.0.1',
  '255.255.255.255',
  '198.18.0.1',
  '::1',
  '::',
  'fe80::1',
  'fd00::1',
  'fec0::1',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
];

describe('outbound calls', () => {
  it.each(notPublic)('to %s are refused, written as an address or behind a name', async (address) => {
    const literal = address.includes(':') ? `[${address}]` : address;
    await expect(outbound()(`https://${literal}/`)).rejects.toThrow(OutboundRefused);
    const named = outbound({ resolve: resolveTo(address) })('https://agency.example/');
    await expect(named).rejects.toMatchObject(refused);
  });

  it.each([
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://[::ffff:7f00:1]/',
  ])('to another spelling of loopback are refused: %s', async (url) => {
    await expect(outbound()(url)).rejects.toThrow(OutboundRefused);
  });

  it.each(['http://agency.example/', 'ftp://agency.example/', 'data:text/plain,x', 'file:///etc/passwd'])(
    'by another scheme are refused: %s',
    async (url) => {
      await expect(outbound()(url)).rejects.toThrow(OutboundRefused);
    },
  );

  it('to localhost names are refused by the real resolver', async () => {
    await expect(outbound()('https://localhost/')).rejects.toMatchObject({ cause: expect.anything() });
    await expect(outbound()('https://localhost/')).rejects.toMatchObject(refused);
  });

  it('use only the public ones among the addresses of a name', async () => {
    const tried = outbound({ resolve: resolveTo('127.0.0.1', '::1'), timeoutMs: 500 });
    await expect(tried('https://agency.example/')).rejects.toMatchObject(refused);
  });

  describe('with the development switch', () => {
    it('reach loopback, also by names under localhost', async () => {
      const url = await listen((req, res) => res.end(req.headers.host));
      const { port } = new URL(url);
      const fetch = outbound({ allowPrivate: true });
      for (const name of ['localhost', 'login.acar.localhost', '127.0.0.1']) {
        const answer = await fetch(`http://${name}:${port}/`);
        expect(await answer.text()).toBe(`${name}:${port}`);
      }
    });

    it.each(['169.254.169.254', 'fe80::1', '0.0.0.0', '224.0.0.1'])('do not reach %s', async (address) => {
      const literal = address.includes(':') ? `[${address}]` : address;
      await expect(outbound({ allowPrivate: true })(`http://${literal}/`)).rejects.toThrow(OutboundRefused);
    });

    it('carry method, headers and body, also of a Request', async () => {
      const url = await listen((req, res) => {
        req.setEncoding('utf8');
        let body = '';
        req.on('data', (part: string) => {
          body += part;
        });
        req.on('end', () => res.end(`${req.method} ${String(req.headers['x-test'])} ${body}`));
      });
      const init = { method: 'POST', headers: { 'x-test': 'yes' }, body: new URLSearchParams({ a: '1' }) };
      const fetch = outbound({ allowPrivate: true });
      expect(await (await fetch(url, init)).text()).toBe('POST yes a=1');
      expect(await (await fetch(new Request(url, init))).text()).toBe('POST yes a=1');
    });

    it('answer with a Response of the runtime', async () => {
      const url = await listen((_req, res) => res.writeHead(201, { 'x-a': 'b' }).end(gzipSync('{"a":1}')));
      const answer = await outbound({ allowPrivate: true })(url);
      expect(answer).toBeInstanceOf(Response);
      expect([answer.status, answer.headers.get('x-a')]).toEqual([201, 'b']);
    });

    it('do not follow redirects', async () => {
      const called: unknown[] = [];
      const url = await listen((req, res) => {
        called.push(req.url);
        res.writeHead(302, { location: '/elsewhere' }).end();
      });
      const answer = await outbound({ allowPrivate: true })(`${url}/`);
      expect([answer.status, answer.headers.get('location'), called]).toEqual([302, '/elsewhere', ['/']]);
    });

    it('stop reading an answer over the limit, announced or not, packed or not', async () => {
      const large = 'x'.repeat(5_000);
      const url = await listen((req, res) => {
        if (req.url === '/announced') res.end(large);
        else if (req.url === '/chunks') res.write(large, () => res.end());
        else res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(large));
      });
      const fetch = outbound({ allowPrivate: true, maxResponseBytes: 1_000 });
      await expect(fetch(`${url}/announced`)).rejects.toThrow();
      await expect(fetch(`${url}/chunks`)).rejects.toThrow();
      await expect(fetch(`${url}/packed`)).rejects.toThrow(OutboundTooLarge);
    });

    it('end when the answer does not come, or does not end, in time', async () => {
      const url = await listen((req, res) => {
        if (req.url === '/half') res.write('half');
      });
      const fetch = outbound({ allowPrivate: true, timeoutMs: 100 });
      await expect(fetch(`${url}/never`)).rejects.toThrow(/timeout|aborted/i);
      await expect(fetch(`${url}/half`)).rejects.toThrow(/timeout|aborted|terminated/i);
    });

    it('may go over http where that is allowed, and to public addresses alone all the same', async () => {
      const resolve = resolveTo('127.0.0.1');
      await expect(outbound({ resolve })('http://crl.example.com/')).rejects.toThrow(OutboundRefused);
      const fetch = outbound({ allowHttp: true, resolve });
      await expect(fetch('http://crl.example.com/')).rejects.toMatchObject(refused);
      await expect(fetch('http://10.0.0.1/')).rejects.toThrow(OutboundRefused);
      await expect(fetch('ftp://crl.example.com/')).rejects.toThrow(OutboundRefused);
    });

    it('end when the caller gives up', async () => {
      const url = await listen(() => {});
      const fetch = outbound({ allowPrivate: true });
      const giveUp = new AbortController();
      const call = fetch(url, { signal: giveUp.signal });
      giveUp.abort();
      await expect(call).rejects.toThrow(/aborted/i);
    });
  });
});
