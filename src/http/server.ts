import { randomUUID } from 'node:crypto';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { identifyCaller, parseRanges } from './client-address.ts';
import type { Handler } from './site.ts';

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  /** PEM; with them the server speaks TLS and asks for (but does not demand) client certificates. */
  readonly tls?: { readonly certificate: string; readonly key: string } | undefined;
  /** Addresses of proxies whose forwarding headers count, as in `parseRanges`. */
  readonly trustedProxies: string;
  /** By origin, such as `http://portal.acar.localhost:8080`. */
  readonly sites: ReadonlyMap<string, Handler>;
  /** Asked first, whatever the host name: health checks. Answers true when it took the request. */
  readonly first?: (req: IncomingMessage, res: ServerResponse) => boolean;
}

export interface RunningServer {
  readonly port: number;
  /** Stops accepting, lets running requests finish for at most `graceSeconds`, then closes what is left. */
  stop(graceSeconds?: number): Promise<void>;
}

/** Headers that only this file may write: what arrives under these names is dropped. */
const ownHeaders = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'forwarded', 'x-request-id'];

/** One listener for all origins; the Host header chooses the site. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const proxies = parseRanges(options.trustedProxies);
  const byHost = new Map(
    [...options.sites].map(([origin, handler]) => [new URL(origin).host, { origin, handler }]),
  );
  const listener = (req: IncomingMessage, res: ServerResponse) => {
    const caller = identifyCaller(req, proxies);
    for (const name of ownHeaders) delete req.headers[name];
    req.headers['x-request-id'] = randomUUID();
    if (options.first?.(req, res)) return;
    const site = byHost.get(hostOf(req));
    if (!site) return refuse(res, 421, 'http.unknown_host');
    const { protocol } = new URL(site.origin);
    if (protocol === 'https:' && !caller.isSecure) return toSecure(req, res, site.origin);
    req.headers['x-forwarded-for'] = caller.address;
    req.headers['x-forwarded-proto'] = protocol.slice(0, -1);
    void site.handler(req, res);
  };
  const limits = {
    maxHeaderSize: 16 * 1024,
    headersTimeout: 15_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 10_000,
  };
  const server = options.tls
    ? createHttpsServer(
        {
          ...limits,
          cert: options.tls.certificate,
          key: options.tls.key,
          requestCert: true,
          rejectUnauthorized: false,
        },
        listener,
      )
    : createHttpServer(limits, listener);
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(options.port, options.host, () => done());
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: (graceSeconds = 10) => stop(server, graceSeconds),
  };
}

/** Host header with the default port left out, as URL.host has it. */
function hostOf(req: IncomingMessage): string {
  return (req.headers.host ?? '')
    .toLowerCase()
    .replace(/\.(?=:|$)/, '')
    .replace(/:(80|443)$/, '');
}

function refuse(res: ServerResponse, status: number, code: string): void {
  res.writeHead(status, { 'content-type': 'application/problem+json', connection: 'close' });
  res.end(JSON.stringify({ type: `urn:acar:error:${code}`, status, code }));
}

function toSecure(req: IncomingMessage, res: ServerResponse, origin: string): void {
  if (req.method !== 'GET' && req.method !== 'HEAD') return refuse(res, 400, 'http.bad_request');
  res.writeHead(308, {
    location: new URL(req.url?.startsWith('/') ? `.${req.url}` : '/', `${origin}/`).href,
  });
  res.end();
}

async function stop(server: Server, graceSeconds: number): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceSeconds * 1000);
  await closed;
  clearTimeout(timer);
}
