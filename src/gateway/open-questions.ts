import { checkSeal, type Party } from '../exchange/index.ts';
import type { BodyRead } from '../http/index.ts';
import { readSignatures, type RequestMessage } from '../message-signatures/index.ts';
import { handQuestions, refuse } from './answers.ts';
import type { RefusalCode } from './errors.ts';
import { isTakingPart } from './exchanges/index.ts';
import type { GatewayAnswer, GatewayDeps } from './model.ts';

/** A page of questions takes no more: 50 of 2000 characters, each of at most three octets, escaped. */
export const mostQuestionsOctets = 512 * 1024;

export interface QuestionList {
  /** By its certificate, which was judged. */
  readonly agency: Party;
  readonly message: RequestMessage;
  /** The last question of the page before. */
  readonly after: string | undefined;
}

/**
 * An agency asks, by a request that it signed, what persons asked it and nobody answered: its own alone, the oldest first,
 * page by page. Nothing changes, so that a repetition is answered too.
 * @throws ExchangeError for a signature that is not believed
 */
export async function listQuestions(
  deps: GatewayDeps,
  { agency, message, after }: QuestionList,
  readContent: (most: number) => Promise<BodyRead>,
): Promise<GatewayAnswer> {
  const no = (code: RefusalCode) => refuse(deps, message, code);
  const { organisation } = agency;
  if (message.method !== 'GET') return no('gateway.method_not_allowed');
  if (!(await isTakingPart(deps.db, organisation))) return no('gateway.organisation_unknown');
  const body = await readContent(0);
  if (body.kind !== 'read') return no(body.kind === 'too-large' ? 'gateway.too_large' : 'gateway.too_slow');
  await checkSeal(message, 'question-list', { signer: agency, content: body.bytes, now: deps.clock.now() });
  if (readSignatures(message).length > 1) return no('exchange.signature_malformed');
  const found = await deps.questions.open(organisation, after);
  if (!found) return no('gateway.not_found');
  const questions = found.questions.map(({ id, exchange, service, requestedAt, askedAt, text }) => ({
    question: id,
    request: exchange,
    service,
    requestedAt: requestedAt.toISOString(),
    askedAt: askedAt.toISOString(),
    text,
  }));
  return handQuestions(deps, message, { questions, next: found.next });
}
