import { z } from 'zod';
import { checkSeal, ExchangeError, seal, type SealKind } from '../exchange/index.ts';
import type { MutualTlsOutcome } from '../http/index.ts';
import {
  contentDigest,
  fieldsOf,
  pairsOf,
  type RequestMessage,
  type ResponseMessage,
} from '../message-signatures/index.ts';
import { type ConsumerWork, codeOf, send, transportCodes } from './asking.ts';
import type { OpenQuestions } from './model.ts';

const list = z.object({
  questions: z
    .array(
      z.object({
        question: z.uuid(),
        request: z.string(),
        service: z.string(),
        requestedAt: z.iso.datetime(),
        askedAt: z.iso.datetime(),
        text: z.string(),
      }),
    )
    .max(1000),
  next: z.uuid().optional(),
});

/** A page of what persons asked us and nobody answered, believed only under the gateway's seal for this very request. */
export async function openQuestions(work: ConsumerWork, after: string | undefined): Promise<OpenQuestions> {
  const content = new Uint8Array();
  const target = after === undefined ? '/questions' : `/questions?after=${after}`;
  const signed = await signAbout(work, {
    kind: 'question-list',
    method: 'GET',
    target,
    content,
    type: undefined,
  });
  const outcome = await send(work, { message: signed, content });
  if (outcome.kind !== 'answered') return { kind: 'failed', code: transportCodes[outcome.kind] };
  if (outcome.status !== 200)
    return { kind: 'failed', code: codeOf(outcome.body) ?? 'connector.answer_refused' };
  try {
    return await readList(work, signed, outcome);
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error;
    return { kind: 'failed', code: 'connector.answer_refused' };
  }
}

async function readList(
  { parties, options }: ConsumerWork,
  request: RequestMessage,
  { status, rawHeaders, body: content, certificate }: Extract<MutualTlsOutcome, { kind: 'answered' }>,
): Promise<OpenQuestions> {
  const response: ResponseMessage = {
    kind: 'response',
    status,
    fields: fieldsOf(pairsOf(rawHeaders)),
    request,
  };
  const gateway = await parties.judge(certificate);
  await checkSeal(response, 'questions', { signer: gateway, content, now: options.clock.now() });
  const read = list.safeParse(jsonOf(content));
  if (!read.success) return { kind: 'failed', code: 'connector.answer_refused' };
  return { kind: 'listed', questions: read.data.questions, next: read.data.next };
}

function jsonOf(content: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(content).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Answers one, once; the gateway's code where it refuses. */
export async function answerQuestion(
  work: ConsumerWork,
  questionId: string,
  text: string,
): Promise<'answered' | { readonly code: string }> {
  const content = Buffer.from(text);
  const message = await signAbout(work, {
    kind: 'question-answer',
    method: 'POST',
    target: `/questions/${questionId}/answer`,
    content,
    type: 'text/plain; charset=utf-8',
  });
  const outcome = await send(work, { message, content });
  if (outcome.kind !== 'answered') return { code: transportCodes[outcome.kind] };
  if (outcome.status === 200) return 'answered';
  return { code: codeOf(outcome.body) ?? 'connector.answer_refused' };
}

async function signAbout(
  { options, sealer, newNonce }: ConsumerWork,
  what: {
    readonly kind: SealKind;
    readonly method: string;
    readonly target: string;
    readonly content: Uint8Array;
    readonly type: string | undefined;
  },
): Promise<RequestMessage> {
  const pairs = [
    ...(what.type === undefined ? [] : [['content-type', what.type] as const]),
    ['content-digest', contentDigest(what.content)] as const,
  ];
  const targetUri = `${options.gateway}${what.target}`;
  const { method } = what;
  const unsigned: RequestMessage = { kind: 'request', method, targetUri, fields: fieldsOf(pairs) };
  const signature = await seal(unsigned, what.kind, sealer, { now: options.clock.now(), nonce: newNonce() });
  return { ...unsigned, fields: fieldsOf([...pairs, ...Object.entries(signature)]) };
}
