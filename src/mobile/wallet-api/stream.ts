import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answering } from '../answering/index.ts';
import { mobileStatuses } from '../errors.ts';
import { findPhone, type Phone, type PhonesDeps, recognisePhone } from '../phones/index.ts';

export interface RequestStreamDeps {
  readonly phones: PhonesDeps;
  readonly answering: Answering;
  readonly origin: string;
  readonly onError: (error: unknown) => void;
}

export interface RequestStream {
  /** True when it took the request. */
  handle(req: IncomingMessage, res: ServerResponse): boolean;
  stop(): Promise<void>;
}

const streamPath = '/api/requests';
/** Proxies and phones drop silent connections. */
const heartbeatMs = 20_000;
/** Then the phone connects anew, and is recognised anew. */
const longestMs = 30 * 60_000;

/**
 * An event stream (WHATWG HTML 9.2) of what waits for a phone: `requests` with the whole list at each change, `phone`
 * with its state. Plain, without the site's framework: many thousand stay open. One at a time for each phone and node:
 * a new one ends the one before.
 */
export function createRequestStream(deps: RequestStreamDeps): RequestStream {
  const open = new Map<string, OpenStream>();
  return {
    handle(req, res) {
      const [path] = (req.url ?? '').split('?');
      if (path !== streamPath || req.method !== 'GET') return false;
      begin(deps, open, req, res).catch((error: unknown) => {
        deps.onError(error);
        if (res.headersSent) res.destroy();
        else res.writeHead(503, { 'retry-after': '5' }).end();
      });
      return true;
    },
    async stop() {
      for (const stream of Array.from(open.values())) stream.end();
    },
  };
}

interface OpenStream {
  end(): void;
}

async function begin(
  deps: RequestStreamDeps,
  open: Map<string, OpenStream>,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const header = req.headers['acar-device'];
  const caller = await recognisePhone(deps.phones, typeof header === 'string' ? header : '', {
    origin: deps.origin,
    method: 'GET',
    target: req.url ?? '',
    body: new Uint8Array(),
  });
  if (caller.kind === 'refused') {
    const { code } = caller;
    const status = mobileStatuses[code];
    res.writeHead(status, { 'content-type': 'application/problem+json' });
    res.end(JSON.stringify({ type: `urn:acar:error:${code}`, status, code, now: deps.phones.clock.now() }));
    return;
  }
  res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
  const stream = follow(deps, caller.phone, res);
  const { phoneId } = caller.phone;
  open.get(phoneId)?.end();
  open.set(phoneId, stream);
  res.once('close', () => {
    stream.end();
    if (open.get(phoneId) === stream) open.delete(phoneId);
  });
}

/** Writes the list now and at each news, one look at a time. */
function follow(deps: RequestStreamDeps, known: Phone, res: ServerResponse): OpenStream {
  const { news, db } = deps.phones;
  let running: Promise<void> | undefined;
  let isAskedAgain = false;
  let sent = '';
  const look = async () => {
    const phone = await findPhone(db, known.phoneId);
    const requests = phone ? await deps.answering.waiting(phone) : [];
    const state = phone?.state ?? 'lost';
    // What is left of a request's time changes by itself and is no news.
    const seen = JSON.stringify([state, requests.map(({ id }) => id)]);
    if (seen === sent || res.writableEnded) return;
    sent = seen;
    res.write(`event: phone\ndata: ${JSON.stringify({ state })}\n\n`);
    res.write(`event: requests\ndata: ${JSON.stringify(requests)}\n\n`);
  };
  const wake = () => {
    isAskedAgain = true;
    running ??= drain().finally(() => {
      running = undefined;
      if (isAskedAgain && !res.writableEnded) wake();
    });
  };
  const drain = async () => {
    while (isAskedAgain && !res.writableEnded) {
      isAskedAgain = false;
      // The phone asks again by itself when the stream breaks.
      await look().catch((error: unknown) => {
        deps.onError(error);
        res.destroy();
      });
    }
  };
  const ends = [news.on('account', known.accountId, wake), news.on('phone', known.phoneId, wake)];
  const heartbeat = setInterval(() => res.write(': here\n\n'), heartbeatMs);
  const limit = setTimeout(() => end(), longestMs);
  const end = () => {
    clearInterval(heartbeat);
    clearTimeout(limit);
    for (const unsubscribe of ends) unsubscribe();
    res.end();
  };
  wake();
  return { end };
}
