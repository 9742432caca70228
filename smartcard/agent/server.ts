import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findAsset } from './assets.ts';
import { wholePage } from './document.ts';
import { Refusal, refusalStatus } from './errors.ts';
import { html } from './html.ts';
import { type Language, preferredLanguage } from './language.ts';
import { refusals } from './messages/refusals.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface AgentServerOptions {
  readonly port: number;
  /** By method and path, such as `POST /authenticate`. They throw a {@link Refusal}, with a language where one is known. */
  readonly routes: Readonly<Record<string, Handler>>;
  /** One line on what was refused or failed; nothing about persons. */
  readonly log: (line: string) => void;
}

export interface AgentServer {
  readonly port: number;
  /** Closes the port and every connection. */
  stop(): Promise<void>;
}

/** Headers of every answer; `formTargets` are the origins that the page's forms may go to. */
export function pageHeaders(formTargets: readonly string[]): Readonly<Record<string, string>> {
  const forms = formTargets.length === 0 ? "'none'" : formTargets.join(' ');
  return {
    'content-security-policy': `default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action ${forms}; frame-ancestors 'none'; base-uri 'none'`,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    // With the origin alone: the login page sees that the answer comes from an agent.
    'referrer-policy': 'origin',
    'cache-control': 'no-store',
  };
}

/** Listens on the loopback interface alone. @throws Error of the system when the port is taken */
export async function startServer({ port, routes, log }: AgentServerOptions): Promise<AgentServer> {
  const server = createServer({
    maxHeaderSize: 16 * 1024,
    headersTimeout: 10_000,
    requestTimeout: 10_000,
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: 1_000,
  });
  server.maxConnections = 64;
  server.on('request', (request, response) => {
    const fail = (error: unknown) => refuse(request, response, { error, log });
    answer(request, response, { routes, port: (server.address() as AddressInfo | null)?.port ?? 0 }).catch(
      fail,
    );
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => done());
  });
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { routes, port }: { routes: Readonly<Record<string, Handler>>; port: number },
): Promise<void> {
  const { host } = request.headers;
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) throw new Refusal('agent.host', host);
  const path = request.url?.split('?')[0] ?? '';
  const asset = findAsset(path);
  if (asset && request.method === 'GET') {
    const { type, content } = asset;
    response.writeHead(200, { ...pageHeaders([]), 'content-type': type, 'content-length': content.length });
    response.end(content);
    return;
  }
  const key = `${request.method} ${path}`;
  const handler = Object.hasOwn(routes, key) ? routes[key] : undefined;
  if (handler) return handler(request, response);
  const isPath = asset !== undefined || Object.keys(routes).some((route) => route.endsWith(` ${path}`));
  throw new Refusal(isPath ? 'agent.method' : 'agent.not_found');
}

/** A refusal in the language of the request that was refused, where that much of it is certain. */
export class RefusalIn extends Refusal {
  readonly language: Language;

  constructor(language: Language, { code, detail }: Refusal) {
    super(code, detail);
    this.language = language;
  }
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { error, log }: { error: unknown; log: (line: string) => void },
): void {
  const refusal = error instanceof Refusal ? error : new Refusal('agent.internal', String(error));
  log(`${refusal.code} ${JSON.stringify(refusal.detail.slice(0, 300))}`);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const language =
    refusal instanceof RefusalIn ? refusal.language : preferredLanguage(request.headers['accept-language']);
  const { codeLabel, of } = refusals[language];
  const { title, text } = of[refusal.code];
  const content = html`<p>${text}</p>\n<p class="code">${codeLabel}: ${refusal.code}</p>\n`;
  response.writeHead(refusalStatus[refusal.code], {
    ...pageHeaders([]),
    'content-type': 'text/html; charset=utf-8',
    vary: 'origin, accept-language',
    // What is left of a refused body is not read.
    connection: 'close',
  });
  response.end(wholePage(language, title, content).text);
}
