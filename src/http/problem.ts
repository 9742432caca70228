import type { RequestError } from './errors.ts';

/** RFC 9457 problem details; `code` is stable, `request` finds the log line. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly request: string;
}

export function problemDocument(error: RequestError, requestId: string): ProblemDocument {
  const { status, code } = error;
  return {
    type: `urn:acar:error:${code}`,
    title: code.replace(/^.*\./, '').replaceAll('_', ' '),
    status,
    code,
    request: requestId,
  };
}
