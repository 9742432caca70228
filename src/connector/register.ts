import { item, string, words, writeList, writeMember } from '../message-signatures/index.ts';
import type { Fetch } from '../http/index.ts';
import type { ConnectorErrorCode } from './errors.ts';
import type { ProvidedAnswer, ProvidedRequest } from './model.ts';
import type { ProvidedHandler } from './provider.ts';

class RegisterFailed extends Error {
  readonly code: ConnectorErrorCode = 'connector.register_failed';
}

/** Hands verified requests to a register over plain HTTP, with the terms in fields, and takes its answer. */
export function askRegister(address: string, fetch: Fetch): ProvidedHandler {
  return async (request): Promise<ProvidedAnswer> => {
    const { method, path, content } = request;
    const hasContent = method !== 'GET' && content.length > 0;
    const answer = await fetch(`${address}${path}`, {
      method,
      headers: headersOf(request),
      ...(hasContent ? { body: Buffer.from(content) } : {}),
    }).catch((cause: unknown) => {
      throw new RegisterFailed('the register does not answer', { cause });
    });
    return {
      status: answer.status,
      contentType: answer.headers.get('content-type') ?? undefined,
      content: new Uint8Array(await answer.arrayBuffer()),
    };
  };
}

function headersOf(request: ProvidedRequest): Record<string, string> {
  const { requestId, service, consumer, purpose, persons, user, contentType } = request;
  return {
    'acar-request-id': requestId,
    'acar-service': service,
    'acar-consumer': consumer,
    'acar-purpose': purpose,
    ...(persons.length > 0 ? { 'acar-person': writeList(persons.map((one) => item(string(one)))) } : {}),
    ...(request.case === undefined ? {} : { 'acar-case': writeMember(item(words(request.case))) }),
    ...(user === undefined ? {} : { 'acar-user': writeMember(item({ type: 'display', value: user })) }),
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
  };
}
