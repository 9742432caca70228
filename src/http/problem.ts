import type { RequestError } from './errors.ts';
import type { Reply } from './route.ts';

/** RFC 9457 problem details; `code` is stable, `request` finds the log line. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly request: string;
}

export function problemDocument(
  error: Pick<RequestError, 'status' | 'code'>,
  requestId: string,
): ProblemDocument {
  const { status, code } = error;
  return {
    type: `urn:acar:error:${code}`,
    title: code.replace(/^.*\./, '').replaceAll('_', ' '),
    status,
    code,
    request: requestId,
  };
}

/** A refusal of a feature for programs (RFC 9457): `code` is stable, `detail` a sentence for the caller's developer. */
export function problem(
  request: { readonly id: string },
  status: number,
  refusal: {
    readonly code: string;
    readonly detail: string;
    readonly field?: string | undefined;
    /** With a limited number of tries. */
    readonly triesLeft?: number | undefined;
    /** Our time, in milliseconds since 1970, where the caller's is wrong. */
    readonly now?: number | undefined;
  },
): Reply {
  const document = { ...problemDocument({ status, code: refusal.code }, request.id), ...refusal };
  return { kind: 'text', status, body: JSON.stringify(document), type: 'application/problem+json' };
}
