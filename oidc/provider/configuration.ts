import type { KeyObject } from 'node:crypto';
import type { Configuration, JWK, KoaContextWithOIDC } from 'oidc-provider';
import { errors } from 'oidc-provider';
import { extensionMembers } from '../clients/index.ts';
import type { AccountDirectory, Clock } from '../ports.ts';
import { createAdapterFactory, type StorageDependencies, tellOutages } from './adapter.ts';
import { acrValues, accountClaims, pairwiseSubject, scopeClaims } from './claims.ts';
import { assertClientAssertion } from './client-assertion.ts';
import { clientCertificate } from './client-certificate.ts';
import { restartPath } from './library-form.ts';
import { answer, type ProviderPages } from './pages.ts';
import { createInteractionPolicy } from './policy.ts';
import { currentMemory } from './request-memory.ts';
import { signInOf } from './session-details.ts';

export interface ProviderSettings {
  /** Such as `https://login.example.az`. */
  readonly issuer: string;
  readonly cookieKeys: readonly string[];
  /** Makes pairwise subjects; another one changes every subject. A key object: Node examines plain bytes at each call. */
  readonly pairwiseKey: KeyObject;
  /** 32 bytes shared by all nodes: a DPoP nonce made by one is accepted by another. */
  readonly dpopNonceSecret: Buffer;
  /** The origin that asks for client certificates; absent = no mutual TLS. */
  readonly mtlsOrigin?: string | undefined;
}

export interface ProviderDependencies extends Omit<StorageDependencies, 'epochSeconds' | 'memory'> {
  readonly accounts: AccountDirectory;
  readonly pages: ProviderPages;
  readonly clock: Clock;
  /** Calls to clients' `jwks_uri` and logout endpoints; refuses private addresses. */
  readonly fetch: typeof globalThis.fetch;
}

/** Lives in seconds. Interactions live longer than a login page's own limit, so that it can be extended. */
export const lifetimes = {
  interaction: 3600,
  sessionIdle: 15 * 60,
  sessionLongest: 12 * 3600,
  grant: 13 * 3600,
  authorizationCode: 60,
  accessToken: 10 * 60,
  idToken: 10 * 60,
  refreshToken: 12 * 3600,
} as const;

/** Everything that oidc-provider is told, in one place. */
export function createConfiguration(
  settings: ProviderSettings,
  deps: ProviderDependencies,
  signingKeys: readonly JWK[],
): Configuration {
  const isSecure = settings.issuer.startsWith('https:');
  const epochSeconds = () => Math.floor(deps.clock.now() / 1000);
  const accounts = tellOutages(deps.accounts, deps.isOutage);
  return {
    adapter: createAdapterFactory({ ...deps, epochSeconds, memory: currentMemory }),
    jwks: { keys: [...signingKeys] },
    findAccount: async (_ctx, id) => {
      const account = await accounts.findById(id);
      return account?.isActive ? { accountId: account.id, claims: () => accountClaims(account) } : undefined;
    },
    claims: { ...mutable(scopeClaims) },
    scopes: Object.keys(scopeClaims),
    acrValues: [...acrValues],
    responseTypes: ['code'],
    subjectTypes: ['pairwise', 'public'],
    pairwiseIdentifier: (_ctx, accountId, client) =>
      pairwiseSubject(settings.pairwiseKey, sectorOf(client), accountId),
    pkce: { required: () => true },
    clientAuthMethods: [
      'private_key_jwt',
      'client_secret_basic',
      'client_secret_post',
      ...(settings.mtlsOrigin ? (['self_signed_tls_client_auth'] as const) : []),
    ],
    assertJwtClientAuthClaimsAndHeader: (ctx, claims) => assertClientAssertion(ctx, claims, epochSeconds),
    enabledJWA: algorithms,
    extraClientMetadata: { properties: [...extensionMembers] },
    features: features(settings, deps.pages),
    interactions: {
      policy: createInteractionPolicy(),
      url: (_ctx, interaction) => `/interaction/${interaction.uid}`,
    },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    // A refresh token never outlives the person's session.
    expiresWithSession: () => true,
    rotateRefreshToken: () => true,
    cookies: cookies(settings, isSecure),
    ttl: timesToLive(epochSeconds),
    renderError: (ctx, out, error) => renderError(ctx, out, error, deps.pages),
    clientBasedCORS: () => false,
    fetch: deps.fetch,
    ...(settings.mtlsOrigin ? { discovery: mtlsAliases(settings.mtlsOrigin) } : {}),
  };
}

/** Clients of one sector know a person by one subject. */
export function sectorOf(client: { readonly clientId: string; readonly [member: string]: unknown }): string {
  const sector = client['acar_sector'] ?? client['sectorIdentifier'];
  return typeof sector === 'string' ? sector : client.clientId;
}

const algorithms: Configuration['enabledJWA'] = {
  clientAuthSigningAlgValues: ['ES256', 'PS256'],
  requestObjectSigningAlgValues: ['ES256', 'PS256'],
  dPoPSigningAlgValues: ['ES256', 'PS256'],
  idTokenSigningAlgValues: ['ES256', 'RS256'],
};

