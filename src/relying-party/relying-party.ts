import { createRemoteJWKSet, customFetch as jwksFetch, importJWK, type JWTVerifyGetKey } from 'jose';
import * as client from 'openid-client';
import { readLogoutToken } from './logout-token.ts';
import type {
  BeginOutcome,
  CallbackQuery,
  ClientCredentials,
  FinishOutcome,
  Identity,
  LoginAttempt,
  LoginOptions,
  LogoutTokenOutcome,
  RelyingPartyDeps,
} from './model.ts';
import { explainFailure } from './problems.ts';

/** One client's side of OpenID Connect: stateless but for the provider's metadata, its keys and the DPoP key. */
export interface RelyingParty {
  /** The provider's origin: pages whose form ends in a redirect there name it in their `formTargets`. */
  readonly providerOrigin: string;
  /** Where to send the browser, and what to remember until it comes back. */
  begin(options: LoginOptions): Promise<BeginOutcome>;
  /** Judges the callback against the attempt that its `state` names, and redeems the code. */
  finish(callback: CallbackQuery, attempt: LoginAttempt): Promise<FinishOutcome>;
  /** New tokens and newly fetched data of the same person. */
  refresh(identity: Identity): Promise<FinishOutcome>;
  /** Where to send the browser to end the session at the provider too; undefined while the provider is away. */
  endSessionUrl(options: {
    readonly idToken: string;
    readonly language: string;
  }): Promise<string | undefined>;
  readLogoutToken(token: string): Promise<LogoutTokenOutcome>;
}

interface Connection {
  readonly config: client.Configuration;
  readonly keys: JWTVerifyGetKey;
  readonly dpop: client.DPoPOptions;
}

const timeoutSeconds = 10;

export function createRelyingParty(deps: RelyingPartyDeps): RelyingParty {
  let connecting: Promise<Connection> | undefined;
  // The provider may start after its clients: a failed discovery is tried again at the next use.
  const connected = () => {
    connecting ??= connect(deps).catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  };
  return {
    providerOrigin: new URL(deps.issuer).origin,
    begin: (options) =>
      connected()
        .then((at) => begin(deps, at, options))
        .catch(explainFailure),
    finish: (callback, attempt) =>
      connected()
        .then((at) => finish(deps, at, callback, attempt))
        .catch(explainFailure),
    refresh: (identity) =>
      connected()
        .then((at) => refresh(at, identity))
        .catch(explainFailure),
    endSessionUrl: ({ idToken, language }) =>
      connected().then(
        ({ config }) =>
          client.buildEndSessionUrl(config, {
            id_token_hint: idToken,
            post_logout_redirect_uri: deps.postLogoutRedirectUri,
            ui_locales: language,
          }).href,
        () => undefined,
      ),
    readLogoutToken: (token) =>
      connected().then(
        ({ keys }) => readLogoutToken(token, { ...deps, algorithm: deps.idTokenAlgorithm, keys }),
        () => ({ kind: 'unavailable' }),
      ),
  };
}

async function connect(deps: RelyingPartyDeps): Promise<Connection> {
  const { fetch } = deps;
  const config = await client.discovery(
    new URL(deps.issuer),
    deps.clientId,
    { id_token_signed_response_alg: deps.idTokenAlgorithm },
    await authentication(deps.credentials),
    {
      [client.customFetch]: (url, options) => fetch(url, options as RequestInit),
      timeout: timeoutSeconds,
      execute: deps.allowsHttp ? [client.allowInsecureRequests] : [],
    },
  );
  const { issuer, jwks_uri: keysAt } = config.serverMetadata();
  if (issuer !== deps.issuer || !keysAt) throw new Error(`${deps.issuer} describes itself as ${issuer}`);
  const dpop = deps.isFapi ? { DPoP: client.getDPoPHandle(config, await client.randomDPoPKeyPair()) } : {};
  const keys = createRemoteJWKSet(new URL(keysAt), {
    [jwksFetch]: (url, options) => fetch(url, options),
    timeoutDuration: timeoutSeconds * 1000,
  });
  return { config, keys, dpop };
}

