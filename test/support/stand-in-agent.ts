import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { decodeJwt } from 'jose';
import { tokenFor } from './card-reader.ts';
import type { TestCard } from './card-service.ts';

/**
 * The other end of smartcard/agent/PROTOCOL.md for tests of our own pages: it trusts everybody, asks for no PIN, and its
 * card is software.
 */
export interface StandInAgent {
  /** The next card, or the report in its place. */
  holds(next: TestCard | string): void;
  /** `Origin` of each form that came. */
  readonly origins: readonly (string | undefined)[];
  stop(): Promise<void>;
}

export async function startStandInAgent(origin: string): Promise<StandInAgent> {
  let held: TestCard | string = 'card.no_card';
  const origins: (string | undefined)[] = [];
  const server = createServer((req, res) => void answer(req, res));
  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    const from = req.headers.origin;
    if (req.url === '/status') {
      res.writeHead(200, { 'content-type': 'application/json', 'access-control-allow-origin': from ?? '' });
      return void res.end(JSON.stringify({ agent: 'acar-card-agent', version: '0.1.0', protocol: 1 }));
    }
    if (req.method !== 'POST') return void res.writeHead(204).end();
    const parts: Buffer[] = [];
    for await (const part of req) parts.push(part as Buffer);
    const form = new URLSearchParams(Buffer.concat(parts).toString());
    origins.push(from);
    const claims: Record<string, string> = decodeJwt(form.get('request') ?? '');
    const isDiagnosis = req.url === '/diagnose';
    const report = isDiagnosis ? 'back' : typeof held === 'string' ? held : undefined;
    const fields = {
      state: form.get('state') ?? '',
      ...(report === undefined && typeof held !== 'string'
        ? { token: tokenFor(held, { claims }) }
        : { error: report ?? '' }),
    };
    res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    res.end(`<!doctype html><html lang="en"><title>Agent</title><form method="post" action="${quoted(claims['return_to'])}">
${Object.entries(fields)
  .map(([name, value]) => `<input type="hidden" name="${name}" value="${quoted(value)}">`)
  .join('')}
<button>back</button></form>`);
  };
  const { port, hostname } = new URL(origin);
  await new Promise<void>((done) => server.listen(Number(port), hostname, done));
  return {
    origins,
    holds(next) {
      held = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

const quoted = (text = '') => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
