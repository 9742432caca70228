import type { LoginRequest } from '../../oidc/login-methods/login-method.ts';

/** A login for a service that is content with level low, unless told otherwise. */
export function testLoginRequest(changes: Partial<LoginRequest> = {}): LoginRequest {
  return {
    wantedLevel: 'low',
    browser: 'a-browser-with-22-chars',
    language: 'az',
    serviceName: 'Sınaq xidməti',
    clientId: 'a-service',
    address: '192.0.2.7',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    page: '/interaction/a-login',
    ...changes,
  };
}
