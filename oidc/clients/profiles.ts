import { problem, type RegistrationProblem } from './errors.ts';
import { checkKeys } from './keys.ts';
import { authMethods, type Draft, type MemberName } from './members.ts';

export type ProfileName = 'fapi2' | 'legacy';
type AuthMethod = (typeof authMethods)[number];

/** What a profile allows and what it takes when nothing is said: the one place to look a profile up. */
export interface Profile {
  readonly authMethods: readonly AuthMethod[];
  readonly algorithms: readonly string[];
  /** Those that the provider signs ID tokens with. */
  readonly idTokenAlgorithms: readonly string[];
  readonly defaultAuthMethod: AuthMethod;
  readonly defaultAlgorithm: string;
}

export const profiles: Readonly<Record<ProfileName, Profile>> = {
  /** FAPI 2.0 Security Profile 5.3 and 5.4. */
  fapi2: {
    authMethods: ['private_key_jwt', 'self_signed_tls_client_auth'],
    algorithms: ['ES256', 'PS256'],
    idTokenAlgorithms: ['ES256'],
    defaultAuthMethod: 'private_key_jwt',
    defaultAlgorithm: 'ES256',
  },
  /** Client secret with PKCE: an exception with an end date. */
  legacy: {
    authMethods: ['client_secret_basic', 'client_secret_post'],
    algorithms: ['RS256', 'ES256'],
    idTokenAlgorithms: ['RS256', 'ES256'],
    defaultAuthMethod: 'client_secret_basic',
    defaultAlgorithm: 'RS256',
  },
};

const algorithmMembers = [
  'token_endpoint_auth_signing_alg',
  'id_token_signed_response_alg',
  'request_object_signing_alg',
] as const satisfies readonly MemberName[];

export function profileOf(draft: Draft): ProfileName {
  return draft.acar_profile ?? 'fapi2';
}

export function authMethodOf(draft: Draft): AuthMethod {
  return draft.token_endpoint_auth_method ?? profiles[profileOf(draft)].defaultAuthMethod;
}

/** What both profiles ask, each with its own lists. */
export function checkProfile(draft: Draft): RegistrationProblem[] {
  const profile = profiles[profileOf(draft)];
  const found: RegistrationProblem[] = [];
  const method = draft.token_endpoint_auth_method;
  if (method && !profile.authMethods.includes(method))
    found.push(
      problem('client.auth_method_not_allowed', 'token_endpoint_auth_method', profile.authMethods.join(', ')),
    );
  for (const member of algorithmMembers) {
    const algorithm = draft[member];
    const allowed =
      member === 'id_token_signed_response_alg' ? profile.idTokenAlgorithms : profile.algorithms;
    if (algorithm !== undefined && !allowed.includes(algorithm))
      found.push(problem('client.algorithm_not_allowed', member, allowed.join(', ')));
  }
  return found;
}

/** FAPI 2.0: pushed requests, sender-constrained tokens, asymmetric client authentication. */
export function checkFapi(draft: Draft, given: ReadonlySet<string>): RegistrationProblem[] {
  const found: RegistrationProblem[] = [];
  if (draft.require_pushed_authorization_requests === false)
    found.push(problem('client.par_required', 'require_pushed_authorization_requests'));
  if (given.has('acar_legacy_until'))
    found.push(problem('client.member_not_for_profile', 'acar_legacy_until'));
  found.push(...checkSenderConstraint(draft));
  const method = authMethodOf(draft);
  const needsKeys = method === 'private_key_jwt' || method === 'self_signed_tls_client_auth';
  if (needsKeys && !given.has('jwks') && !given.has('jwks_uri'))
    found.push(problem('client.keys_required', 'jwks'));
  const algorithm = draft.token_endpoint_auth_signing_alg ?? profiles.fapi2.defaultAlgorithm;
  found.push(...checkKeys(draft, method === 'private_key_jwt' ? algorithm : undefined));
  return found;
}

function checkSenderConstraint(draft: Draft): RegistrationProblem[] {
  const { dpop, tls } = senderConstraint(draft);
  if (dpop && tls)
    return [problem('client.sender_constraint_conflict', 'tls_client_certificate_bound_access_tokens')];
  return dpop || tls ? [] : [problem('client.sender_constraint_required', 'dpop_bound_access_tokens')];
}

/** How tokens are bound: as said, else by the certificate of a client that has one, else by DPoP. */
export function senderConstraint(draft: Draft): { readonly dpop: boolean; readonly tls: boolean } {
  const tls =
    draft.tls_client_certificate_bound_access_tokens ?? (usesTls(draft) && !draft.dpop_bound_access_tokens);
  return { tls, dpop: draft.dpop_bound_access_tokens ?? !tls };
}

/** Whether the client shows a certificate at the token endpoint. */
function usesTls(draft: Draft): boolean {
  return authMethodOf(draft) === 'self_signed_tls_client_auth';
}

const longestLegacyYears = 3;

/** Legacy: an end date in the future, at most three years away. */
export function checkLegacy(draft: Draft, given: ReadonlySet<string>, nowMs: number): RegistrationProblem[] {
  const found = checkKeys(draft, undefined);
  if (!given.has('acar_legacy_until'))
    found.push(problem('client.legacy_until_required', 'acar_legacy_until'));
  if (draft.acar_legacy_until === undefined) return found;
  const end = legacyEnd(draft.acar_legacy_until);
  const latest = new Date(nowMs);
  latest.setUTCFullYear(latest.getUTCFullYear() + longestLegacyYears);
  if (end <= nowMs) found.push(problem('client.legacy_until_past', 'acar_legacy_until'));
  // The last day counts whole, so the limit is the end of that day.
  if (end > latest.getTime() + 24 * 3600 * 1000)
    found.push(problem('client.legacy_until_too_late', 'acar_legacy_until'));
  return found;
}

/** The end of the last day, in Baku (UTC+4), in milliseconds since 1970. */
export function legacyEnd(date: string): number {
  return Date.parse(`${date}T00:00:00+04:00`) + 24 * 3600 * 1000;
}