function features(settings: ProviderSettings, pages: ProviderPages): Configuration['features'] {
  return {
    devInteractions: { enabled: false },
    pushedAuthorizationRequests: { enabled: true },
    requestObjects: { enabled: true },
    dPoP: { enabled: true, nonceSecret: settings.dpopNonceSecret },
    fapi: {
      enabled: true,
      profile: (_ctx, client) => (client?.['acar_profile'] === 'legacy' ? undefined : '2.0'),
    },
    introspection: {
      enabled: true,
      // A token is the business of the client that holds it; resource servers verify RFC 9068 tokens themselves.
      allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
    },
    revocation: { enabled: true },
    userinfo: { enabled: true },
    clientCredentials: { enabled: false },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_ctx, resource, client) => resourceServer(resource, client),
    },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx) => confirmLogout(ctx, pages),
      postLogoutSuccessSource: async (ctx) =>
        answer(ctx, await pages.loggedOut({ req: ctx.req, clientId: ctx.oidc.client?.clientId })),
    },
    mTLS: {
      enabled: settings.mtlsOrigin !== undefined,
      certificateBoundAccessTokens: true,
      selfSignedTlsClientAuth: true,
      getCertificate: clientCertificate,
    },
  };
}

/** RFC 9068 access tokens for the resources that the operator let this client ask for. */
function resourceServer(resource: string, client: { readonly [member: string]: unknown }) {
  const known = client['acar_resources'];
  const found = Array.isArray(known)
    ? known.find((entry: { resource?: unknown; scope?: unknown }) => entry.resource === resource)
    : undefined;
  if (!found) throw new errors.InvalidTarget();
  return {
    audience: resource,
    scope: String(found.scope),
    accessTokenFormat: 'jwt' as const,
    accessTokenTTL: lifetimes.accessToken,
    jwt: { sign: { alg: 'ES256' as const } },
  };
}

function timesToLive(epochSeconds: () => number): Configuration['ttl'] {
  return {
    AccessToken: lifetimes.accessToken,
    AuthorizationCode: lifetimes.authorizationCode,
    Grant: lifetimes.grant,
    IdToken: lifetimes.idToken,
    Interaction: lifetimes.interaction,
    RefreshToken: lifetimes.refreshToken,
    Session: (_ctx, session) => {
      const now = epochSeconds();
      // A session that takes the place of an ended one, whose cookie came, has no time of its own yet.
      const started = signInOf(session)?.startedAt ?? session.iat ?? now;
      return Math.max(1, Math.min(lifetimes.sessionIdle, started + lifetimes.sessionLongest - now));
    },
  };
}

function cookies(settings: ProviderSettings, isSecure: boolean): Configuration['cookies'] {
  const options = {
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure,
    signed: true,
    overwrite: true,
  } as const;
  return {
    keys: [...settings.cookieKeys],
    // The prefix binds the cookie to this host over TLS; the other two have paths of their own.
    names: {
      session: isSecure ? '__Host-acar_session' : 'acar_session',
      interaction: 'acar_interaction',
      resume: 'acar_resume',
    },
    long: { ...options, path: '/' },
    short: options,
  };
}

/** Draws the page of an error; a login page that was returned to leads on instead. */
export async function renderError(
  ctx: KoaContextWithOIDC,
  out: { error: string },
  error: Error,
  pages: ProviderPages,
): Promise<void> {
  const uid = /^\/auth\/([\w-]+)$/.exec(ctx.path)?.[1];
  if (uid && error instanceof errors.SessionNotFound) {
    // A page that was returned to or sent twice: start again from what the relying party asked.
    ctx.status = 303;
    ctx.redirect(restartPath(uid));
    return;
  }
  const view = { req: ctx.req, status: ctx.status, error: out.error, clientId: ctx.oidc?.client?.clientId };
  answer(ctx, await pages.error(view));
}

async function confirmLogout(ctx: KoaContextWithOIDC, pages: ProviderPages): Promise<void> {
  const { session, client, params } = ctx.oidc;
  const secret = session?.state?.['secret'];
  const returnTo = params?.['post_logout_redirect_uri'];
  const page = await pages.confirmLogout({
    req: ctx.req,
    action: new URL(ctx.oidc.urlFor('end_session_confirm')).pathname,
    xsrf: typeof secret === 'string' ? secret : '',
    clientId: client?.clientId,
    returnTo: typeof returnTo === 'string' ? returnTo : undefined,
    clientIds: Object.keys(session?.authorizations ?? {}),
    query: repeatableQuery(ctx),
  });
  answer(ctx, page);
}

/** The hint was checked and names the client; a token has no place in a link, where it would be kept and logged. */
function repeatableQuery({ oidc }: KoaContextWithOIDC): Record<string, string> {
  const { post_logout_redirect_uri, state, ui_locales } = oidc.params ?? {};
  const words = { client_id: oidc.client?.clientId, post_logout_redirect_uri, state, ui_locales };
  return Object.fromEntries(
    Object.entries(words).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function mtlsAliases(origin: string): Record<string, unknown> {
  const endpoints = {
    token_endpoint: '/token',
    revocation_endpoint: '/token/revocation',
    introspection_endpoint: '/token/introspection',
  };
  const more = { pushed_authorization_request_endpoint: '/request', userinfo_endpoint: '/me' };
  const entries = Object.entries({ ...endpoints, ...more }).map(([name, path]) => [name, origin + path]);
  return { mtls_endpoint_aliases: Object.fromEntries(entries) };
}

function mutable(claims: typeof scopeClaims): Record<string, string[]> {
  return Object.fromEntries(Object.entries(claims).map(([scope, names]) => [scope, [...names]]));
}