async function authentication(credentials: ClientCredentials): Promise<client.ClientAuth> {
  if (credentials.kind === 'client_secret_basic') return client.ClientSecretBasic(credentials.secret);
  const { kid } = credentials.privateKey;
  const key = await importJWK(credentials.privateKey, 'ES256');
  if (key instanceof Uint8Array) throw new Error('the client key is not an EC key');
  return client.PrivateKeyJwt({ key, ...(typeof kid === 'string' && { kid }) });
}

async function begin(deps: RelyingPartyDeps, at: Connection, options: LoginOptions): Promise<BeginOutcome> {
  const attempt: LoginAttempt = {
    state: client.randomState(),
    nonce: client.randomNonce(),
    codeVerifier: client.randomPKCECodeVerifier(),
  };
  const parameters = {
    response_type: 'code',
    redirect_uri: deps.redirectUri,
    scope: deps.scope,
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(attempt.codeVerifier),
    code_challenge_method: 'S256',
    ui_locales: options.language,
    ...(options.level && { acr_values: options.level }),
  };
  const url = deps.isFapi
    ? await client.buildAuthorizationUrlWithPAR(at.config, parameters)
    : client.buildAuthorizationUrl(at.config, parameters);
  return { kind: 'redirect', url: url.href, attempt };
}

async function finish(
  deps: RelyingPartyDeps,
  at: Connection,
  callback: CallbackQuery,
  attempt: LoginAttempt,
): Promise<FinishOutcome> {
  const url = new URL(deps.redirectUri);
  for (const [name, value] of Object.entries(callback)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  const checks = {
    expectedState: attempt.state,
    expectedNonce: attempt.nonce,
    pkceCodeVerifier: attempt.codeVerifier,
    idTokenExpected: true,
  };
  const tokens = await client.authorizationCodeGrant(at.config, url, checks, undefined, at.dpop);
  return { kind: 'signed_in', identity: await identify(at, tokens) };
}

async function refresh(at: Connection, identity: Identity): Promise<FinishOutcome> {
  const { refreshToken, idToken, subject } = identity;
  if (!refreshToken) return { kind: 'failed', problem: 'refused', detail: 'no refresh token' };
  const tokens = await client.refreshTokenGrant(at.config, refreshToken, undefined, at.dpop);
  const fresh = tokens.claims();
  if (fresh && fresh.sub !== subject)
    return { kind: 'failed', problem: 'invalid_answer', detail: 'sub changed at refresh' };
  return {
    kind: 'signed_in',
    identity: {
      ...identity,
      ...(await personOf(at, tokens.access_token, subject)),
      idToken: tokens.id_token ?? idToken,
      refreshToken: tokens.refresh_token ?? refreshToken,
    },
  };
}

type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

async function identify(at: Connection, tokens: Tokens): Promise<Identity> {
  const claims = tokens.claims();
  if (!claims || !tokens.id_token) throw new Error('no ID token was issued');
  const { acr, amr, sid, auth_time: authTime } = claims;
  return {
    subject: claims.sub,
    ...(await personOf(at, tokens.access_token, claims.sub)),
    acr: asText(acr),
    amr: Array.isArray(amr) ? amr.map(String) : [],
    authTime,
    sid: asText(sid),
    idToken: tokens.id_token,
    refreshToken: tokens.refresh_token,
  };
}

/** What the service may know of the person. */
async function personOf(
  at: Connection,
  accessToken: string,
  subject: string,
): Promise<Pick<Identity, 'name' | 'personalCode'>> {
  const info = await client.fetchUserInfo(at.config, accessToken, subject, at.dpop);
  const names = [info.given_name, info.family_name].filter(Boolean).join(' ');
  const name = info.name ?? (names === '' ? undefined : names);
  return { name, personalCode: asText(info['personal_code']) };
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
