import {
  type CheckedSeal,
  checkSeal,
  ExchangeError,
  writeKeptMessage,
  writeOctets,
} from '../exchange/index.ts';
import type { BodyRead } from '../http/index.ts';
import { readSignatures } from '../message-signatures/index.ts';
import { answerFields, deliver, refuse } from './answers.ts';
import type { DataService } from './catalogue/index.ts';
import type { GatewayErrorCode, RefusalCode } from './errors.ts';
import { readStanding } from './exchanges/index.ts';
import { askProvider, type ProviderAnswer } from './forwarding.ts';
import { refusalOf } from './judgement.ts';
import type { Arrival, GatewayAnswer, GatewayDeps } from './model.ts';
import {
  answeredEvents,
  type Concerned,
  concernedBy,
  failedEvents,
  refusedEvents,
  requestedEvents,
} from './record-events.ts';
import { repeat, repeatAfterRace } from './repetition.ts';

/** `no-room`: what the request and its answer may take is more than this process has left. */
type ContentRead = BodyRead | { readonly kind: 'no-room' };
type ReadContent = (most: { readonly request: number; readonly answer: number }) => Promise<ContentRead>;

/** For a service that is not known: enough to say so. */
const leastContent = 64 * 1024;
/** For so long counts what stood when the request came. */
const mostStandingMs = 1_000;
/** A kept message has its fields as well. */
const keptFields = 32 * 1024;

/**
 * One exchange, from a consumer's request to its answer. The order is the promise (decision 0001); at each step it is
 * said what is true if the process dies there.
 */
export async function exchangeData(
  deps: GatewayDeps,
  arrival: Arrival,
  readContent: ReadContent,
): Promise<GatewayAnswer> {
  const { terms, service: name } = arrival;
  if (terms.consumer !== arrival.consumer.organisation)
    return refuseUnproven(deps, arrival, 'gateway.wrong_organisation');
  const readNow = (now: number) => readStanding(deps.db, { terms, service: name, now: new Date(now) });
  // 1. What stands. Nothing is written.
  const asked = deps.clock.now();
  const atFirst = await readNow(asked);
  // 2. The content, no more of it than the service takes.
  const body = await readContent({
    request: atFirst.service?.mostRequestOctets ?? leastContent,
    answer: atFirst.service?.mostAnswerOctets ?? 0,
  });
  if (body.kind !== 'read') return refuseUnproven(deps, arrival, bodyRefusals[body.kind]);
  // Whoever sends slowly must not outlast the end of a right or of a consent.
  const now = deps.clock.now();
  const standing = now - asked < mostStandingMs ? atFirst : await readNow(now);
  // 3. The consumer's signature: from here on it is the consumer that speaks.
  const checked = await checkRequest(deps, arrival, body.bytes);
  if (typeof checked === 'string') return refuseUnproven(deps, arrival, checked);
  // 4. A repetition gets the outcome of the first.
  if (standing.exchange) return repeat(deps, arrival, standing, checked);
  // 5. May it be? A refusal is recorded, and stays the outcome of this request.
  const refusal = refusalOf(arrival, standing);
  const { service } = standing;
  const of = concernedBy(arrival, standing);
  if (refusal !== undefined || !service)
    return refuseForGood(deps, arrival, of, { checked, code: refusal ?? 'gateway.service_unknown' });
  // 6. Kept and recorded, in one transaction. Died before: nothing happened. Died after: recorded, and not forwarded;
  //    whoever finds it open ends it as interrupted.
  if (!(await begin(deps, arrival, of, { checked, content: body.bytes })))
    return repeatAfterRace(deps, arrival, checked);
  // 7. Forwarded. Died here: as above, and the provider's answer is lost; the consumer asks anew.
  const answer = await askProvider(deps, { arrival, service, content: body.bytes });
  // 8. The answer is kept and recorded before it is handed out. Died after: a repetition gets it.
  if (answer.kind === 'failed') return fail(deps, arrival, of, answer);
  return finish(deps, arrival, of, { answer, service });
}

const bodyRefusals: Readonly<Record<Exclude<ContentRead['kind'], 'read'>, GatewayErrorCode>> = {
  'too-large': 'gateway.too_large',
  'too-slow': 'gateway.too_slow',
  aborted: 'gateway.too_slow',
  'no-room': 'gateway.busy',
};

