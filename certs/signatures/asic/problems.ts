import type { Problem } from '../model.ts';
import type { AsicProblemCode } from '../problem-codes.ts';

export function failure(code: AsicProblemCode, message: string, clause: string): Problem {
  return { severity: 'failure', code, message, clause };
}

export function warning(code: AsicProblemCode, message: string, clause: string): Problem {
  return { severity: 'warning', code, message, clause };
}
