import { randomUUID } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { z } from 'zod';
import type { MobileSession } from '../../../oidc/phone-ports.ts';
import type { Clock } from '../../../oidc/ports.ts';
import { type BodyRead, type Handler, readBody } from '../../http/index.ts';
import { hashLengths } from '../sessions/index.ts';
import {
  certificateBody,
  type KeyUse,
  languageCodes,
  longestText,
  type OperatorBackend,
  startBody,
} from './model.ts';

export interface OperatorApiDeps {
  readonly backend: OperatorBackend;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** What a request came to: a body, or an error in the protocol's words. */
type Answer =
  | { readonly status: 200; readonly body: object }
  | {
      readonly status: 400 | 401 | 404 | 405 | 408 | 429 | 500 | 503;
      readonly error: string;
      /** Seconds. */
      readonly retryAfter?: number;
      readonly allow?: string;
    };

const bodyRules = { maxBytes: 4096, timeoutMs: 10_000 };
const defaultPollMs = 60_000;
const longestPollMs = 120_000;
const sessionPath = /^\/(authentication|signature)\/session\/([\w-]{1,64})$/;
const posts = ['/certificate', '/authentication', '/signature'];

/**
 * Answers the operator protocol. A handler without the site's framework: its errors have a form of their own, and
 * thousands of polls wait in it.
 */
export function createOperatorApi(deps: OperatorApiDeps): Handler {
  return async (req, res) => {
    const traceId = randomUUID();
    try {
      const answer = await respond(deps, req, res);
      if (answer && !res.destroyed) send(deps, res, answer, traceId);
    } catch (error) {
      deps.onError(error);
      if (!res.headersSent) send(deps, res, { status: 500, error: 'Internal error' }, traceId);
    }
  };
}

function send(deps: OperatorApiDeps, res: ServerResponse, answer: Answer, traceId: string): void {
  const stamp = { time: new Date(deps.clock.now()).toISOString(), traceId };
  const content = answer.status === 200 ? answer.body : { error: answer.error };
  const body = JSON.stringify({ ...content, ...stamp });
  const { retryAfter, allow } = answer.status === 200 ? {} : answer;
  const headers: OutgoingHttpHeaders = {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    ...(allow === undefined ? {} : { allow }),
    // What is left of a refused body is not read.
    ...(res.req.complete ? {} : { connection: 'close' }),
  };
  res.writeHead(answer.status, headers);
  res.end(body);
}

async function respond(
  deps: OperatorApiDeps,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<Answer | undefined> {
  const [path = '', search = ''] = (req.url ?? '').split('?');
  const [, use, sessionId] = sessionPath.exec(path) ?? [];
  if (sessionId !== undefined && (use === 'authentication' || use === 'signature')) {
    if (req.method !== 'GET') return { status: 405, error: 'Method not allowed', allow: 'GET' };
    return poll(deps, { use, sessionId, search }, res);
  }
  if (!posts.includes(path)) return { status: 404, error: 'Not found' };
  if (req.method !== 'POST') return { status: 405, error: 'Method not allowed', allow: 'POST' };
  const read = await readJson(req);
  if (read.kind === 'refused') return read.answer;
  const address = readAddress(req);
  if (path === '/certificate') return certificate(deps, read.value, address);
  return start(deps, path === '/signature' ? 'signature' : 'authentication', read.value, address);
}

/** As the server has judged it: forwarding headers of strangers never come this far. */
function readAddress(req: IncomingMessage): string {
  const forwarded = req.headers['x-forwarded-for'];
  return typeof forwarded === 'string' ? forwarded : (req.socket.remoteAddress ?? '');
}

const bodyRefusals: Readonly<Record<Exclude<BodyRead['kind'], 'read'>, Answer | undefined>> = {
  'too-large': { status: 400, error: 'Request is too large' },
  'too-slow': { status: 408, error: 'Request timeout' },
  // Nobody is there to be told.
  aborted: undefined,
};

type JsonRead =
  | { readonly kind: 'read'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly answer: Answer | undefined };

function refused(answer?: Answer): JsonRead {
  return { kind: 'refused', answer };
}

async function readJson(req: IncomingMessage): Promise<JsonRead> {
  const type = (req.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    return refused({ status: 400, error: 'Content-Type must be application/json' });
  const body = await readBody(req, bodyRules);
  if (body.kind !== 'read') return refused(bodyRefusals[body.kind]);
  try {
    return { kind: 'read', value: JSON.parse(body.bytes.toString('utf8')) };
  } catch {
    return refused({ status: 400, error: 'Request is not JSON' });
  }
}

type Parsed<T> =
  | { readonly kind: 'parsed'; readonly data: T; readonly name: string }
  | { readonly kind: 'refused'; readonly answer: Answer };

/** Form first, then who asks. */
async function parse<T extends { relyingPartyUUID: string; relyingPartyName: string }>(
  deps: OperatorApiDeps,
  schema: z.ZodType<T>,
  value: unknown,
  address: string,
): Promise<Parsed<T>> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') ?? '';
    return { kind: 'refused', answer: { status: 400, error: `${field || 'Request'} is missing or invalid` } };
  }
  const { relyingPartyUUID, relyingPartyName: name } = parsed.data;
  const relyingPartyId = relyingPartyUUID.toLowerCase();
  const known = await deps.backend.nameOf({ relyingPartyId, name, address });
  return known === undefined
    ? { kind: 'refused', answer: { status: 401, error: 'Failed to authorize user' } }
    : { kind: 'parsed', data: parsed.data, name: known };
}

async function certificate(deps: OperatorApiDeps, value: unknown, address: string): Promise<Answer> {
  const parsed = await parse(deps, certificateBody, value, address);
  if (parsed.kind === 'refused') return parsed.answer;
  const { phoneNumber, nationalIdentityNumber } = parsed.data;
  const found = await deps.backend.certificate(phoneNumber, nationalIdentityNumber);
  if (!found) return { status: 200, body: { result: 'NOT_FOUND' } };
  return { status: 200, body: { result: 'OK', cert: Buffer.from(found).toString('base64') } };
}

async function start(
  deps: OperatorApiDeps,
  keyUse: KeyUse,
  value: unknown,
  address: string,
): Promise<Answer> {
  const parsed = await parse(deps, startBody, value, address);
  if (parsed.kind === 'refused') return parsed.answer;
  const { data, name } = parsed;
  const hash = Buffer.from(data.hash, 'base64');
  if (hash.length !== hashLengths[data.hashType])
    return { status: 400, error: `hash is no ${data.hashType} value` };
  const language = languageCodes[data.language.toUpperCase()];
  if (language === undefined) return { status: 400, error: 'language is missing or invalid' };
  const { displayText = '', displayTextFormat = 'GSM-7' } = data;
  if (displayText.length > longestText[displayTextFormat])
    return { status: 400, error: 'displayText is too long' };
  const started = await deps.backend.start({
    keyUse,
    relyingPartyId: data.relyingPartyUUID.toLowerCase(),
    // Whoever asks is always named, whatever the text says.
    serviceName: displayText === '' || displayText === name ? name : `${name}: ${displayText}`,
    phoneNumber: data.phoneNumber,
    personalCode: data.nationalIdentityNumber.toUpperCase(),
    hash,
    hashType: data.hashType,
    language,
    clientId: data.acarClientId ?? data.relyingPartyUUID,
    browser: data.acarBrowser ?? '',
    place: data.acarPlace ?? '',
  });
  switch (started.kind) {
    case 'started':
      return { status: 200, body: { sessionID: started.sessionId } };
    case 'cooling': {
      const retryAfter = Math.max(Math.ceil((started.until - deps.clock.now()) / 1000), 1);
      return { status: 429, error: 'Too many requests for this person', retryAfter };
    }
    case 'unavailable':
      return { status: 503, error: 'Service unavailable', retryAfter: 5 };
  }
}

async function poll(
  deps: OperatorApiDeps,
  asked: { readonly use: KeyUse; readonly sessionId: string; readonly search: string },
  res: ServerResponse,
): Promise<Answer | undefined> {
  const wanted = new URLSearchParams(asked.search).get('timeoutMs');
  const timeoutMs = wanted === null ? defaultPollMs : Number(wanted);
  if (!Number.isInteger(timeoutMs) || timeoutMs < 0)
    return { status: 400, error: 'timeoutMs is missing or invalid' };
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  const session = await deps.backend.poll(asked.use, asked.sessionId, {
    timeoutMs: Math.min(timeoutMs, longestPollMs),
    signal: gone.signal,
  });
  return gone.signal.aborted ? undefined : sessionAnswer(session, asked.use);
}

function sessionAnswer(session: MobileSession, use: KeyUse): Answer {
  switch (session.kind) {
    case 'running':
      return { status: 200, body: { state: 'RUNNING' } };
    case 'absent':
      return { status: 404, error: 'SessionID not found' };
    case 'unavailable':
      return { status: 503, error: 'Service unavailable', retryAfter: 5 };
    case 'complete': {
      const { result } = session;
      if (result !== 'OK') return { status: 200, body: { state: 'COMPLETE', result } };
      const { signature, algorithm } = session;
      const value = Buffer.from(signature).toString('base64');
      const cert = use === 'authentication' && Buffer.from(session.certificate).toString('base64');
      const body = { state: 'COMPLETE', result, signature: { value, algorithm } };
      return { status: 200, body: cert ? { ...body, cert } : body };
    }
  }
}
