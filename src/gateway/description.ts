import { z } from 'zod';
import type { RouteDescription } from '../http/index.ts';

const field = z.string().optional();
const required = z.string();
/** RFC 9530 and RFC 9421; what each signature covers is in src/exchange/decisions/0001. */
const signed = { 'content-digest': required, 'signature-input': required, signature: required };
/** What an answer to whom the gateway does not know, or does not want, may be. */
const refused = {
  401: 'The certificate or the signature is not believed.',
  403: 'The organisation does not take part, or may not.',
  503: 'Too much is under way, or nobody says whether the certificate is good: again after Retry-After.',
} as const;

const question = z.strictObject({
  question: z.uuid(),
  request: z.string().describe('The agency’s own number of its request, or that of its record.'),
  service: z.string(),
  requestedAt: z.iso.datetime(),
  askedAt: z.iso.datetime(),
  text: z.string().max(2000).describe('The person’s words: plain text, to be shown as nothing else.'),
});

const receipts = z.strictObject({
  state: z.enum(['requested', 'answered', 'refused', 'failed']),
  reason: z.string().optional(),
  records: z.array(
    z.strictObject({
      id: z.string(),
      document: z.string(),
      receipt: z.string().optional(),
      salt: z.string().optional(),
    }),
  ),
});

/** Every address of the gateway, for its OpenAPI description; how messages are signed is in PROTOCOL.md. */
export const gatewayDescription: readonly RouteDescription[] = [
  {
    id: 'gateway.exchange',
    method: 'POST',
    path: '/services/:service/:path',
    summary: 'Ask a service of another agency; with any method that it offers, at any of its paths',
    audience: 'api',
    headers: {
      ...signed,
      'acar-request-id': required,
      'acar-consumer': required,
      'acar-purpose': required,
      'acar-basis': required,
      'acar-person': field,
      'acar-case': field,
      'acar-user': field,
    },
    content: ['application/json'],
    responses: {
      200: 'What the provider answered and signed, whatever its status; under the seal of the gateway.',
      400: 'Fields or terms cannot be read.',
      ...refused,
      404: 'There is no such service.',
      408: 'The content came too slowly.',
      409: 'The number or the nonce was used before, or the same request is under way.',
      410: 'The answer was erased.',
      413: 'The content is more than the service takes.',
      422: 'The persons are missing, not wanted, or no personal codes.',
      502: 'The provider did not answer as it must, or what became of the request is not known.',
      504: 'The provider did not answer in time.',
    },
  },
  {
    id: 'gateway.receipts',
    method: 'GET',
    path: '/exchanges/:requestId',
    summary: 'What proves an exchange, for the organisation that asked or was asked',
    audience: 'api',
    answer: { type: 'application/json', schema: receipts },
    responses: {
      200: 'State, records, receipts and salts.',
      ...refused,
      404: 'It was no party of such a one.',
    },
  },
  {
    id: 'gateway.kept_message',
    method: 'GET',
    path: '/exchanges/:requestId/records/:record',
    summary: 'The message that a record of the exchange keeps, as it was signed',
    audience: 'api',
    answer: { type: 'message/http' },
    responses: { 200: 'The message.', ...refused, 404: 'None is kept, or it is not theirs.' },
  },
  {
    id: 'gateway.questions',
    method: 'GET',
    path: '/questions',
    summary: 'What persons asked this organisation about its requests and nobody answered, the oldest first',
    audience: 'api',
    query: z.strictObject({ after: z.uuid().optional() }),
    headers: signed,
    answer: {
      type: 'application/json',
      schema: z.strictObject({ questions: z.array(question).max(50), next: z.uuid().optional() }),
    },
    responses: {
      200: 'A page, under the seal of the gateway; `next` is the `after` of the next one.',
      400: 'Fields cannot be read.',
      ...refused,
      404: '`after` is no question to this organisation.',
    },
  },
  {
    id: 'gateway.question_answer',
    method: 'POST',
    path: '/questions/:questionId/answer',
    summary: 'Answer a person’s question, once; the person is told',
    audience: 'api',
    headers: signed,
    content: ['text/plain; charset=utf-8'],
    responses: {
      200: 'It was taken.',
      400: 'Fields cannot be read.',
      ...refused,
      404: 'No such question was asked of this organisation.',
      408: 'The content came too slowly.',
      409: 'It was answered before.',
      413: 'The content is more than 16 000 octets.',
      422: 'It is not 1 to 4000 characters of plain text.',
    },
  },
];
