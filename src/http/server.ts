import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { serveAsset } from './assets.ts';
import { limitBodyTime } from './body-time.ts';
import { type Caller, identifyCaller, parseRanges } from './client-address.ts';
import { closeInStages } from './close-in-stages.ts';
import { answerClientError, refusePlainly } from './plain-answer.ts';
import { securityHeaders, setSecurityHeaders } from './security-headers.ts';
import { uploadTimeMs } from './multipart.ts';
import type { Handler } from './site.ts';
import { createStopper } from './stopper.ts';

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  /**
   * PEM; with them the server speaks TLS. With `asksForClientCertificate` it asks for one in the handshake, without
   * judging it (RFC 8705): on an origin of its own, because browsers show a dialogue to everybody who has a card. With
   * `clientAuthorities` no handshake succeeds without a certificate below one of them.
   */
  readonly tls?:
    | {
        readonly certificate: string;
        readonly key: string;
        readonly asksForClientCertificate?: boolean;
        /** PEM, with every root. */
        readonly clientAuthorities?: readonly string[];
      }
    | undefined;
  /** Addresses of proxies whose forwarding headers count, as in `parseRanges`. */
  readonly trustedProxies: string;
  /** By origin, such as `http://portal.acar.localhost:8080`. */
  readonly sites: ReadonlyMap<string, Handler>;
  /** Asked first, whatever the host name: health checks. Answers true when it took the request. */
  readonly first?: (req: IncomingMessage, res: ServerResponse) => boolean;
  /** Told of what no site answered for: a defect. */
  readonly onError?: (error: unknown) => void;
  readonly limits?: {
    /** For all headers of a request; 15 s. */
    readonly headersTimeoutMs?: number;
    /** For the body of a request; 30 s. A form with files has more (`uploadTimeMs`). */
    readonly requestTimeoutMs?: number;
  };
}

export interface RunningServer {
  readonly port: number;
  /** Stops accepting, lets running requests finish for at most `graceSeconds`, then closes what is left. */
  stop(graceSeconds?: number): Promise<void>;
}

/** Headers that only this file may write: what arrives under these names is dropped. */
const ownHeaders = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'forwarded', 'x-request-id'];
/** Headers that only a trusted proxy may write (RFC 9440). */
const proxyHeaders = ['client-cert', 'client-cert-chain'];

/** One listener for all origins; the Host header chooses the site. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const proxies = parseRanges(options.trustedProxies);
  const sites = sitesByHost(options.sites);
  const stopper = createStopper();
  const listener = (req: IncomingMessage, res: ServerResponse) => {
    stopper.watch(res);
    closeInStages(req);
    limitBodyTime(req, options.limits?.requestTimeoutMs ?? 30_000, () => refuseSlow(req, res, options));
    dispatch(req, res, { options, sites, caller: identifyCaller(req, proxies) }).catch((error: unknown) => {
      options.onError?.(error);
      if (res.headersSent) res.destroy();
      else refusePlainly(res, 500, 'http.internal');
    });
  };
  const server = createServer(options, listener);
  server.on('clientError', (error, socket) => answerClientError(error, socket, options.tls !== undefined));
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(options.port, options.host, () => done());
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: (graceSeconds = 10) => stopper.stop(server, graceSeconds),
  };
}

function refuseSlow(req: IncomingMessage, res: ServerResponse, { tls }: ServerOptions): void {
  if (res.headersSent) req.destroy();
  else
    answerClientError(Object.assign(new Error('too slow'), { code: tooSlow }), req.socket, tls !== undefined);
}

const tooSlow = 'ERR_HTTP_REQUEST_TIMEOUT';

function createServer(
  { tls, limits = {} }: ServerOptions,
  listener: (req: IncomingMessage, res: ServerResponse) => void,
) {
  const settings = {
    maxHeaderSize: 16 * 1024,
    headersTimeout: limits.headersTimeoutMs ?? 15_000,
    // The last resort: how long a body may take is watched request by request.
    requestTimeout: uploadTimeMs + 60_000,
    keepAliveTimeout: 10_000,
    // How often the two time-outs are looked at; by default so rarely that slow senders live three times as long.
    connectionsCheckingInterval: Math.min(1_000, limits.headersTimeoutMs ?? 1_000),
  };
  if (!tls) return createHttpServer(settings, listener);
  return createHttpsServer(
    {
      ...settings,
      cert: tls.certificate,
      key: tls.key,
      requestCert: tls.asksForClientCertificate === true || tls.clientAuthorities !== undefined,
      rejectUnauthorized: tls.clientAuthorities !== undefined,
      ...(tls.clientAuthorities ? { ca: [...tls.clientAuthorities], minVersion: 'TLSv1.3' } : {}),
    },
    listener,
  );
}

interface Site {
  readonly origin: string;
  readonly isSecure: boolean;
  readonly handler: Handler;
}

/** A host name answers with and without the default port of its scheme. */
function sitesByHost(sites: ServerOptions['sites']): Map<string, Site> {
  return new Map(
    [...sites].flatMap(([origin, handler]) => {
      const { host, protocol, port } = new URL(origin);
      const site = { origin, isSecure: protocol === 'https:', handler };
      const withPort: [string, Site] = [`${host}:${site.isSecure ? 443 : 80}`, site];
      return port === '' ? [[host, site] as const, withPort] : [[host, site] as const];
    }),
  );
}

