import { z } from 'zod';
import type { Clock, Level } from '../../oidc/ports.ts';
import type { Fetch } from '../http/index.ts';
import type { Language } from '../messages/index.ts';

/** How a relying party proves who it is. */
export type ClientCredentials =
  | { readonly kind: 'private_key_jwt'; readonly privateKey: Readonly<Record<string, unknown>> }
  | { readonly kind: 'client_secret_basic'; readonly secret: string };

export interface RelyingPartyDeps {
  /** Letter by letter the `issuer` of the provider's metadata. */
  readonly issuer: string;
  readonly clientId: string;
  readonly credentials: ClientCredentials;
  /** FAPI 2.0: requests are pushed (RFC 9126) and tokens bound by DPoP (RFC 9449). */
  readonly isFapi: boolean;
  readonly idTokenAlgorithm: 'ES256' | 'PS256' | 'RS256';
  readonly scope: string;
  readonly redirectUri: string;
  readonly postLogoutRedirectUri: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Development only: the provider may be reached over http. */
  readonly allowsHttp: boolean;
}

/** What must be remembered from the start of a sign-in to its callback, bound to the browser. */
export interface LoginAttempt {
  /** Names the attempt in the callback. */
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

export interface LoginOptions {
  readonly language: Language;
  /** The level that is needed; a session at a lower one is stepped up. */
  readonly level?: Level | undefined;
}

/** Why a sign-in did not come about, sorted by what the person can do. */
export type LoginProblem =
  /** The person said no at the provider. */
  | 'cancelled'
  /** The needed level cannot be reached with the person's means. */
  | 'level_not_reached'
  /** The provider is away or busy: try again later. */
  | 'unavailable'
  /** The attempt is over, or was made in another browser: start again. */
  | 'attempt_over'
  /** The provider refused the request: the service itself must be mended. */
  | 'refused'
  /** The answer does not fit the request or is not the provider's. */
  | 'invalid_answer';

/** Who signed in and how, as the ID token and userinfo say it. */
export interface Identity {
  readonly subject: string;
  /** Absent when the service may not know it. */
  readonly name: string | undefined;
  /** FIN; absent when the service may not know it. */
  readonly personalCode: string | undefined;
  readonly acr: string | undefined;
  readonly amr: readonly string[];
  /** Seconds since 1970. */
  readonly authTime: number | undefined;
  readonly sid: string | undefined;
  readonly idToken: string;
  readonly refreshToken: string | undefined;
}

export interface FailedLogin {
  readonly kind: 'failed';
  readonly problem: LoginProblem;
  /** For the log. */
  readonly detail: string;
}

export type BeginOutcome =
  | { readonly kind: 'redirect'; readonly url: string; readonly attempt: LoginAttempt }
  | FailedLogin;

export type FinishOutcome = { readonly kind: 'signed_in'; readonly identity: Identity } | FailedLogin;

export type LogoutTokenOutcome =
  | { readonly kind: 'valid'; readonly logout: Logout }
  | { readonly kind: 'refused'; readonly reason: string }
  /** The provider's keys could not be fetched: the sender should try again. */
  | { readonly kind: 'unavailable' };

/** What a logout token orders: the end of one session, or of all sessions of a person. */
export interface Logout {
  readonly sid: string | undefined;
  readonly subject: string | undefined;
  /** To be taken once only. */
  readonly jti: string;
  /** Seconds since 1970: until then the `jti` must be remembered. */
  readonly expiresAt: number;
}

const text = z.string().max(4096).optional();

/** The authorisation response (RFC 6749 4.1.2, RFC 9207); members that are not known are ignored. */
export const callbackQuery = z.object({
  state: text,
  code: text,
  iss: text,
  error: text,
  error_description: text,
  session_state: text,
});
export type CallbackQuery = z.infer<typeof callbackQuery>;

/** OpenID Connect Back-Channel Logout 2.5. */
export const logoutBody = z.object({ logout_token: z.string().min(1).max(8192) });
