import type { Problem } from '../model.ts';
import type { XadesProblemCode } from '../problem-codes.ts';

export function failure(code: XadesProblemCode, message: string, clause?: string): Problem {
  return { severity: 'failure', code, message, ...(clause === undefined ? {} : { clause }) };
}

export function warning(code: XadesProblemCode, message: string): Problem {
  return { severity: 'warning', code, message };
}
