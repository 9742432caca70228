import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  clientNameIn,
  parseClientRegistration,
  type RegistrationContext,
} from '../../../../oidc/clients/index.ts';

const now = Date.parse('2026-11-22T09:00:00Z');
const context: RegistrationContext = { now, allowsLoopbackHttp: false };

const ecKey = { ...publicJwk('P-256'), kid: 'one' };
const fapi = {
  client_name: 'Vergi xidməti',
  redirect_uris: ['https://tax.example.az/callback'],
  jwks: { keys: [ecKey] },
  acar_entitled_claims: ['profile', 'personal_code'],
};
const legacy = {
  client_name: 'Sosial fond',
  redirect_uris: ['https://social.example.az/callback'],
  acar_profile: 'legacy',
  acar_legacy_until: '2027-06-30',
};

function publicJwk(namedCurve: string) {
  return generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'jwk' });
}

function rsa(modulusLength: number) {
  return generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' });
}

function withKeys(keys: unknown[], rest = {}): string[] {
  return problemsOf({ ...fapi, jwks: { keys }, ...rest });
}

function codes(text: string): string[] {
  const outcome = parseClientRegistration(text, context);
  return outcome.kind === 'refused' ? outcome.problems.map((found) => found.code) : [];
}

function problemsOf(document: unknown, given = context): string[] {
  const outcome = parseClientRegistration(JSON.stringify(document), given);
  return outcome.kind === 'refused' ? outcome.problems.map((found) => `${found.path} ${found.code}`) : [];
}

function metadataOf(document: unknown, given = context): Record<string, unknown> {
  const outcome = parseClientRegistration(JSON.stringify(document), given);
  if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.problems));
  return outcome.registration.metadata;
}

describe('a FAPI 2.0 client', () => {
  it('gets the strict profile when nothing is said (FAPI 2.0 5.3)', () => {
    expect(metadataOf(fapi)).toMatchObject({
      acar_profile: 'fapi2',
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      id_token_signed_response_alg: 'ES256',
      require_pushed_authorization_requests: true,
      dpop_bound_access_tokens: true,
      tls_client_certificate_bound_access_tokens: false,
      response_types: ['code'],
      grant_types: ['authorization_code'],
      subject_type: 'pairwise',
      acar_sector: 'tax.example.az',
      scope: 'openid profile personal_code',
    });
  });

  it('has tokens bound to its certificate when it authenticates with TLS (RFC 8705 3)', () => {
    const tls = { ...fapi, token_endpoint_auth_method: 'self_signed_tls_client_auth' };
    expect(metadataOf(tls)).toMatchObject({
      dpop_bound_access_tokens: false,
      tls_client_certificate_bound_access_tokens: true,
    });
    expect(metadataOf({ ...tls, tls_client_certificate_bound_access_tokens: false })).toMatchObject({
      dpop_bound_access_tokens: true,
    });
  });

  it.each([
    [{ token_endpoint_auth_method: 'client_secret_basic' }, 'client.auth_method_not_allowed'],
    [{ id_token_signed_response_alg: 'RS256' }, 'client.algorithm_not_allowed'],
    [{ id_token_signed_response_alg: 'none' }, 'client.algorithm_not_allowed'],
    [{ userinfo_signed_response_alg: 'HS256' }, 'client.unknown_member'],
    [{ require_pushed_authorization_requests: false }, 'client.par_required'],
    [{ dpop_bound_access_tokens: false }, 'client.sender_constraint_required'],
    [
      { dpop_bound_access_tokens: true, tls_client_certificate_bound_access_tokens: true },
      'client.sender_constraint_conflict',
    ],
    [{ acar_legacy_until: '2027-01-01' }, 'client.member_not_for_profile'],
    [{ token_endpoint_auth_method: 'tls_client_auth' }, 'client.member_malformed'],
    [{ id_token_signed_response_alg: 'PS256' }, 'client.algorithm_not_allowed'],
    [{ grant_types: ['client_credentials'] }, 'client.member_malformed'],
    [{ response_types: ['id_token'] }, 'client.member_malformed'],
    [{ response_types: [] }, 'client.response_type_missing'],
    [{ grant_types: ['refresh_token'] }, 'client.grant_type_missing'],
    [{ subject_type: 'public' }, 'client.subject_type_conflict'],
    [{ scope: 'openid birthdate' }, 'client.scope_not_entitled'],
    [{ client_secret: 'of my own choice' }, 'client.unknown_member'],
    [{ client_id: 'of-my-own-choice' }, 'client.unknown_member'],
    [{ 'client_name#de': 'Steueramt' }, 'client.unknown_member'],
  ])('is refused with %j', (change, code) => {
    expect(problemsOf({ ...fapi, ...change }).join()).toContain(code);
  });
});

describe('keys', () => {
  it('may be named by address instead', () => {
    const { jwks: _, ...rest } = fapi;
    expect(problemsOf({ ...rest, jwks_uri: 'https://tax.example.az/jwks' })).toEqual([]);
    expect(problemsOf(rest)).toEqual(['jwks client.keys_required']);
    expect(problemsOf({ ...fapi, jwks_uri: 'https://tax.example.az/jwks' })).toEqual([
      'jwks_uri client.keys_conflict',
    ]);
  });

  it('are refused when private, repeated or unfit for the algorithm', () => {
    const privateKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      format: 'jwk',
    });
    expect(withKeys([privateKey])).toEqual(['jwks.keys[0] client.key_private']);
    expect(withKeys([ecKey, { kty: 'oct', k: 'AAAA' }])).toEqual(['jwks.keys[1] client.key_private']);
    expect(withKeys([ecKey, { ...publicJwk('P-256'), kid: 'one' }])).toEqual([
      'jwks.keys[1].kid client.key_id_repeated',
    ]);
    expect(withKeys([publicJwk('P-384')])).toEqual(['jwks client.key_unsuitable']);
    expect(withKeys([rsa(2048)])).toEqual(['jwks client.key_unsuitable']);
    expect(withKeys([rsa(2048)], { token_endpoint_auth_signing_alg: 'PS256' })).toEqual([]);
    expect(withKeys([rsa(1024)], { token_endpoint_auth_signing_alg: 'PS256' })).toEqual([
      'jwks client.key_unsuitable',
    ]);
  });
});

