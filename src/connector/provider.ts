import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type CheckedSeal,
  checkSeal,
  ExchangeError,
  type Party,
  readOctets,
  readServicePath,
  readTerms,
  seal,
  type Terms,
} from '../exchange/index.ts';
import { clientCertificate, type Handler, readBody, startServer } from '../http/index.ts';
import {
  contentDigest,
  fieldsOf,
  pairsOf,
  type RequestMessage,
  type ResponseMessage,
  valueOf,
} from '../message-signatures/index.ts';
import type { ConnectorErrorCode } from './errors.ts';
import { type OpenedConnector, openConnector } from './gateway-party.ts';
import type { ConnectorOptions, ProvidedAnswer, ProvidedRequest } from './model.ts';
import { createNonceMemory, type NonceMemory } from './nonces.ts';

export interface ProviderOptions extends ConnectorOptions {
  /** The origin that the gateway calls; its port is listened on. */
  readonly origin: string;
  readonly host: string;
  readonly mostRequestOctets?: number;
  readonly onError: (error: unknown) => void;
}

export type ProvidedHandler = (request: ProvidedRequest) => Promise<ProvidedAnswer>;

interface ProviderWork extends OpenedConnector {
  readonly options: ProviderOptions;
  readonly handler: ProvidedHandler;
  readonly nonces: NonceMemory;
}

/** The answering side: takes nothing but what the gateway forwards and the consumer signed, and signs each answer. */
export async function startProvider(options: ProviderOptions, handler: ProvidedHandler) {
  const opened = openConnector(options);
  const work = { ...opened, options, handler, nonces: createNonceMemory(options.clock) };
  const server = await startServer({
    host: options.host,
    port: Number(new URL(options.origin).port || 443),
    tls: { ...opened.tls, clientAuthorities: opened.tls.authorities },
    trustedProxies: '',
    sites: new Map([[options.origin, createHandler(work)]]),
    onError: options.onError,
  });
  return { port: server.port, stop: () => server.stop() };
}

class Refused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: ConnectorErrorCode | ExchangeError['code']) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

function createHandler(work: ProviderWork): Handler {
  return async (req, res) => {
    try {
      const { request, message } = await readRequest(work, req);
      await sendAnswer(work, res, { message, answer: await work.handler(request) });
    } catch (error) {
      if (error instanceof Refused) return refuse(req, res, error);
      if (error instanceof ExchangeError) return refuse(req, res, new Refused(401, error.code));
      work.options.onError(error);
      refuse(req, res, new Refused(500, 'connector.internal'));
    }
  };
}

/** Not signed: the gateway takes it for what it is, no answer. */
function refuse(req: IncomingMessage, res: ServerResponse, { status, code }: Refused): void {
  if (res.headersSent || res.destroyed) return;
  const body = JSON.stringify({ type: 'about:blank', status, code });
  res.writeHead(status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    ...(req.complete ? {} : { connection: 'close' }),
  });
  res.end(body);
}

interface Read {
  readonly request: ProvidedRequest;
  /** As the consumer signed it. */
  readonly message: RequestMessage;
}

/** In order: the gateway, what it says, its signature, the consumer's, and that it is new. */
async function readRequest(work: ProviderWork, req: IncomingMessage): Promise<Read> {
  const gateway = await work.parties.judge(clientCertificate(req));
  if (!work.isGateway(gateway)) throw new Refused(403, 'connector.not_the_gateway');
  const target = req.url ?? '';
  const place = readServicePath(target);
  if (!place) throw new Refused(404, 'connector.not_found');
  const forwarded: RequestMessage = {
    kind: 'request',
    method: req.method ?? '',
    targetUri: `${work.options.origin}${target}`,
    fields: fieldsOf(pairsOf(req.rawHeaders)),
  };
  const terms = readTerms(forwarded.fields);
  const maxBytes = work.options.mostRequestOctets ?? 16 * 1024 * 1024;
  const body = await readBody(req, { maxBytes, timeoutMs: 20_000 });
  if (body.kind !== 'read') throw new Refused(413, 'connector.content');
  // The same path at the gateway: that is what the consumer called.
  const message = { ...forwarded, targetUri: `${work.options.gateway}${target}` };
  const seals = { gateway, forwarded, message, content: body.bytes };
  if (!work.nonces.isNew(await checkSeals(work, terms, seals))) throw new Refused(409, 'connector.replayed');
  const { method, fields } = forwarded;
  const contentType = valueOf(fields, 'content-type');
  return { message, request: { ...terms, ...place, method, contentType, content: body.bytes } };
}

async function checkSeals(
  { options, parties }: ProviderWork,
  terms: Terms,
  given: {
    readonly gateway: Party;
    readonly forwarded: RequestMessage;
    readonly message: RequestMessage;
    readonly content: Uint8Array;
  },
): Promise<CheckedSeal> {
  const { gateway, forwarded, message, content } = given;
  const now = options.clock.now();
  const checked = await checkSeal(forwarded, 'forwarding', { signer: gateway, content, now });
  const consumer = await parties.judge(readOctets(forwarded.fields, 'acar-consumer-certificate'));
  if (consumer.organisation !== terms.consumer)
    throw new ExchangeError('exchange.wrong_key', 'the certificate is of another organisation');
  await checkSeal(message, 'request', { signer: consumer, content, now });
  return checked;
}

async function sendAnswer(
  { sealer, newNonce, options }: ProviderWork,
  res: ServerResponse,
  { message, answer }: { readonly message: RequestMessage; readonly answer: ProvidedAnswer },
): Promise<void> {
  const { status, contentType, content = new Uint8Array() } = answer;
  const pairs = [
    ...(contentType === undefined ? [] : [['content-type', contentType] as const]),
    ['content-digest', contentDigest(content)] as const,
  ];
  const response: ResponseMessage = { kind: 'response', status, fields: fieldsOf(pairs), request: message };
  const at = { now: options.clock.now(), nonce: newNonce() };
  const signature = await seal(response, 'answer', sealer, at);
  if (res.destroyed) return;
  res.writeHead(status, {
    ...Object.fromEntries(pairs),
    ...signature,
    'content-length': content.length,
    'cache-control': 'no-store',
  });
  res.end(content);
}
