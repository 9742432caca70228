import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Clock } from '../../oidc/ports.ts';
import type { LogoutTokenOutcome } from './model.ts';

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';
/** For how long after its making a token without `exp` is taken; the specification asks for at most two minutes. */
const longestAgeSeconds = 120;
const clockToleranceSeconds = 30;

export interface LogoutTokenExpectations {
  readonly issuer: string;
  readonly clientId: string;
  /** The algorithm registered for ID tokens; logout tokens are signed alike. */
  readonly algorithm: string;
  readonly keys: JWTVerifyGetKey;
  readonly clock: Clock;
}

/**
 * Validates a logout token (OpenID Connect Back-Channel Logout 1.0, 2.6): type, signature, issuer, audience, age,
 * event, and that it is no ID token. That its `jti` was not taken before is for the caller, who keeps the list.
 */
export async function readLogoutToken(
  token: string,
  expected: LogoutTokenExpectations,
): Promise<LogoutTokenOutcome> {
  try {
    const { payload } = await jwtVerify(token, expected.keys, {
      issuer: expected.issuer,
      audience: expected.clientId,
      algorithms: [expected.algorithm],
      typ: 'logout+jwt',
      requiredClaims: ['iat', 'jti'],
      maxTokenAge: longestAgeSeconds,
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(expected.clock.now()),
    });
    return judge(payload);
  } catch (error) {
    if (error instanceof errors.JWKSTimeout || error instanceof TypeError) return { kind: 'unavailable' };
    // The keys were fetched but the answer was not a key set.
    if (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC')
      return { kind: 'unavailable' };
    return refused(error instanceof Error ? error.message : String(error));
  }
}

function judge(payload: JWTPayload): LogoutTokenOutcome {
  const { sub, sid, jti, iat = 0 } = payload;
  if ('nonce' in payload) return refused('a logout token has no nonce');
  if (!hasLogoutEvent(payload['events'])) return refused('the logout event is absent');
  if (sid !== undefined && typeof sid !== 'string') return refused('sid is not a string');
  if (!sub && !sid) return refused('neither sub nor sid is given');
  if (typeof jti !== 'string' || jti === '' || jti.length > 256) return refused('jti is malformed');
  const expiresAt = iat + longestAgeSeconds + 2 * clockToleranceSeconds;
  return { kind: 'valid', logout: { sid, subject: sub, jti, expiresAt } };
}

function refused(reason: string): LogoutTokenOutcome {
  return { kind: 'refused', reason };
}

function hasLogoutEvent(events: unknown): boolean {
  if (typeof events !== 'object' || events === null) return false;
  const event: unknown = (events as Record<string, unknown>)[logoutEvent];
  return typeof event === 'object' && event !== null && !Array.isArray(event);
}
