import type { Clock, Level } from '../../oidc/ports.ts';
import type { Database } from '../db/index.ts';
import type { Cookie, Fetch, Request } from '../http/index.ts';
import {
  type CallbackQuery,
  createRelyingParty,
  type Identity,
  type LoginProblem,
  type RelyingParty,
  toLocalPath,
} from '../relying-party/index.ts';
import { isAlive, limits, type SiteIdentity, paths, type StoredSession } from './model.ts';
import {
  carryOutLogout,
  findStoredSession,
  rememberAttempt,
  removeSession,
  storeSession,
  takeStoredAttempt,
  touchStoredSession,
} from './store.ts';

export interface SiteSessionDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly randomBytes: (length: number) => Buffer;
  /** The site's own, such as `https://portal.example.az`. */
  readonly origin: string;
  readonly issuer: string;
  readonly clientId: string;
  /** An ES256 JWK whose public half is registered. */
  readonly privateKey: Readonly<Record<string, unknown>>;
  readonly fetch: Fetch;
  /** Development only: the issuer may be reached over http. */
  readonly allowsHttp: boolean;
}

export type Step =
  | { readonly kind: 'redirect'; readonly to: string; readonly cookies: readonly Cookie[] }
  | { readonly kind: 'failed'; readonly problem: LoginProblem; readonly detail: string };

export type LogoutOrderOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unavailable' };

/** A site of ours as a relying party of our own provider. */
export interface SiteSession {
  /** Who is signed in in this browser; asks the database at most once for a request. */
  session(request: Request): Promise<SiteIdentity | undefined>;
  /** The address that starts a sign-in; `level` asks for a step-up that keeps the session. */
  signInUrl(returnTo: string, level?: Level): string;
  readonly signOut: {
    /** POST with the CSRF token. */
    readonly action: string;
    /** Origins that the sign-out passes through; every page with the sign-out form names them. */
    readonly formTargets: readonly string[];
  };
  begin(
    request: Request,
    wanted: { returnTo?: string | undefined; level?: Level | undefined },
  ): Promise<Step>;
  finish(request: Request, callback: CallbackQuery): Promise<Step>;
  end(request: Request): Promise<{ readonly to: string; readonly cookies: readonly Cookie[] }>;
  endByOrder(logoutToken: string): Promise<LogoutOrderOutcome>;
}

const identifierBytes = 32;

export function createSiteSession(deps: SiteSessionDeps): SiteSession {
  const { db, clock, origin, clientId } = deps;
  const cookieName = origin.startsWith('https:') ? '__Host-acar_session' : 'acar_session';
  const relyingParty = createRelyingParty({
    ...deps,
    credentials: { kind: 'private_key_jwt', privateKey: deps.privateKey },
    isFapi: true,
    idTokenAlgorithm: 'ES256',
    scope: 'openid profile',
    redirectUri: origin + paths.callback,
    postLogoutRedirectUri: origin + paths.signedOut,
  });
  const known = new WeakMap<Request, Promise<StoredSession | undefined>>();
  const find = (request: Request) => {
    const id = request.cookie(cookieName);
    const found = known.get(request) ?? (id ? findAlive(deps, id) : Promise.resolve(undefined));
    known.set(request, found);
    return found;
  };
  const inside: Inside = { deps, relyingParty, cookieName, find };
  return {
    session: async (request) => toIdentity(await find(request)),
    signInUrl: (returnTo, level) =>
      `${paths.signIn}?${new URLSearchParams({ to: returnTo, ...(level && { level }) }).toString()}`,
    signOut: { action: paths.signOut, formTargets: [relyingParty.providerOrigin] },
    async begin(request, { returnTo, level }) {
      const outcome = await relyingParty.begin({ language: request.language, level });
      if (outcome.kind === 'failed') return outcome;
      const stored = { attempt: outcome.attempt, returnTo: toLocalPath(returnTo) };
      await rememberAttempt(db, stored, request.browser, new Date(clock.now() + limits.attemptMs));
      return { kind: 'redirect', to: outcome.url, cookies: [] };
    },
    finish: (request, callback) => finish(inside, request, callback),
    end: (request) => end(inside, request),
    async endByOrder(logoutToken) {
      const outcome = await relyingParty.readLogoutToken(logoutToken);
      if (outcome.kind !== 'valid') return outcome;
      const isFirst = await db.transaction((tx) => carryOutLogout(tx, clientId, outcome.logout));
      return isFirst ? { kind: 'done' } : { kind: 'refused', reason: 'this token was taken before' };
    },
  };
}

