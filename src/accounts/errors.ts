import type { PasswordProblem } from './password-rules.ts';

/** Everything that activation, recovery and password change may refuse, as stable codes. They are values, never thrown. */
export type AccountRefusalCode =
  | 'account.duplicate_personal_code'
  | 'account.invalid_field'
  | 'account.unknown_person'
  | 'account.already_activated'
  /** The code cannot be one: a check digit or the length is wrong. Tells nothing about any account. */
  | 'account.malformed_code'
  /** Code or activation code: which of them, nobody is told. */
  | 'account.wrong_activation'
  | 'account.wrong_one_time_code'
  | 'account.one_time_code_expired'
  /** Begun too long ago, in another browser, or finished already: start again. */
  | 'account.step_expired'
  | 'account.wrong_password'
  | 'account.passwords_differ'
  | `account.password_${PasswordProblem}`
  /** Too many tries; `blockedUntil` says how long. */
  | 'account.too_many_tries'
  /** Too many hashes wait: try again in a moment. */
  | 'account.busy';

export interface Refused {
  readonly kind: 'refused';
  readonly code: AccountRefusalCode;
  /** The fields of `account.invalid_field`. */
  readonly fields?: readonly string[];
  /** Milliseconds since 1970. */
  readonly blockedUntil?: number;
}

export function refused(code: AccountRefusalCode): Refused {
  return { kind: 'refused', code };
}
