import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import type { FailedLogin, LoginProblem } from './model.ts';

const byOAuthError: Readonly<Record<string, LoginProblem>> = {
  access_denied: 'cancelled',
  unmet_authentication_requirements: 'level_not_reached',
  temporarily_unavailable: 'unavailable',
  server_error: 'unavailable',
  invalid_grant: 'attempt_over',
};

/** Codes of the client library that speak of the connection, not of the answer's content. */
const connectionCodes = [
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
];

/** Sorts what the client library throws. The detail is for the log: it may name protocol values but holds no token. */
export function explainFailure(error: unknown): FailedLogin {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    return failed(byOAuthError[error.error] ?? 'refused', `${error.error}: ${error.error_description ?? ''}`);
  }
  if (error instanceof ClientError) {
    const isConnection = error.code === undefined || connectionCodes.includes(error.code);
    return failed(isConnection ? 'unavailable' : 'invalid_answer', `${error.code ?? ''} ${error.message}`);
  }
  // What fetch throws when there is nobody to talk to.
  if (error instanceof TypeError) return failed('unavailable', error.message);
  return failed('invalid_answer', error instanceof Error ? error.message : String(error));
}

function failed(problem: LoginProblem, detail: string): FailedLogin {
  return { kind: 'failed', problem, detail };
}
