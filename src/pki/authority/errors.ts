export type AuthorityErrorCode =
  | 'ceremony.plan_invalid'
  | 'ceremony.refused'
  | 'ceremony.folder_not_empty'
  | 'authority.crl_refused'
  | 'authority.folder_unreadable'
  | 'authority.key_differs'
  | 'authority.certificate_differs';

/** Why a ceremony or the opening of an authority ended; `problems` tells all that was wrong, never a secret. */
export class AuthorityError extends Error {
  readonly code: AuthorityErrorCode;
  readonly problems: readonly string[];

  constructor(code: AuthorityErrorCode, problems: readonly string[]) {
    super(`${code}: ${problems.join('; ')}`);
    this.name = 'AuthorityError';
    this.code = code;
    this.problems = problems;
  }
}
