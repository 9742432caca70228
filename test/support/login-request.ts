import type { LoginRequest } from '../../oidc/login-methods/login-method.ts';

/** A login for a service that is content with level low, unless told otherwise. */
export function testLoginRequest(changes: Partial<LoginRequest> = {}): LoginRequest {
  return {
    wantedLevel: 'low',
    browser: 'a-browser-with-22-chars',
    language: 'az',
    serviceName: 'Sınaq xidməti',
    ...changes,
  };
}