interface Dispatch {
  readonly options: ServerOptions;
  readonly sites: ReadonlyMap<string, Site>;
  readonly caller: Caller;
}

async function dispatch(req: IncomingMessage, res: ServerResponse, context: Dispatch): Promise<void> {
  const { options, sites, caller } = context;
  const id = takeOwnHeaders(req, caller);
  setSecurityHeaders(res, caller.isSecure && options.tls !== undefined);
  res.setHeader('x-request-id', id);
  if (options.first?.(req, res)) return;
  if (!toOriginForm(req)) return refusePlainly(res, 400, 'http.bad_request');
  const site = sites.get(hostOf(req));
  if (!site) return refusePlainly(res, 421, 'http.unknown_host');
  if (site.isSecure && !caller.isSecure) return redirectToSecure(req, res, site.origin);
  setSecurityHeaders(res, site.isSecure);
  if (serveAsset(req, res)) return;
  req.headers['x-forwarded-for'] = caller.address;
  req.headers['x-forwarded-proto'] = site.isSecure ? 'https' : 'http';
  await site.handler(req, res);
}

/** Removes what only we may say of a request, and names the request. */
function takeOwnHeaders(req: IncomingMessage, caller: Caller): string {
  for (const name of ownHeaders) delete req.headers[name];
  if (!caller.isProxied) for (const name of proxyHeaders) delete req.headers[name];
  const id = randomUUID();
  req.headers['x-request-id'] = id;
  return id;
}

/** RFC 9112 3.2.2: an absolute target is as good as a path, and its host counts instead of the Host header. */
function toOriginForm(req: IncomingMessage): boolean {
  const target = req.url ?? '';
  if (target.startsWith('/')) return true;
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) return false;
  const { host, pathname, search } = new URL(target);
  req.headers.host = host;
  req.url = pathname + search;
  return true;
}

function hostOf(req: IncomingMessage): string {
  // A name may end in the root's dot.
  return (req.headers.host ?? '').toLowerCase().replace(/\.(?=:\d+$|$)/, '');
}

function redirectToSecure(req: IncomingMessage, res: ServerResponse, origin: string): void {
  if (req.method !== 'GET' && req.method !== 'HEAD') return refusePlainly(res, 400, 'http.bad_request');
  // Put together as text, so that no path can lead to another host.
  res.writeHead(308, { ...securityHeaders(false), location: `${origin}${req.url ?? '/'}` });
  res.end();
}
