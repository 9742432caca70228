import { createHash } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import { type OcspRequest, readOcspGetPath, readOcspRequest } from '../../certs/index.ts';
import type { Clock } from '../../oidc/ports.ts';
import {
  errorReply,
  type OcspAnswering,
  type OcspReply,
  type SharedAnswer,
} from '../pki/responders/index.ts';
import { isUnchanged, readPost, send } from './answer.ts';

export interface OcspHandlerDeps {
  readonly answer: OcspAnswering;
  readonly clock: Clock;
  readonly bodyTimeoutMs: number;
}

const mediaType = 'application/ocsp-response';
const maxBytes = 16 * 1024;
const plainHeaders = { 'content-type': mediaType, 'cache-control': 'no-store' };

/**
 * How long a cache between us and a client may keep an answer. RFC 5019 6.2 allows until nextUpdate; here a revocation
 * is to be seen by everybody soon, and a minute takes nearly all of the load off as well.
 */
const cacheSeconds = 60;

/** What requests mean never changes, so that the same bytes are read once. */
const mostKnownRequests = 20_000;
const longestKnownRequest = 512;

/** OCSP over HTTP (RFC 6960 appendix A, RFC 5019): POST to the address, or GET with the request behind it. */
export function createOcspHandler({ answer, clock, bodyTimeoutMs }: OcspHandlerDeps) {
  const known = new LRUCache<string, OcspRequest>({ max: mostKnownRequests });
  const tags = new WeakMap<SharedAnswer, string>();

  const read = (text: string, parse: () => ReturnType<typeof readOcspRequest>): OcspRequest | undefined => {
    const seen = known.get(text);
    if (seen) return seen;
    const result = parse();
    if (result.kind === 'refused') return undefined;
    if (!result.request.nonce && text.length <= longestKnownRequest) known.set(text, result.request);
    return result.request;
  };
  const etagOf = (reply: SharedAnswer): string => {
    const etag = tags.get(reply) ?? `"${createHash('sha256').update(reply.response).digest('base64url')}"`;
    tags.set(reply, etag);
    return etag;
  };
  const answerTo = (request: OcspRequest | undefined): OcspReply | Promise<OcspReply> =>
    request ? answer(request) : errorReply('malformedRequest');

  return {
    async post(req: IncomingMessage, res: ServerResponse): Promise<void> {
      const rules = { mediaType: 'application/ocsp-request', maxBytes, timeoutMs: bodyTimeoutMs };
      const body = await readPost(req, res, rules);
      if (!body) return;
      const reply = await answerTo(read(body.toString('latin1'), () => readOcspRequest(body)));
      // No cache keeps the answer to a POST (RFC 9110 9.3.3).
      send(res, 200, plainHeaders, reply.response);
    },
    /** `path` is what follows `/ocsp/`, still URL-encoded. */
    async get(req: IncomingMessage, res: ServerResponse, path: string): Promise<void> {
      const reply = await answerTo(read(`GET ${path}`, () => readOcspGetPath(path)));
      const headers = headersOf(reply, clock.now(), etagOf);
      const version = reply.kind === 'shared' && { etag: etagOf(reply), modifiedAt: reply.thisUpdate };
      if (version && isUnchanged(req, version)) {
        res.writeHead(304, headers);
        res.end();
        return;
      }
      send(res, 200, headers, reply.response);
    },
  };
}

/** RFC 5019 6.2; what is for one client alone, or no answer, is kept by nobody. */
function headersOf(
  reply: OcspReply,
  now: number,
  etagOf: (reply: SharedAnswer) => string,
): OutgoingHttpHeaders {
  if (reply.kind !== 'shared') return plainHeaders;
  const seconds = Math.max(0, Math.min(cacheSeconds, Math.floor((reply.nextUpdate - now) / 1000)));
  return {
    'content-type': mediaType,
    'cache-control': `max-age=${seconds}, public, no-transform, must-revalidate`,
    expires: new Date(now + seconds * 1000).toUTCString(),
    'last-modified': new Date(reply.thisUpdate).toUTCString(),
    etag: etagOf(reply),
  };
}
