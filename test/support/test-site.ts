import { randomBytes } from 'node:crypto';
import { request as send } from 'node:http';
import {
  createBrowserBinding,
  createSite,
  errorDocument,
  RequestError,
  type Route,
  startServer,
} from '../../src/http/index.ts';

const host = 'login.acar.localhost';

export interface TestAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
}

/** A browser with its cookies at one site; it sends forms as a page would, with the token of the page read last. */
export interface TestBrowser {
  get(path: string): Promise<TestAnswer>;
  /** Posts with the last page's form token, and does not follow the redirect. */
  post(path: string, fields: Readonly<Record<string, string>>): Promise<TestAnswer>;
  /** Follows redirects to a page. */
  open(answer: TestAnswer): Promise<TestAnswer>;
}

/** Real HTTP on loopback for some routes. */
export async function startTestSite(routes: readonly Route[]) {
  const errors: unknown[] = [];
  const site = createSite({
    origin: `http://${host}`,
    routes,
    binding: createBrowserBinding(randomBytes(32)),
    errorPage: (request, status, code) => errorDocument(request, { status, code }, { site: 'test' }),
    explain: (error) => (error instanceof RequestError ? error : undefined),
    onError: (error) => errors.push(error),
  });
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    trustedProxies: '127.0.0.1',
    sites: new Map([[`http://${host}`, site]]),
  });
  return {
    browser: (address?: string) => openBrowser(server.port, address),
    errors,
    stop: () => server.stop(0),
  };
}

function openBrowser(port: number, address = '192.0.2.1'): TestBrowser {
  const cookies = new Map<string, string>();
  let token = '';
  const ask = async (method: 'GET' | 'POST', path: string, body?: string): Promise<TestAnswer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = {
      host,
      accept: 'text/html',
      'x-forwarded-for': address,
      ...(cookie && { cookie }),
      ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
    };
    const answer = await exchange({ port, method, path, headers, body });
    for (const line of answer.cookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    token = /name="csrf" value="([^"]*)"/.exec(answer.text)?.[1] ?? token;
    return answer;
  };
  const browser: TestBrowser = {
    get: (path) => ask('GET', path),
    post: (path, fields) => ask('POST', path, new URLSearchParams({ ...fields, csrf: token }).toString()),
    open: async (answer) => (answer.location ? browser.open(await browser.get(answer.location)) : answer),
  };
  return browser;
}

function exchange(options: {
  port: number;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}): Promise<TestAnswer & { cookies: readonly string[] }> {
  const { body, ...rest } = options;
  return new Promise((done, fail) => {
    const outgoing = send({ host: '127.0.0.1', ...rest }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () =>
        done({
          status: incoming.statusCode ?? 0,
          location: incoming.headers.location,
          cookies: incoming.headers['set-cookie'] ?? [],
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    outgoing.once('error', fail);
    outgoing.end(body);
  });
}