interface Inside {
  readonly deps: SiteSessionDeps;
  readonly relyingParty: RelyingParty;
  readonly cookieName: string;
  readonly find: (request: Request) => Promise<StoredSession | undefined>;
}

async function finish(inside: Inside, request: Request, callback: CallbackQuery): Promise<Step> {
  const { deps, relyingParty, cookieName, find } = inside;
  const stored = await takeStoredAttempt(deps.db, callback.state ?? '', request.browser, deps.clock.now());
  if (!stored) {
    // A callback that is returned to: whoever is signed in goes on, everybody else is told.
    if (await find(request)) return { kind: 'redirect', to: '/', cookies: [] };
    return { kind: 'failed', problem: 'attempt_over', detail: 'unknown state' };
  }
  const outcome = await relyingParty.finish(callback, stored.attempt);
  if (outcome.kind === 'failed') return outcome;
  const id = await open(deps, outcome.identity, request.cookie(cookieName));
  if (id === undefined) return { kind: 'failed', problem: 'invalid_answer', detail: 'claims are missing' };
  return { kind: 'redirect', to: stored.returnTo, cookies: [{ name: cookieName, value: id }] };
}

/** The session here ends even while the provider is away. */
async function end({ deps, relyingParty, cookieName }: Inside, request: Request) {
  const id = request.cookie(cookieName);
  const ended = id ? await removeSession(deps.db, deps.clientId, id) : undefined;
  const url =
    ended && (await relyingParty.endSessionUrl({ idToken: ended.idToken, language: request.language }));
  return { to: url ?? paths.signedOut, cookies: [{ name: cookieName, value: undefined }] };
}

function toIdentity(found: StoredSession | undefined): SiteIdentity | undefined {
  if (!found) return undefined;
  const { accountId, name, acr, amr, authTime, sid } = found;
  return { accountId, name, acr, amr, authTime, sid };
}

async function findAlive(deps: SiteSessionDeps, id: string): Promise<StoredSession | undefined> {
  const now = deps.clock.now();
  const found = await findStoredSession(deps.db, deps.clientId, id);
  if (!found || !isAlive(found, now)) return undefined;
  if (found.lastSeenAt.getTime() + limits.touchMs <= now)
    await touchStoredSession(deps.db, id, new Date(now));
  return found;
}

/** Always under a new identifier; a session of the same person that was stepped up keeps its beginning. */
async function open(
  deps: SiteSessionDeps,
  identity: Identity,
  replacedId: string | undefined,
): Promise<string | undefined> {
  const { subject, name, acr, amr, authTime, sid, idToken } = identity;
  if (!acr || authTime === undefined || !sid) return undefined;
  const id = deps.randomBytes(identifierBytes).toString('base64url');
  const now = new Date(deps.clock.now());
  await deps.db.transaction(async (tx) => {
    const replaced = replacedId ? await removeSession(tx, deps.clientId, replacedId) : undefined;
    const goesOn = replaced?.accountId === subject && isAlive(replaced, now.getTime());
    await storeSession(
      tx,
      { id, clientId: deps.clientId },
      {
        accountId: subject,
        name: name ?? '',
        acr,
        amr,
        authTime: new Date(authTime * 1000),
        sid,
        idToken,
        createdAt: goesOn ? replaced.createdAt : now,
        lastSeenAt: now,
      },
    );
  });
  return id;
}
