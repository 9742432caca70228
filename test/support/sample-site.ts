import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBrowserBinding, createSite, type Route, serveAsset } from '../../src/http/index.ts';
import { portalErrorPage } from '../../src/portal/index.ts';

export interface SampleSite {
  readonly origin: string;
  close(): Promise<void>;
}

/** The cookie of who is signed in at the sample site. */
const signedInCookie = 'sample=in';

/** Loads a page, by default as who is signed in. */
export function openPage(site: SampleSite, path: string, cookie = signedInCookie): Promise<Response> {
  return fetch(site.origin + path, { redirect: 'manual', headers: { cookie, accept: 'text/html' } });
}

/** Loads the page with the form, and posts with its cookie and token as a browser would. */
export async function sendForm(
  site: SampleSite,
  { from, action, fields }: { from: string; action: string; fields: Readonly<Record<string, string>> },
): Promise<Response> {
  const answer = await openPage(site, from);
  const browser = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  const csrf = /name="csrf" value="([^"]+)"/.exec(await answer.text())?.[1] ?? '';
  return fetch(site.origin + action, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: [signedInCookie, ...browser].join('; '), accept: 'text/html' },
    body: new URLSearchParams({ csrf, ...fields }),
  });
}

/** Serves routes on a loopback port as the real server would, with the portal's error pages. */
export async function startSampleSite(routes: readonly Route[]): Promise<SampleSite> {
  const handler = createSite({
    origin: 'http://127.0.0.1',
    routes,
    binding: createBrowserBinding(randomBytes(32)),
    errorPage: portalErrorPage,
    explain: () => undefined,
  });
  const server = createServer((req, res) => {
    req.headers['x-request-id'] = randomUUID();
    if (!serveAsset(req, res)) void handler(req, res);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
