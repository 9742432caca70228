import { randomBytes, randomUUID } from 'node:crypto';
import type { BrowserPage, BrowserSession } from './browser-session.ts';
import { makeJwt, newKey, sha256, type TestKey } from './jose-objects.ts';
import type { TestPerson, TestService } from './test-service.ts';
import { send, type WireAnswer } from './wire.ts';

export type Parameters = Readonly<Record<string, string | undefined>>;
type Claims = Readonly<Record<string, unknown>>;

/** What to spoil of a signed object: members to change or (undefined) to leave out, and the key that signs. */
export interface Spoiled {
  readonly header?: Claims;
  readonly claims?: Claims;
  /** A text is a secret for HS256; `none` leaves the signature empty. */
  readonly key?: TestKey | string;
}

/** What to spoil of a call to an endpoint. */
export interface Spoil {
  /** Members of the form to change or (undefined) to leave out; a list is sent twice. */
  readonly form?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is in place of a good one; undefined spoils nothing. */
  readonly assertion?: Spoiled | string;
  /** Also `absent`. */
  readonly proof?: Spoiled | string;
  /** Another process that serves the same issuer. */
  readonly port?: number;
}

export interface Answer extends WireAnswer {
  readonly json: Readonly<Record<string, unknown>>;
}

/** An authorisation request and what the client keeps of it. */
export interface AuthRequest {
  readonly parameters: Parameters;
  readonly verifier: string;
}

/** A browser came back to the client. */
export interface Callback {
  readonly page: BrowserPage;
  readonly parameters: URLSearchParams;
  readonly code: string;
  readonly request: AuthRequest;
}

export interface OidcClientOptions {
  readonly test: TestService;
  readonly clientId: string;
  readonly secret: string | undefined;
  readonly redirectUri: string;
  /** Of a FAPI client. */
  readonly key: TestKey;
  readonly scope: string;
}

/** A relying party that does everything right unless told otherwise; FAPI 2.0 when it has no secret. */
export type OidcClient = ReturnType<typeof createOidcClient>;

export function createOidcClient(options: OidcClientOptions) {
  const { test, clientId, secret, redirectUri, key, scope } = options;
  const isFapi = secret === undefined;
  const dpop = newKey();
  const { login } = test;

  const assertion = ({ header, claims, key: other = key }: Spoiled = {}) =>
    makeJwt({
      header: { alg: 'ES256', kid: key.kid, ...header },
      claims: { ...times(60), iss: clientId, sub: clientId, aud: login, jti: randomUUID(), ...claims },
      key: keyOf(other),
    });
  const proof = (method: string, path: string, { header, claims, key: other = dpop }: Spoiled = {}) => {
    const jwk = typeof other === 'string' ? dpop.publicJwk : other.publicJwk;
    return makeJwt({
      header: { alg: 'ES256', typ: 'dpop+jwt', jwk, ...header },
      claims: { jti: randomUUID(), htm: method, htu: login + path, ...times(60), exp: undefined, ...claims },
      key: keyOf(other),
    });
  };
  const proofHeader = (spoil: Spoil, method: string, path: string, claims: Claims = {}) => {
    if (spoil.proof === 'absent' || (!isFapi && spoil.proof === undefined)) return {};
    if (typeof spoil.proof === 'string') return { dpop: spoil.proof };
    const spoiled = { ...spoil.proof, claims: { ...claims, ...spoil.proof?.claims } };
    return { dpop: proof(method, path, spoiled) };
  };
  const authentication = (spoil: Spoil) => {
    if (!isFapi) return { headers: { authorization: basic(clientId, secret) }, form: {} };
    const given = typeof spoil.assertion === 'string' ? spoil.assertion : assertion(spoil.assertion);
    return {
      headers: {},
      form: { client_id: clientId, client_assertion_type: jwtBearer, client_assertion: given },
    };
  };
  const post = (path: string, form: Parameters, spoil: Spoil = {}, withProof = false): Promise<Answer> => {
    const auth = authentication(spoil);
    const body = formOf({ ...auth.form, ...form, ...spoil.form });
    const headers = { ...auth.headers, ...(withProof && proofHeader(spoil, 'POST', path)), ...spoil.headers };
    return call(test, { method: 'POST', path, headers, body, port: spoil.port });
  };

  const request = (changes: Parameters = {}): AuthRequest => {
    const verifier = randomBytes(32).toString('base64url');
    const fresh = { state: randomUUID(), nonce: randomUUID() };
    const challenge = { code_challenge: sha256(verifier), code_challenge_method: 'S256' };
    const base = { client_id: clientId, response_type: 'code', redirect_uri: redirectUri, scope };
    return { verifier, parameters: { ...base, ...fresh, ...challenge, ...changes } };
  };
  const push = ({ parameters }: AuthRequest, spoil?: Spoil) => post('/request', parameters, spoil);
  /** Where the client sends the browser. */
  const address = async (asked: AuthRequest): Promise<URL> => {
    if (!isFapi) return authorizeAddress(login, asked.parameters);
    const pushed = await push(asked);
    if (pushed.status !== 201) throw new Error(`not accepted: ${pushed.body}`);
    return authorizeAddress(login, { client_id: clientId, request_uri: String(pushed.json['request_uri']) });
  };
  const begin = async (browser: BrowserSession, asked = request()) => browser.get(await address(asked));
  const authorize = async (browser: BrowserSession, asked = request(), person: TestPerson = test.person) => {
    const page = await begin(browser, asked);
    const back = page.url.origin === login ? await test.signInAs(browser, page, person) : page;
    return callbackOf(back, asked);
  };
  const redeem = ({ code, request: asked }: Pick<Callback, 'code' | 'request'>, spoil?: Spoil) => {
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: asked.verifier,
    };
    return post('/token', form, spoil, true);
  };

  return {
    clientId,
    redirectUri,
    isFapi,
    secret,
    key,
    dpop,
    assertion,
    proof,
    request,
    push,
    address,
    /** To the first page of the sign-in, or straight back to the client. */
    begin,
    /** The whole way of a person who signs in, or who already is. */
    authorize,
    redeem,
    /** Signs in and redeems the code. */
    async tokens(browser: BrowserSession, changes: Parameters = {}, person?: TestPerson) {
      const answer = await redeem(await authorize(browser, request(changes), person));
      if (answer.status !== 200) throw new Error(`no tokens: ${answer.body}`);
      return tokensOf(answer);
    },
    refresh: (token: string, spoil?: Spoil) =>
      post('/token', { grant_type: 'refresh_token', refresh_token: token }, spoil, true),
    introspect: (token: string, spoil?: Spoil) => post('/token/introspection', { token }, spoil),
    revoke: (token: string, spoil?: Spoil) => post('/token/revocation', { token }, spoil),
    userinfo(token: string, spoil: Spoil = {}): Promise<Answer> {
      const scheme = isFapi ? 'DPoP' : 'Bearer';
      const bound = proofHeader(spoil, 'GET', '/me', { ath: sha256(token) });
      const headers = { authorization: `${scheme} ${token}`, ...bound, ...spoil.headers };
      return call(test, { method: 'GET', path: '/me', headers, port: spoil.port });
    },
  };
}

