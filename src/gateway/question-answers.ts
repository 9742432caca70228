import { checkSeal, type Party, writeKeptMessage, writeOctets } from '../exchange/index.ts';
import type { BodyRead } from '../http/index.ts';
import { fieldsOf, readSignatures, type RequestMessage, valueOf } from '../message-signatures/index.ts';
import { refuse } from './answers.ts';
import type { RefusalCode } from './errors.ts';
import { isTakingPart } from './exchanges/index.ts';
import type { GatewayAnswer, GatewayDeps } from './model.ts';

/** 4000 characters of four octets. */
const mostAnswerOctets = 16_000;
/** A kept message has its fields as well. */
const keptFields = 32 * 1024;

export interface QuestionAnswer {
  /** By its certificate, which was judged. */
  readonly agency: Party;
  readonly message: RequestMessage;
  readonly questionId: string;
}

/**
 * An agency answers a person's question about one of its requests: as a message that it signed, which the record keeps.
 * A question is answered once, so that a repetition is refused and changes nothing.
 * @throws ExchangeError for a signature that is not believed; nothing is recorded then
 */
export async function takeQuestionAnswer(
  deps: GatewayDeps,
  { agency, message, questionId }: QuestionAnswer,
  readContent: (most: number) => Promise<BodyRead>,
): Promise<GatewayAnswer> {
  const no = (code: RefusalCode) => refuse(deps, message, code);
  const { organisation } = agency;
  if (message.method !== 'POST') return no('gateway.method_not_allowed');
  if (!(await isTakingPart(deps.db, organisation))) return no('gateway.organisation_unknown');
  const body = await readContent(mostAnswerOctets);
  if (body.kind !== 'read') return no(body.kind === 'too-large' ? 'gateway.too_large' : 'gateway.too_slow');
  const content = body.bytes;
  await checkSeal(message, 'question-answer', { signer: agency, content, now: deps.clock.now() });
  if (readSignatures(message).length > 1) return no('exchange.signature_malformed');
  const state = await deps.questions.stateOf(organisation, questionId);
  if (state === undefined) return no('gateway.not_found');
  const text = deps.questions.readAnswer(textOf(message, content) ?? '');
  if (text === undefined) return no('gateway.question_answer_malformed');
  if (state === 'answered') return no('gateway.question_answered');
  const payload = await keep(deps, { agency, message }, content);
  if (!(await deps.questions.answer({ organisation, questionId, text, payload })))
    return no('gateway.question_answered');
  const answer = Buffer.from(JSON.stringify({ question: questionId, state: 'answered' }));
  return { status: 200, fields: fieldsOf([['content-type', 'application/json']]), content: answer };
}

function textOf({ fields }: RequestMessage, content: Uint8Array): string | undefined {
  if (!/^text\/plain; ?charset=utf-8$/i.test(valueOf(fields, 'content-type') ?? '')) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

function keep(
  { payloads }: GatewayDeps,
  { agency, message }: Pick<QuestionAnswer, 'agency' | 'message'>,
  content: Uint8Array,
) {
  const fields = new Map([
    ...message.fields,
    ['acar-consumer-certificate', [writeOctets(agency.certificate)]] as const,
  ]);
  return payloads.keep(writeKeptMessage({ ...message, fields }, content), {
    retention: 'exchange',
    mostOctets: content.length + keptFields,
    mediaType: 'message/http',
  });
}
