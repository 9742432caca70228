import { type Party, seal, sealTimes, writeOctets, writeRecordIds } from '../exchange/index.ts';
import {
  contentDigest,
  type Fields,
  fieldsOf,
  type RequestMessage,
  type ResponseMessage,
} from '../message-signatures/index.ts';
import { type RefusalCode, refusalStatuses } from './errors.ts';
import type { GatewayAnswer, GatewayDeps } from './model.ts';

type Sealing = Pick<GatewayDeps, 'clock' | 'random' | 'sealer'>;

export const newNonce = ({ random }: Pick<GatewayDeps, 'random'>) =>
  Buffer.from(random.bytes(18)).toString('base64url');

const merge = (fields: Fields, more: Readonly<Record<string, string>>): Fields =>
  new Map([...fields, ...Object.entries(more).map(([name, value]) => [name, [value]] as const)]);

/** Fields of a provider's answer that go on to the consumer: what it signed, and its signature. */
export const answerFields = ['content-type', 'content-digest', 'signature-input', 'signature'];

/** The provider's answer as it came, with its certificate, the places in the record, and the gateway's seal over all. */
export async function deliver(
  deps: Sealing,
  request: RequestMessage,
  answer: {
    readonly status: number;
    readonly fields: Fields;
    readonly content: Uint8Array;
    readonly provider: Pick<Party, 'certificate'>;
    readonly records: readonly string[];
  },
): Promise<GatewayAnswer> {
  const fields = merge(answer.fields, {
    'acar-provider-certificate': writeOctets(answer.provider.certificate),
    'acar-records': writeRecordIds(answer.records),
  });
  const message: ResponseMessage = { kind: 'response', status: answer.status, fields, request };
  const at = { now: deps.clock.now(), nonce: newNonce(deps), validSeconds: sealTimes.validSeconds };
  const signature = await seal(message, 'delivery', deps.sealer, at);
  return { status: answer.status, fields: merge(fields, { ...signature }), content: answer.content };
}

/** Open questions of persons, as JSON under the gateway's seal. */
export async function handQuestions(
  deps: Sealing,
  request: RequestMessage,
  questions: unknown,
): Promise<GatewayAnswer> {
  const content = Buffer.from(JSON.stringify(questions));
  const fields = fieldsOf([
    ['content-type', 'application/json'],
    ['content-digest', contentDigest(content)],
  ]);
  const message: ResponseMessage = { kind: 'response', status: 200, fields, request };
  const at = { now: deps.clock.now(), nonce: newNonce(deps) };
  const signature = await seal(message, 'questions', deps.sealer, at);
  return { status: 200, fields: merge(fields, { ...signature }), content };
}

/** What is under way ends within seconds, and so does a responder's silence (RFC 9110 10.2.3). */
const retryAfterSeconds = '2';

/** An error document (RFC 9457); sealed where the request has a signature that the seal can be bound to. */
export async function refuse(
  deps: Sealing,
  request: RequestMessage | undefined,
  code: RefusalCode,
): Promise<GatewayAnswer> {
  const status = refusalStatuses[code];
  const content = Buffer.from(JSON.stringify({ type: 'about:blank', status, code }));
  const fields = fieldsOf([
    ['content-type', 'application/problem+json'],
    ['content-digest', contentDigest(content)],
    ...(status === 503 ? [['retry-after', retryAfterSeconds] as const] : []),
  ]);
  const at = { now: deps.clock.now(), nonce: newNonce(deps) };
  const message: ResponseMessage = { kind: 'response', status, fields, request };
  const signature = request && (await seal(message, 'refusal', deps.sealer, at).catch(() => undefined));
  return { status, fields: signature ? merge(fields, { ...signature }) : fields, content, code };
}
