import type { IncomingMessage, ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { ExchangeError, isRequestId, readServicePath, readTerms, writeRecordIds } from '../exchange/index.ts';
import { type Handler, readBody, startServer } from '../http/index.ts';
import { fieldsOf, MessageSignatureError, pairsOf, valueOf } from '../message-signatures/index.ts';
import type { Consumer } from './consumer.ts';
import type { DataOutcome, DataRequest } from './model.ts';
import type { ReceiptFolder } from './receipt-folder.ts';

export interface LocalOptions {
  readonly port: number;
  readonly consumer: Consumer;
  readonly receipts: ReceiptFolder | undefined;
  readonly onError: (error: unknown) => void;
}

const mostOctets = 16 * 1024 * 1024;

/**
 * The asking side for a system that speaks plain HTTP: on the loopback interface alone, at the gateway's own paths, with
 * the fields of the terms unsigned. A page of a browser cannot use it: the fields need a leave that it never gives.
 */
export async function startLocal(options: LocalOptions) {
  const handler = createHandler(options);
  const origins = ['127.0.0.1', 'localhost'].map((host) => `http://${host}:${options.port}`);
  return startServer({
    host: '127.0.0.1',
    port: options.port,
    trustedProxies: '',
    sites: new Map(origins.map((origin) => [origin, handler])),
    onError: options.onError,
  });
}

function createHandler(options: LocalOptions): Handler {
  return async (req, res) => {
    try {
      await respond(options, req, res);
    } catch (error) {
      if (error instanceof ExchangeError) return refuse(res, 400, error.code);
      if (error instanceof MessageSignatureError) return refuse(res, 400, 'exchange.terms_malformed');
      options.onError(error);
      refuse(res, 500, 'connector.internal');
    }
  };
}

async function respond(
  { consumer, receipts }: LocalOptions,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const target = req.url ?? '';
  const [, requestId = ''] = /^\/exchanges\/([^/?]+)$/.exec(target) ?? [];
  if (isRequestId(requestId)) return sendReceipts(consumer, req, res, requestId);
  const [, questionId = ''] = /^\/questions\/([^/?]+)\/answer$/.exec(target) ?? [];
  if (isRequestId(questionId)) return sendAnswer(consumer, req, res, questionId);
  const list = /^\/questions(?:\?after=([^/?&]+))?$/.exec(target);
  if (list && (list[1] === undefined || isRequestId(list[1])))
    return sendQuestions(consumer, req, res, list[1]);
  const place = readServicePath(target);
  if (!place) return refuse(res, 404, 'connector.not_found');
  const body = await readBody(req, { maxBytes: mostOctets, timeoutMs: 20_000 });
  if (body.kind !== 'read') return refuse(res, 413, 'connector.content');
  const outcome = await consumer.request({ ...place, ...readOrder(req), content: body.bytes });
  if (outcome.kind === 'answered') receipts?.keep(outcome.requestId);
  sendOutcome(res, outcome);
}

async function sendReceipts(
  consumer: Consumer,
  req: IncomingMessage,
  res: ServerResponse,
  requestId: string,
): Promise<void> {
  if (req.method !== 'GET') return refuse(res, 405, 'connector.method_not_allowed');
  const found = await consumer.receipts(requestId);
  if (found === undefined) return refuse(res, 404, 'connector.not_found');
  send(res, 200, { 'content-type': 'application/json' }, Buffer.from(found));
}

async function sendQuestions(
  consumer: Consumer,
  req: IncomingMessage,
  res: ServerResponse,
  after: string | undefined,
): Promise<void> {
  if (req.method !== 'GET') return refuse(res, 405, 'connector.method_not_allowed');
  const found = await consumer.openQuestions(after);
  if (found.kind === 'failed') return refuse(res, found.code === 'gateway.not_found' ? 404 : 502, found.code);
  const { questions, next } = found;
  send(res, 200, { 'content-type': 'application/json' }, Buffer.from(JSON.stringify({ questions, next })));
}

/** The answer as plain text in UTF-8. */
async function sendAnswer(
  consumer: Consumer,
  req: IncomingMessage,
  res: ServerResponse,
  questionId: string,
): Promise<void> {
  if (req.method !== 'POST') return refuse(res, 405, 'connector.method_not_allowed');
  const body = await readBody(req, { maxBytes: 16_000, timeoutMs: 20_000 });
  if (body.kind !== 'read') return refuse(res, 413, 'connector.content');
  const outcome = await consumer.answerQuestion(questionId, Buffer.from(body.bytes).toString('utf8'));
  if (outcome !== 'answered') return refuse(res, 502, outcome.code);
  send(res, 200, { 'content-type': 'application/json' }, Buffer.from('{"state":"answered"}'));
}

/** The terms as the system writes them; number and organisation are ours to say, unless it gives a number. */
function readOrder(req: IncomingMessage): Omit<DataRequest, 'service' | 'path'> {
  const given = fieldsOf(pairsOf(req.rawHeaders));
  const requestId = valueOf(given, 'acar-request-id') ?? randomUUID();
  const fields = new Map([...given, ['acar-request-id', [requestId]], ['acar-consumer', ['VATAZ-0']]]);
  const { consumer: _, ...terms } = readTerms(fields);
  return { ...terms, method: req.method ?? 'GET', contentType: valueOf(given, 'content-type') };
}

function sendOutcome(res: ServerResponse, outcome: DataOutcome): void {
  const { requestId } = outcome;
  switch (outcome.kind) {
    case 'answered': {
      const { status, contentType, content, provider, records } = outcome;
      const headers = {
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
        'acar-request-id': requestId,
        'acar-provider': provider,
        'acar-records': writeRecordIds(records),
      };
      return send(res, status, headers, content);
    }
    case 'refused':
      return refuse(res, outcome.status, outcome.code, requestId);
    case 'failed':
      return refuse(res, outcome.code === 'connector.timed_out' ? 504 : 502, outcome.code, requestId);
  }
}

function refuse(res: ServerResponse, status: number, code: string, requestId?: string): void {
  if (res.headersSent || res.destroyed) return;
  const body = Buffer.from(JSON.stringify({ type: 'about:blank', status, code, requestId }));
  const id = requestId === undefined ? {} : { 'acar-request-id': requestId };
  const rest = res.req.complete ? {} : { connection: 'close' };
  const later = status === 503 ? { 'retry-after': '2' } : {};
  send(res, status, { 'content-type': 'application/problem+json', ...id, ...rest, ...later }, body);
}

function send(
  res: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  content: Uint8Array,
): void {
  if (res.destroyed) return;
  res.writeHead(status, { ...headers, 'content-length': content.length, 'cache-control': 'no-store' });
  res.end(content);
}
