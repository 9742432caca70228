import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  checkSeal,
  ExchangeError,
  type Party,
  readOctets,
  readRecordIds,
  seal,
  sealTimes,
  servicePath,
  type Terms,
  writeTerms,
} from '../exchange/index.ts';
import { createMutualTlsClient, type MutualTlsOutcome } from '../http/index.ts';
import {
  contentDigest,
  fieldsOf,
  pairsOf,
  type RequestMessage,
  type ResponseMessage,
  valueOf,
} from '../message-signatures/index.ts';
import { codeOf, type ConsumerOptions, type ConsumerWork, send, transportCodes } from './asking.ts';
import { openConnector } from './gateway-party.ts';
import type { DataOutcome, DataRequest, OpenQuestions } from './model.ts';
import { answerQuestion, openQuestions } from './questions.ts';

/** The asking side. */
export interface Consumer {
  /**
   * Asks, and believes an answer only when the provider signed it for this very request and the gateway delivered it.
   * A connection that breaks is made good by repeating the same signed message, which has one outcome. Never rejects
   * for what others do; @throws MessageSignatureError for terms that no field can hold
   */
  request(order: DataRequest): Promise<DataOutcome>;
  /**
   * A page of what persons asked us about our requests and nobody answered; from behind the question `after`. Listed
   * only when the gateway signed it for this very request.
   */
  openQuestions(after?: string): Promise<OpenQuestions>;
  /**
   * Answers a person's question about one of our requests, by the question's number: 1 to 4000 characters, once. Answers
   * the gateway's code where it refuses.
   */
  answerQuestion(questionId: string, text: string): Promise<'answered' | { readonly code: string }>;
  /** What the gateway has to prove the exchange with, as JSON; undefined when it has none of this organisation. */
  receipts(requestId: string): Promise<string | undefined>;
  /** The message that a record of the exchange keeps, as it was signed; undefined when it was erased, or is not ours. */
  keptMessage(requestId: string, record: string): Promise<Uint8Array | undefined>;
  close(): void;
}

export function createConsumer(options: ConsumerOptions): Consumer {
  const opened = openConnector(options);
  const judge = async (certificate: Uint8Array) => {
    if (!opened.isGateway(await opened.parties.judge(certificate)))
      throw new ExchangeError('exchange.certificate_refused', 'it is not the gateway');
  };
  const client = createMutualTlsClient({ ...opened.tls, judge });
  const organisation = async () => (await opened.parties.judge(opened.certificate)).organisation;
  const work = { ...opened, options, client, organisation };
  return {
    request: (order) => request(work, order),
    openQuestions: (after) => openQuestions(work, after),
    answerQuestion: (questionId, text) => answerQuestion(work, questionId, text),
    receipts: async (requestId) => (await fetchFrom(work, `/exchanges/${requestId}`))?.toString('utf8'),
    keptMessage: (requestId, record) => fetchFrom(work, `/exchanges/${requestId}/records/${record}`),
    close: () => client.close(),
  };
}

interface Signed {
  readonly message: RequestMessage;
  readonly content: Uint8Array;
  readonly requestId: string;
}

async function request(work: ConsumerWork, order: DataRequest): Promise<DataOutcome> {
  const signed = await sign(work, order);
  const until = work.options.clock.now() + (sealTimes.validSeconds - sealTimes.skewSeconds) * 1000;
  for (let cuts = 0; ; ) {
    const outcome = await judgeOutcome(work, signed, await send(work, signed));
    const isCut = outcome.kind === 'failed' && outcome.code === 'connector.cut_off';
    const isUnderWay = outcome.kind === 'refused' && outcome.code === 'gateway.in_progress';
    if (isCut) cuts += 1;
    if (!(isUnderWay || isCut) || cuts > mostRepetitions || work.options.clock.now() > until) return outcome;
    await sleep(repeatAfterMs);
  }
}

const repeatAfterMs = 250;
/** After a connection that was cut off: a gateway that does not want us cuts every one. */
const mostRepetitions = 3;

async function sign(work: ConsumerWork, order: DataRequest): Promise<Signed> {
  const { service, method = 'GET', path, content = new Uint8Array(), contentType } = order;
  const requestId = order.requestId ?? randomUUID();
  const terms: Terms = {
    requestId,
    consumer: await work.organisation(),
    purpose: order.purpose,
    basis: order.basis,
    persons: order.persons ?? [],
    case: order.case,
    user: order.user,
  };
  const pairs = [
    ...(contentType === undefined ? [] : [['content-type', contentType] as const]),
    ['content-digest', contentDigest(content)] as const,
    ...writeTerms(terms),
  ];
  const targetUri = `${work.options.gateway}${servicePath(service, path)}`;
  const unsigned: RequestMessage = { kind: 'request', method, targetUri, fields: fieldsOf(pairs) };
  const at = { now: work.options.clock.now(), nonce: work.newNonce() };
  const signature = await seal(unsigned, 'request', work.sealer, at);
  const fields = fieldsOf([...pairs, ...Object.entries(signature)]);
  return { message: { ...unsigned, fields }, content, requestId };
}

async function judgeOutcome(
  work: ConsumerWork,
  { message, requestId }: Signed,
  outcome: MutualTlsOutcome,
): Promise<DataOutcome> {
  if (outcome.kind !== 'answered') return { kind: 'failed', requestId, code: transportCodes[outcome.kind] };
  const { status, rawHeaders, body: content, certificate } = outcome;
  const fields = fieldsOf(pairsOf(rawHeaders));
  const response: ResponseMessage = { kind: 'response', status, fields, request: message };
  try {
    const gateway = await work.parties.judge(certificate);
    if (!fields.has('acar-provider-certificate'))
      return await judgeRefusal(work, response, { content, gateway, requestId });
    const now = work.options.clock.now();
    await checkSeal(response, 'delivery', { signer: gateway, content, now });
    const provider = await work.parties.judge(readOctets(fields, 'acar-provider-certificate'));
    // Bound to our request; the gateway looked at its time when it came.
    await checkSeal(response, 'answer', { signer: provider, content, now: 'whenever' });
    const contentType = valueOf(fields, 'content-type');
    const records = readRecordIds(fields);
    const { organisation } = provider;
    return { kind: 'answered', requestId, status, contentType, content, provider: organisation, records };
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error;
    return { kind: 'failed', requestId, code: 'connector.answer_refused', detail: error.code };
  }
}

/** The gateway's own word. Where it could not read our signature its refusal has none; TLS tells who says it. */
async function judgeRefusal(
  { options }: ConsumerWork,
  response: ResponseMessage,
  given: { readonly content: Uint8Array; readonly gateway: Party; readonly requestId: string },
): Promise<DataOutcome> {
  const { content, gateway, requestId } = given;
  const { status, fields } = response;
  if (fields.has('signature'))
    await checkSeal(response, 'refusal', { signer: gateway, content, now: options.clock.now() });
  const code = codeOf(content);
  if (status < 400 || code === undefined)
    throw new ExchangeError('exchange.unsigned', 'an answer that no provider signed');
  return { kind: 'refused', requestId, status, code };
}

/** What the gateway shows to the parties of an exchange, who are known by their certificates. */
async function fetchFrom({ client, options }: ConsumerWork, path: string): Promise<Buffer | undefined> {
  const outcome = await client.send(new URL(path, options.gateway), {
    method: 'GET',
    headers: [],
    body: new Uint8Array(),
    timeoutMs: 10_000,
    mostOctets: mostKeptOctets,
  });
  return outcome.kind === 'answered' && outcome.status === 200 ? outcome.body : undefined;
}

const mostKeptOctets = 17 * 1024 * 1024;
