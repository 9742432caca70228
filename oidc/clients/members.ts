import { z } from 'zod';
import { levels } from '../ports.ts';

const words = z.string().trim().min(1).max(200);
const uri = z.string().min(1).max(2048);
const algorithm = z.string().min(1).max(16);

/** What an agency may be entitled to: scopes, and single claims of the `claims` parameter. */
const entitlements = [
  'openid',
  'profile',
  'personal_code',
  'given_name',
  'family_name',
  'birthdate',
] as const;

/** Those entitlements that are also scope values of the provider. */
export const entitlementScopes: readonly string[] = ['openid', 'profile', 'personal_code'];

export const authMethods = [
  'private_key_jwt',
  'self_signed_tls_client_auth',
  'client_secret_basic',
  'client_secret_post',
] as const;

/** Every member that a registration may have (RFC 7591 2, OpenID Connect Registration 2, RFC 8705, RFC 9449, our own). */
export const members = {
  client_name: words,
  'client_name#az': words,
  'client_name#en': words,
  'client_name#ru': words,
  client_uri: uri,
  logo_uri: uri,
  policy_uri: uri,
  tos_uri: uri,
  contacts: z.array(z.email().max(254)).max(10),
  application_type: z.literal('web'),
  redirect_uris: z.array(uri).min(1).max(20),
  post_logout_redirect_uris: z.array(uri).max(20),
  initiate_login_uri: uri,
  backchannel_logout_uri: uri,
  backchannel_logout_session_required: z.boolean(),
  grant_types: z
    .array(z.enum(['authorization_code', 'refresh_token']))
    .min(1)
    .max(2),
  response_types: z.array(z.literal('code')).max(1),
  scope: z
    .string()
    .max(500)
    .regex(/^[\w.:-]+( [\w.:-]+)*$/),
  jwks: z.strictObject({ keys: z.array(z.record(z.string(), z.unknown())).min(1).max(10) }),
  jwks_uri: uri,
  token_endpoint_auth_method: z.enum(authMethods),
  token_endpoint_auth_signing_alg: algorithm,
  id_token_signed_response_alg: algorithm,
  request_object_signing_alg: algorithm,
  require_pushed_authorization_requests: z.boolean(),
  require_signed_request_object: z.boolean(),
  dpop_bound_access_tokens: z.boolean(),
  tls_client_certificate_bound_access_tokens: z.boolean(),
  default_max_age: z.int().min(0).max(43_200),
  require_auth_time: z.boolean(),
  default_acr_values: z.array(z.enum(levels)).max(3),
  subject_type: z.enum(['pairwise', 'public']),
  acar_profile: z.enum(['fapi2', 'legacy']),
  acar_legacy_until: z.iso.date(),
  acar_sector: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,62}$/),
  acar_entitled_claims: z.array(z.enum(entitlements)).max(entitlements.length),
  acar_public_subject: z.boolean(),
  /** Our own portal: the person is not asked whether it may have the person's data. */
  acar_first_party: z.boolean(),
  /** Resources (RFC 8707) that the client may ask RFC 9068 tokens for, with the scopes of each. */
  acar_resources: z
    .array(
      z.strictObject({
        resource: uri,
        scope: z
          .string()
          .regex(/^[\w.:-]+( [\w.:-]+)*$/)
          .max(500),
      }),
    )
    .max(20),
} as const;

type Members = typeof members;
export type MemberName = keyof Members;

/** Names of the members that oidc-provider does not know by itself (its `extraClientMetadata.properties`). */
export const extensionMembers: readonly string[] = (Object.keys(members) as MemberName[]).filter(
  (member) => member.startsWith('acar_') || member.includes('#'),
);

/** The members of a registration that have the right form. */
export type Draft = { readonly [K in MemberName]?: z.infer<Members[K]> | undefined };
