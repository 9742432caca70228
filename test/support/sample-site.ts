import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBrowserBinding, createSite, type Route, serveAsset } from '../../src/http/index.ts';
import { portalErrorPage } from '../../src/portal/index.ts';

export interface SampleSite {
  readonly origin: string;
  close(): Promise<void>;
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