describe('a legacy client', () => {
  it('gets a secret that expires at the end of its last day in Baku', () => {
    const outcome = parseClientRegistration(JSON.stringify(legacy), context);
    expect(outcome).toMatchObject({
      kind: 'accepted',
      registration: {
        needsSecret: true,
        metadata: {
          token_endpoint_auth_method: 'client_secret_basic',
          id_token_signed_response_alg: 'RS256',
          client_secret_expires_at: Date.parse('2027-06-30T20:00:00Z') / 1000,
        },
      },
    });
  });

  it.each([
    [{ acar_legacy_until: undefined }, 'client.legacy_until_required'],
    [{ acar_legacy_until: '2026-11-21' }, 'client.legacy_until_past'],
    [{ acar_legacy_until: '2029-11-24' }, 'client.legacy_until_too_late'],
    [{ acar_legacy_until: '2027-02-30' }, 'client.member_malformed'],
    [{ token_endpoint_auth_method: 'private_key_jwt' }, 'client.auth_method_not_allowed'],
    [{ id_token_signed_response_alg: 'HS256' }, 'client.algorithm_not_allowed'],
  ])('is refused with %j', (change, code) => {
    expect(problemsOf({ ...legacy, ...change }).join()).toContain(code);
  });

  it('is accepted up to three years ahead', () => {
    expect(problemsOf({ ...legacy, acar_legacy_until: '2029-11-22' })).toEqual([]);
  });
});

describe('addresses', () => {
  it.each([
    ['http://tax.example.az/callback', 'client.uri_not_https'],
    ['http://localhost:8080/callback', 'client.uri_not_https'],
    ['acar://callback', 'client.uri_not_https'],
    ['javascript:alert(1)', 'client.uri_malformed'],
    ['/callback', 'client.uri_malformed'],
    ['https://tax.example.az/callback#x', 'client.uri_malformed'],
    ['https://user@tax.example.az/callback', 'client.uri_malformed'],
    ['https://*.example.az/callback', 'client.uri_not_exact'],
    ['https://tax.example.az/a/../callback', 'client.uri_not_exact'],
    ['https://TAX.example.az/callback', 'client.uri_not_exact'],
    ['https://tax.example.az:443/callback', 'client.uri_not_exact'],
  ])('refuses the redirect URI %s (RFC 9700 2.1)', (uri, code) => {
    expect(problemsOf({ ...fapi, redirect_uris: [uri] })).toContain(`redirect_uris[0] ${code}`);
  });

  it('allows http on loopback hosts only with the development switch, and nothing else with it', () => {
    const development = { ...context, allowsLoopbackHttp: true };
    const at = (uri: string) => problemsOf({ ...fapi, redirect_uris: [uri] }, development);
    expect(at('http://tax.acar.localhost:8080/callback')).toEqual([]);
    expect(at('http://127.0.0.1:8080/callback')).toEqual([]);
    expect(at('http://localhost.example.az/callback')).toEqual(['redirect_uris[0] client.uri_not_https']);
    expect(at('http://127.0.0.1.example.az/callback')).toEqual(['redirect_uris[0] client.uri_not_https']);
  });

  it('keeps the redirect URIs of a pairwise client on one host (OpenID Connect Core 8.1)', () => {
    const two = { ...fapi, redirect_uris: [...fapi.redirect_uris, 'https://m.example.az/callback'] };
    expect(problemsOf(two)).toEqual(['redirect_uris client.redirect_hosts_differ']);
    expect(problemsOf({ ...two, acar_public_subject: true })).toEqual([]);
  });
});

describe('a refusal', () => {
  it('lists everything that is wrong at once, with its place', () => {
    const problems = problemsOf({
      client_name: '',
      redirect_uris: ['https://tax.example.az/callback', 'http://tax.example.az/callback'],
      surprise: 1,
      default_max_age: 'soon',
      token_endpoint_auth_method: 'client_secret_post',
    });
    expect(problems).toEqual([
      'client_name client.member_malformed',
      'surprise client.unknown_member',
      'default_max_age client.member_malformed',
      'redirect_uris[1] client.uri_not_https',
      'token_endpoint_auth_method client.auth_method_not_allowed',
    ]);
  });

  it('comes for what is no registration at all', () => {
    expect(codes('{')).toEqual(['client.not_json']);
    expect(codes('[]')).toEqual(['client.not_an_object']);
    expect(codes('null')).toEqual(['client.not_an_object']);
    expect(codes(' '.repeat(70_000))).toEqual(['client.too_large']);
    expect(codes('{"__proto__": {"client_name": "x"}}')).toContain('client.unknown_member');
  });
});

it('names are shown in the language of the reader where one was given (RFC 7591 2.2)', () => {
  const metadata = metadataOf({ ...fapi, 'client_name#en': 'Tax service' });
  expect(clientNameIn(metadata, 'en')).toBe('Tax service');
  expect(clientNameIn(metadata, 'ru')).toBe('Vergi xidməti');
});
