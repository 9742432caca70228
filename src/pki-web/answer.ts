import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { type BodyRead, readBody } from '../http/index.ts';

/** Sends bytes; of a HEAD request the head alone. */
export function send(
  res: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  body: Uint8Array,
): void {
  res.writeHead(status, { ...headers, 'content-length': body.length });
  res.end(res.req.method === 'HEAD' ? undefined : body);
}

/** A refusal that no format of the service has words for: a line of text. */
export function refuse(
  res: ServerResponse,
  status: number,
  text: string,
  headers: OutgoingHttpHeaders = {},
): void {
  const fixed = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
  send(res, status, { ...fixed, ...headers }, Buffer.from(`${text}\n`));
}

export interface PostRules {
  readonly mediaType: string;
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

/** The body of a POST of one media type; otherwise the refusal is sent and the result is undefined. */
export async function readPost(
  req: IncomingMessage,
  res: ServerResponse,
  rules: PostRules,
): Promise<Buffer | undefined> {
  const type = (req.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== rules.mediaType) {
    // What is left of the body is not worth reading.
    refuse(res, 415, `expected ${rules.mediaType}`, { connection: 'close' });
    return undefined;
  }
  const body = await readBody(req, rules);
  if (body.kind === 'read') return body.bytes;
  refuseBody(req, res, body.kind, rules);
  return undefined;
}

function refuseBody(
  req: IncomingMessage,
  res: ServerResponse,
  kind: Exclude<BodyRead['kind'], 'read'>,
  { maxBytes }: PostRules,
): void {
  if (kind === 'aborted') {
    req.destroy();
    return;
  }
  const [status, text] =
    kind === 'too-large' ? [413, `more than ${maxBytes} bytes`] : [408, 'the request took too long'];
  refuse(res, status, text, { connection: 'close' });
}

/** What of a resource a client may have already. */
export interface Version {
  /** With its quotes. */
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

/** Whether the client has this version already (RFC 9110 13.2.2: the tag counts before the time). */
export function isUnchanged(req: IncomingMessage, { etag, modifiedAt }: Version): boolean {
  const tags = req.headers['if-none-match'];
  if (tags !== undefined)
    return tags.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
  const since = Date.parse(req.headers['if-modified-since'] ?? '');
  return Math.floor(modifiedAt / 1000) * 1000 <= since;
}

/** Sends this version, or that the client has it already. */
export function sendVersion(
  req: IncomingMessage,
  res: ServerResponse,
  answer: {
    readonly version: Version;
    readonly headers: OutgoingHttpHeaders;
    readonly body: Uint8Array;
  },
): void {
  const { version, body } = answer;
  const headers = {
    ...answer.headers,
    etag: version.etag,
    'last-modified': new Date(version.modifiedAt).toUTCString(),
  };
  if (!isUnchanged(req, version)) return send(res, 200, headers, body);
  res.writeHead(304, headers);
  res.end();
}