export interface Tokens {
  readonly access: string;
  readonly refresh: string;
  readonly id: string;
}

export function tokensOf({ json }: Answer): Tokens {
  const text = (name: string) => {
    const value = json[name];
    return typeof value === 'string' ? value : '';
  };
  return { access: text('access_token'), refresh: text('refresh_token'), id: text('id_token') };
}

export function callbackOf(page: BrowserPage, request: AuthRequest): Callback {
  const parameters = page.url.searchParams;
  return { page, parameters, request, code: parameters.get('code') ?? '' };
}

export function authorizeAddress(login: string, parameters: Parameters | readonly [string, string][]): URL {
  const url = new URL('/auth', login);
  url.search = Array.isArray(parameters)
    ? new URLSearchParams(parameters as [string, string][]).toString()
    : formOf(parameters as Parameters);
  return url;
}

/** One call to an endpoint of the service, at whichever of its processes. */
export async function call(
  { login }: Pick<TestService, 'login'>,
  options: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | undefined;
    readonly port?: number | undefined;
  },
): Promise<Answer> {
  const { host, port } = new URL(login);
  const { body, method, path, headers } = options;
  const type = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await send({
    port: options.port ?? Number(port),
    host,
    method,
    target: path,
    headers: { ...type, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return { ...answer, json: readJson(answer) };
}

export function formOf(form: Readonly<Record<string, string | readonly string[] | undefined>>): string {
  const pairs = Object.entries(form).flatMap(([name, value]) => {
    const values = value === undefined ? [] : typeof value === 'string' ? [value] : value;
    return values.map((each): [string, string] => [name, each]);
  });
  return new URLSearchParams(pairs).toString();
}

export function basic(clientId: string, secret: string): string {
  return `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString('base64')}`;
}

function readJson({ headers, body }: WireAnswer): Readonly<Record<string, unknown>> {
  return headers['content-type']?.includes('json') ? JSON.parse(body) : {};
}

function keyOf(key: TestKey | string) {
  if (typeof key !== 'string') return key.privateKey;
  return key === 'none' ? undefined : key;
}

function times(seconds: number) {
  const now = Math.floor(Date.now() / 1000);
  return { iat: now, exp: now + seconds };
}

export const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
