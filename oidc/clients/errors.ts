/** What can be wrong with a registration; stable, so that tools may act on it. */
export type RegistrationProblemCode =
  | 'client.not_json'
  | 'client.not_an_object'
  | 'client.too_large'
  | 'client.unknown_member'
  | 'client.member_missing'
  | 'client.member_malformed'
  | 'client.member_not_for_profile'
  | 'client.uri_malformed'
  | 'client.uri_not_https'
  | 'client.uri_not_exact'
  | 'client.redirect_hosts_differ'
  | 'client.auth_method_not_allowed'
  | 'client.algorithm_not_allowed'
  | 'client.par_required'
  | 'client.sender_constraint_required'
  | 'client.sender_constraint_conflict'
  | 'client.keys_required'
  | 'client.keys_conflict'
  | 'client.key_private'
  | 'client.key_unsuitable'
  | 'client.key_id_repeated'
  | 'client.response_type_missing'
  | 'client.grant_type_missing'
  | 'client.legacy_until_required'
  | 'client.legacy_until_past'
  | 'client.legacy_until_too_late'
  | 'client.subject_type_conflict'
  | 'client.scope_not_entitled';

/** One thing that is wrong, and where: `redirect_uris[1]`, or '' for the document as a whole. */
export interface RegistrationProblem {
  readonly code: RegistrationProblemCode;
  readonly path: string;
  readonly message: string;
}

const texts: Readonly<Record<RegistrationProblemCode, string>> = {
  'client.not_json': 'the document is not valid JSON',
  'client.not_an_object': 'the document must be one JSON object',
  'client.too_large': 'the document is larger than 64 KiB',
  'client.unknown_member': 'no such member; secrets and identifiers are issued, not given',
  'client.member_missing': 'is required',
  'client.member_malformed': 'does not have the right form',
  'client.member_not_for_profile': 'has no place in this profile',
  'client.uri_malformed': 'must be an absolute URI without user name, password and fragment',
  'client.uri_not_https': 'must use https; http is for loopback hosts during development only',
  'client.uri_not_exact': 'is compared letter by letter, so it must be in normal form',
  'client.redirect_hosts_differ':
    'a client with pairwise subjects has all redirect URIs on one host; register one client per host with the same acar_sector',
  'client.auth_method_not_allowed': 'this way of client authentication is not in the profile',
  'client.algorithm_not_allowed': 'this signature algorithm is not in the profile',
  'client.par_required': 'pushed authorization requests cannot be switched off (FAPI 2.0 5.3.2.2)',
  'client.sender_constraint_required':
    'tokens are bound by DPoP or by the client certificate (FAPI 2.0 5.3.2.1)',
  'client.sender_constraint_conflict': 'tokens are bound by DPoP or by the client certificate, not by both',
  'client.keys_required': 'public keys are needed: give jwks or jwks_uri',
  'client.keys_conflict': 'give either jwks or jwks_uri (RFC 7591 2)',
  'client.key_private': 'a private or symmetric key was given; it must be considered lost',
  'client.key_unsuitable': 'no key here can make the signatures of the chosen algorithm',
  'client.key_id_repeated': 'two keys have the same kid',
  'client.response_type_missing': 'response type and grant type must agree (RFC 7591 2.1)',
  'client.grant_type_missing': 'refresh_token goes together with authorization_code',
  'client.legacy_until_required': 'the legacy profile is an exception and needs an end date',
  'client.legacy_until_past': 'the end date has passed',
  'client.legacy_until_too_late': 'the end date may be at most three years ahead',
  'client.subject_type_conflict': 'subject_type and acar_public_subject say different things',
  'client.scope_not_entitled': 'asks for more than acar_entitled_claims allows',
};

export function problem(code: RegistrationProblemCode, path: string, detail?: string): RegistrationProblem {
  return { code, path, message: detail ? `${texts[code]} (${detail})` : texts[code] };
}
