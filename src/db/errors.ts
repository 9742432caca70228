export type DatabaseErrorCode =
  | 'database.unavailable'
  | 'database.unique_violation'
  | 'database.constraint_violation'
  | 'database.retry'
  | 'database.failed';

/** Everything the database room throws. `constraint` names the violated constraint; `detail` is for the log only. */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode;
  readonly constraint: string | undefined;
  readonly detail: string;

  constructor(
    code: DatabaseErrorCode,
    detail: string,
    options: { constraint?: string | undefined; cause?: unknown } = {},
  ) {
    super(code, { cause: options.cause });
    this.name = 'DatabaseError';
    this.code = code;
    this.detail = detail;
    this.constraint = options.constraint;
  }
}

const unavailableSystemCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EACCES',
  'ENOTFOUND',
]);

/** Sorts what pg throws: by SQLSTATE class (PostgreSQL appendix A), else by the socket's error code. */
export function toDatabaseError(error: unknown, statementName = ''): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const { code, message, constraint } = error as { code?: string; message?: string; constraint?: string };
  const detail = `${statementName}: ${code ?? ''} ${message ?? String(error)}`.trim();
  return new DatabaseError(classify(code, message ?? ''), detail, { constraint, cause: error });
}

function classify(code: string | undefined, message: string): DatabaseErrorCode {
  if (code === undefined) {
    return /terminated|timeout|ended|closed/i.test(message) ? 'database.unavailable' : 'database.failed';
  }
  if (unavailableSystemCodes.has(code) || /^(08|57P|53)/.test(code)) return 'database.unavailable';
  if (code === '23505') return 'database.unique_violation';
  if (code.startsWith('23')) return 'database.constraint_violation';
  if (code === '40001' || code === '40P01') return 'database.retry';
  return 'database.failed';
}

/** True when trying again later may help and nothing is wrong with the request itself. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === 'database.unavailable';
}
