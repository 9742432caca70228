import { checkAddresses, checkRedirectHosts } from './addresses.ts';
import { problem, type RegistrationProblem } from './errors.ts';
import { type Draft, entitlementScopes, type MemberName, members } from './members.ts';
import {
  authMethodOf,
  checkFapi,
  checkLegacy,
  checkProfile,
  legacyEnd,
  type ProfileName,
  profileOf,
  profiles,
  senderConstraint,
} from './profiles.ts';

/** Metadata that oidc-provider understands, complete but for the identifier and the secret. */
export interface ClientRegistration {
  readonly profile: ProfileName;
  /** True = the client authenticates with a secret, which is to be generated. */
  readonly needsSecret: boolean;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export type RegistrationOutcome =
  | { readonly kind: 'accepted'; readonly registration: ClientRegistration }
  | { readonly kind: 'refused'; readonly problems: readonly RegistrationProblem[] };

export interface RegistrationContext {
  /** Milliseconds since 1970; the end date of an exception is judged against it. */
  readonly now: number;
  /** Development only: http addresses on loopback and `*.localhost` hosts. */
  readonly allowsLoopbackHttp: boolean;
}

const longestDocument = 64 * 1024;

/** Judges a registration (RFC 7591 2 and the profile); a refusal lists everything that is wrong with it. */
export function parseClientRegistration(text: string, context: RegistrationContext): RegistrationOutcome {
  const document = readDocument(text);
  if ('code' in document) return { kind: 'refused', problems: [document] };
  const { draft, problems, given } = readMembers(document.members);
  const profile = profileOf(draft);
  problems.push(
    ...checkRequired(given),
    ...checkAddresses(draft, context.allowsLoopbackHttp),
    ...checkRedirectHosts(draft),
    ...checkGrants(draft),
    ...checkSubject(draft),
    ...checkProfile(draft),
    ...(profile === 'fapi2' ? checkFapi(draft, given) : checkLegacy(draft, given, context.now)),
  );
  if (problems.length > 0) return { kind: 'refused', problems };
  const registration = { profile, needsSecret: profile === 'legacy', metadata: complete(draft, profile) };
  return { kind: 'accepted', registration };
}

function readDocument(text: string): { members: Record<string, unknown> } | RegistrationProblem {
  if (Buffer.byteLength(text) > longestDocument) return problem('client.too_large', '');
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? { members: value as Record<string, unknown> } : problem('client.not_an_object', '');
  } catch {
    return problem('client.not_json', '');
  }
}

/** Each member is read by itself, so that one malformed member does not hide what is wrong with the others. */
function readMembers(document: Record<string, unknown>) {
  const problems: RegistrationProblem[] = [];
  const draft: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(document)) {
    if (!isMember(name)) {
      problems.push(problem('client.unknown_member', name));
      continue;
    }
    const parsed = members[name].safeParse(value);
    if (parsed.success) draft[name] = parsed.data;
    for (const issue of parsed.error?.issues ?? [])
      problems.push(problem('client.member_malformed', pathOf(name, issue.path), issue.message));
  }
  return { draft: draft as Draft, problems, given: new Set(Object.keys(document)) };
}

function isMember(name: string): name is MemberName {
  return Object.hasOwn(members, name);
}

function pathOf(name: string, rest: readonly PropertyKey[]): string {
  return rest.reduce<string>(
    (path, part) => (typeof part === 'number' ? `${path}[${part}]` : `${path}.${String(part)}`),
    name,
  );
}

function checkRequired(given: ReadonlySet<string>): RegistrationProblem[] {
  return ['client_name', 'redirect_uris']
    .filter((name) => !given.has(name))
    .map((name) => problem('client.member_missing', name));
}

/** Every client signs people in with a code; refresh goes beside it. */
function checkGrants(draft: Draft): RegistrationProblem[] {
  const found: RegistrationProblem[] = [];
  if (draft.response_types?.length === 0)
    found.push(problem('client.response_type_missing', 'response_types'));
  if (draft.grant_types && !draft.grant_types.includes('authorization_code'))
    found.push(problem('client.grant_type_missing', 'grant_types'));
  return found;
}

function checkSubject(draft: Draft): RegistrationProblem[] {
  const found: RegistrationProblem[] = [];
  if (draft.subject_type && (draft.subject_type === 'public') !== (draft.acar_public_subject ?? false))
    found.push(problem('client.subject_type_conflict', 'subject_type'));
  const entitled: readonly string[] = draft.acar_entitled_claims ?? [];
  const beyond = (draft.scope?.split(' ') ?? []).filter(
    (scope) => scope !== 'openid' && !entitled.includes(scope),
  );
  if (beyond.length > 0) found.push(problem('client.scope_not_entitled', 'scope', beyond.join(' ')));
  return found;
}

/** Fills in what was not said; every rule has passed. */
function complete(draft: Draft, profile: ProfileName): Readonly<Record<string, unknown>> {
  const { defaultAlgorithm } = profiles[profile];
  const entitled = [...new Set(['openid', ...(draft.acar_entitled_claims ?? [])])];
  const isPublic = draft.acar_public_subject === true;
  return {
    application_type: 'web',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    // The code comes back in the query; the provider offers nothing else.
    response_modes: ['query'],
    id_token_signed_response_alg: defaultAlgorithm,
    scope: entitled.filter((name) => entitlementScopes.includes(name)).join(' '),
    acar_sector: URL.parse(draft.redirect_uris?.[0] ?? '')?.hostname,
    ...(draft.backchannel_logout_uri && { backchannel_logout_session_required: true }),
    ...(profile === 'fapi2' ? fapiMembers(draft) : legacyMembers(draft)),
    ...draft,
    token_endpoint_auth_method: authMethodOf(draft),
    subject_type: isPublic ? 'public' : 'pairwise',
    acar_profile: profile,
    acar_entitled_claims: entitled,
    acar_public_subject: isPublic,
  };
}

function fapiMembers(draft: Draft): Record<string, unknown> {
  const { dpop, tls } = senderConstraint(draft);
  const signsAssertions = authMethodOf(draft) === 'private_key_jwt';
  return {
    require_pushed_authorization_requests: true,
    dpop_bound_access_tokens: dpop,
    tls_client_certificate_bound_access_tokens: tls,
    ...(signsAssertions && { token_endpoint_auth_signing_alg: profiles.fapi2.defaultAlgorithm }),
  };
}

/** With its secret expired a legacy client can no longer authenticate, whatever else happens. */
function legacyMembers(draft: Draft): Record<string, unknown> {
  return { client_secret_expires_at: Math.floor(legacyEnd(draft.acar_legacy_until ?? '') / 1000) };
}

/** The display name in a language, else the untagged one (RFC 7591 2.2). */
export function clientNameIn(metadata: Readonly<Record<string, unknown>>, language: string): string {
  const name = metadata[`client_name#${language}`] ?? metadata['client_name'];
  return typeof name === 'string' ? name : '';
}
