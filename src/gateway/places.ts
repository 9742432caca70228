import { isRequestId, readServicePath } from '../exchange/index.ts';

/** What an agency may ask the gateway, by the names under which it is described and counted. */
export type Place =
  | { readonly id: 'gateway.exchange'; readonly service: string; readonly path: string }
  | { readonly id: 'gateway.receipts'; readonly requestId: string }
  | { readonly id: 'gateway.kept_message'; readonly requestId: string; readonly record: string }
  | { readonly id: 'gateway.questions'; readonly after: string | undefined }
  | { readonly id: 'gateway.question_answer'; readonly questionId: string };

const ofExchange = /^\/exchanges\/([0-9a-f-]{36})(?:\/records\/([0-9]{1,18}))?$/;
const ofQuestions = /^\/questions(?:\?after=([0-9a-f-]{36}))?$/;
const ofQuestion = /^\/questions\/([0-9a-f-]{36})\/answer$/;

/** By the target as it was signed: each address has one form. Undefined for what is no place of the gateway. */
export function readPlace(target: string): Place | undefined {
  const [, requestId = '', record] = ofExchange.exec(target) ?? [];
  if (isRequestId(requestId))
    return record === undefined
      ? { id: 'gateway.receipts', requestId }
      : { id: 'gateway.kept_message', requestId, record };
  const list = ofQuestions.exec(target);
  if (list && (list[1] === undefined || isRequestId(list[1])))
    return { id: 'gateway.questions', after: list[1] };
  const [, questionId = ''] = ofQuestion.exec(target) ?? [];
  if (isRequestId(questionId)) return { id: 'gateway.question_answer', questionId };
  const service = readServicePath(target);
  return service && { id: 'gateway.exchange', ...service };
}