async function checkRequest(
  { clock }: GatewayDeps,
  { message, consumer }: Arrival,
  content: Uint8Array,
): Promise<CheckedSeal | RefusalCode> {
  try {
    const question = { signer: consumer, content, now: clock.now() };
    const checked = await checkSeal(message, 'request', question);
    // What others signed before would stand beside ours.
    return readSignatures(message).length === 1 ? checked : 'exchange.signature_malformed';
  } catch (error) {
    if (error instanceof ExchangeError) return error.code;
    throw error;
  }
}

/** Before the signature was believed: recorded for the agency that showed its certificate, and for no person. */
async function refuseUnproven(
  deps: GatewayDeps,
  arrival: Arrival,
  code: RefusalCode,
): Promise<GatewayAnswer> {
  const { consumer, service, message } = arrival;
  const facts = { consumer: consumer.organisation, service, reason: code };
  await deps.db.transaction((tx) => deps.recorder.record(tx, { type: 'data.refused', facts }));
  return refuse(deps, message, code);
}

interface Refusal {
  readonly checked: CheckedSeal;
  readonly code: RefusalCode;
}

async function refuseForGood(
  deps: GatewayDeps,
  arrival: Arrival,
  of: Concerned,
  { checked, code }: Refusal,
): Promise<GatewayAnswer> {
  const events = refusedEvents(deps.subjectOf, of, code);
  const isFirst = await record(deps, arrival, { checked, events, reason: code });
  return isFirst ? refuse(deps, arrival.message, code) : repeatAfterRace(deps, arrival, checked);
}

interface Begun {
  readonly checked: CheckedSeal;
  readonly content: Uint8Array;
}

async function begin(deps: GatewayDeps, arrival: Arrival, of: Concerned, begun: Begun): Promise<boolean> {
  const { message, consumer } = arrival;
  const fields = new Map([
    ...message.fields,
    ['acar-consumer-certificate', [writeOctets(consumer.certificate)]] as const,
  ]);
  const kept = writeKeptMessage({ ...message, fields }, begun.content);
  const payload = await deps.payloads.keep(kept, {
    retention: 'exchange',
    mostOctets: begun.content.length + keptFields,
    mediaType: 'message/http',
  });
  const events = requestedEvents(deps.subjectOf, of, payload);
  return record(deps, arrival, { checked: begun.checked, events });
}

/** False when number or nonce were used before; then nothing is recorded. */
function record(
  { ledger }: GatewayDeps,
  { terms, service }: Arrival,
  what: {
    readonly checked: CheckedSeal;
    readonly events: ReturnType<typeof requestedEvents>;
    readonly reason?: RefusalCode;
  },
): Promise<boolean> {
  const { consumer, requestId } = terms;
  const { identity, nonce } = what.checked;
  const { events, reason } = what;
  return ledger.begin({ change: { consumer, requestId, identity, nonce, service, reason }, events });
}

type Failure = Extract<ProviderAnswer, { kind: 'failed' }>;

async function fail(
  deps: GatewayDeps,
  { message, terms }: Arrival,
  of: Concerned,
  { code, detail }: Failure,
): Promise<GatewayAnswer> {
  const { consumer, requestId } = terms;
  const change = { consumer, requestId, state: 'failed', reason: code } as const;
  const events = failedEvents(deps.subjectOf, of, { reason: code, detail });
  const isEnded = (await deps.ledger.end({ change, events })) !== undefined;
  return refuse(deps, message, isEnded ? code : 'gateway.interrupted');
}

interface Finished {
  readonly answer: Extract<ProviderAnswer, { kind: 'answered' }>;
  readonly service: DataService;
}

async function finish(
  deps: GatewayDeps,
  { message, terms }: Arrival,
  of: Concerned,
  { answer, service }: Finished,
): Promise<GatewayAnswer> {
  const { consumer, requestId } = terms;
  const { status, content, provider } = answer;
  const fields = new Map([...answer.fields].filter(([name]) => answerFields.includes(name)));
  const evidence = new Map([
    ...fields,
    ['acar-provider-certificate', [writeOctets(provider.certificate)]] as const,
  ]);
  const payload = await deps.payloads.keep(
    writeKeptMessage({ kind: 'response', status, fields: evidence }, content),
    { retention: 'exchange', mostOctets: service.mostAnswerOctets + keptFields, mediaType: 'message/http' },
  );
  const change = { consumer, requestId, state: 'answered', answerPayload: payload.id } as const;
  const events = answeredEvents(deps.subjectOf, of, { status, payload });
  const records = await deps.ledger.end({ change, events });
  // The worker gave up what took too long: its record stands.
  if (!records) return refuse(deps, message, 'gateway.interrupted');
  return deliver(deps, message, { status, fields, content, provider, records });
}
