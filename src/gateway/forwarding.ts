import {
  checkSeal,
  ExchangeError,
  type Party,
  seal,
  servicePath,
  writeOctets,
  writeTerms,
} from '../exchange/index.ts';
import { type MutualTlsOutcome } from '../http/index.ts';
import {
  type Fields,
  fieldsOf,
  pairsOf,
  readSignatures,
  type RequestMessage,
  type ResponseMessage,
  valueOf,
} from '../message-signatures/index.ts';
import { newNonce } from './answers.ts';
import type { DataService } from './catalogue/index.ts';
import type { GatewayErrorCode } from './errors.ts';
import type { Arrival, GatewayDeps } from './model.ts';

export type ProviderAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly fields: Fields;
      readonly content: Uint8Array;
      readonly provider: Party;
    }
  | { readonly kind: 'failed'; readonly code: GatewayErrorCode; readonly detail?: string | undefined };

interface Forwarding {
  readonly arrival: Arrival;
  readonly service: DataService;
  readonly content: Uint8Array;
}

/** Hands a request on, with the consumer's signature untouched and ours over it, and judges what comes back. */
export async function askProvider(deps: GatewayDeps, forwarding: Forwarding): Promise<ProviderAnswer> {
  const { arrival, service, content } = forwarding;
  const url = new URL(servicePath(arrival.service, arrival.path), service.address);
  const headers = await forwardedFields(deps, arrival, url);
  const outcome = await deps.client.send(url, {
    method: arrival.message.method,
    headers,
    body: content,
    timeoutMs: service.timeoutMs,
    mostOctets: service.mostAnswerOctets,
  });
  if (outcome.kind === 'answered') return judgeAnswer(deps, forwarding, outcome);
  if (outcome.kind === 'unreachable') deps.onError(outcome.error);
  return { kind: 'failed', code: failures[outcome.kind] };
}

const failures: Readonly<Record<Exclude<MutualTlsOutcome['kind'], 'answered'>, GatewayErrorCode>> = {
  unreachable: 'gateway.provider_unreachable',
  unknown: 'gateway.outcome_unknown',
  'timed-out': 'gateway.provider_timed_out',
  cut: 'gateway.provider_cut_off',
  'too-large': 'gateway.answer_too_large',
};

/** What the consumer signed and no other field of its request. */
async function forwardedFields(
  deps: GatewayDeps,
  { message, terms, consumer }: Arrival,
  url: URL,
): Promise<readonly (readonly [string, string])[]> {
  const copy = (name: string) => {
    const value = valueOf(message.fields, name);
    return value === undefined ? [] : [[name, value] as const];
  };
  const pairs = [
    ...['content-type', 'content-digest'].flatMap(copy),
    // Rewritten from what was read, the values are the same: there is one form of each.
    ...writeTerms(terms).flatMap(([name]) => copy(name)),
    ['acar-consumer-certificate', writeOctets(consumer.certificate)] as const,
  ];
  const forwarded: RequestMessage = {
    kind: 'request',
    method: message.method,
    targetUri: url.href,
    fields: fieldsOf([...pairs, ...['signature-input', 'signature'].flatMap(copy)]),
  };
  const at = { now: deps.clock.now(), nonce: newNonce(deps) };
  const signed = await seal(forwarded, 'forwarding', deps.sealer, at);
  return [...pairs, ...Object.entries(signed)];
}

type Answered = Extract<MutualTlsOutcome, { kind: 'answered' }>;

async function judgeAnswer(
  deps: GatewayDeps,
  { arrival, service }: Forwarding,
  { status, rawHeaders, body: content, certificate }: Answered,
): Promise<ProviderAnswer> {
  const fields = fieldsOf(pairsOf(rawHeaders));
  const message: ResponseMessage = { kind: 'response', status, fields, request: arrival.message };
  try {
    const provider = await deps.parties.judge(certificate);
    if (provider.organisation !== service.provider) return refused('another organisation');
    await checkSeal(message, 'answer', { signer: provider, content, now: deps.clock.now() });
    if (readSignatures(message).length > 1) return refused('exchange.signature_malformed');
    return { kind: 'answered', status, fields, content, provider };
  } catch (error) {
    if (error instanceof ExchangeError) return refused(error.code);
    throw error;
  }
}

const refused = (detail: string): ProviderAnswer => ({
  kind: 'failed',
  code: 'gateway.answer_refused',
  detail,
});
