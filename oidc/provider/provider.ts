import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JWK, KoaContextWithOIDC } from 'oidc-provider';
import { errors, Provider } from 'oidc-provider';
import type { EventRecorder, LogoutQueue } from '../ports.ts';
import { isClientSecret } from '../clients/index.ts';
import { acrInWordsOf, levelOf, pairwiseSubject } from './claims.ts';
import {
  createConfiguration,
  type ProviderDependencies,
  type ProviderSettings,
  renderError,
  sectorOf,
} from './configuration.ts';
import { tellOutages } from './adapter.ts';
import { createCookieSignatures } from './cookie-signatures.ts';
import { createInteractionAccess, type InteractionAccess } from './interaction-access.ts';
import { rememberClients } from './known-clients.ts';
import { type LogoutNotice, queueBackchannelLogout } from './logout.ts';
import { replaceLibraryForm } from './library-form.ts';
import { answer, type ProviderPages } from './pages.ts';
import { memoryOf } from './request-memory.ts';
import { answerInQueryOnly } from './response-mode.ts';
import { keepSignInDetails, signInOf, type SubmittedResult } from './session-details.ts';
import { createSessions, type Sessions } from './sessions.ts';

export interface IdentityProviderDependencies extends ProviderDependencies {
  readonly recorder: EventRecorder;
  readonly logoutQueue: LogoutQueue;
  /** Called with errors that the library could not explain to anybody. */
  readonly onServerError?: (error: Error) => void;
}

export interface IdentityProvider {
  /** Answers the protocol's own endpoints. */
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
  readonly interactions: InteractionAccess;
  readonly sessions: Sessions;
  /** Makes one back-channel logout call; rejects unless the client confirms it. */
  sendLogout(notice: LogoutNotice): Promise<void>;
  /** Takes new signing keys into use: requests under way finish with the old ones. */
  useSigningKeys(keys: readonly JWK[]): void;
}

/** Assembles the OpenID provider. The library reads its keys at construction, so new keys mean a new instance. */
export function createIdentityProvider(
  settings: ProviderSettings,
  deps: IdentityProviderDependencies,
  signingKeys: readonly JWK[],
): IdentityProvider {
  let current = assemble(settings, deps, signingKeys);
  const sessions = createSessions({ ...deps, epochSeconds: () => Math.floor(deps.clock.now() / 1000) });
  const subjectOf = async (clientId: string, accountId: string) => {
    const client = await current.provider.Client.find(clientId);
    const isPairwise = client?.subjectType === 'pairwise';
    return isPairwise ? pairwiseSubject(settings.pairwiseKey, sectorOf(client), accountId) : accountId;
  };
  return {
    handle: (req, res) => current.callback(req, res),
    interactions: createInteractionAccess(() => current.provider, {
      clock: deps.clock,
      endSession: (accountId, uid) => sessions.end(accountId, uid),
      subjectOf,
    }),
    sessions,
    sendLogout: (notice) => current.sendLogout(notice),
    useSigningKeys(keys) {
      current = assemble(settings, deps, keys);
    },
  };
}

function assemble(settings: ProviderSettings, deps: IdentityProviderDependencies, keys: readonly JWK[]) {
  const provider = new Provider(settings.issuer, createConfiguration(settings, deps, keys));
  // The listener wrote the forwarding headers itself (src/http/server.ts).
  provider.proxy = true;
  provider.keys = createCookieSignatures(settings.cookieKeys);
  provider.on('server_error', (_ctx, error) => deps.onServerError?.(error));
  keepSignInDetails(provider);
  acceptReplayOnce(provider, deps);
  compareSecretDigests(provider);
  rememberClients(provider, tellOutages(deps.clients, deps.isOutage));
  answerInQueryOnly(provider);
  answerInAskedWords(provider);
  provider.use(async (ctx, next) => {
    await next();
    const context = ctx as KoaContextWithOIDC;
    await replaceLibraryForm(context);
    const failure = await unstored(context);
    if (failure) await answerUnstored(context, failure, deps.pages);
    if (ctx.status === 404 && !ctx.body) await answerNotFound(context, deps.pages);
    if (ctx.status === 503) ctx.set('retry-after', '5');
    if (failure) return;
    await recordAuthorization(context, deps.recorder);
    await recordSignOut(context, deps.recorder);
  });
  const sendLogout = queueBackchannelLogout(provider, deps.logoutQueue);
  const callback = provider.callback();
  return {
    provider,
    sendLogout,
    callback: (req: IncomingMessage, res: ServerResponse): Promise<void> => callback(req, res),
  };
}

/** Waits for what the request wrote. Undefined = all of it is stored; otherwise why not. */
async function unstored(ctx: KoaContextWithOIDC): Promise<Error | undefined> {
  try {
    await memoryOf(ctx).settled();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** The library has made its answer, but what the answer stands on was not stored: nothing of it leaves us. */
async function answerUnstored(ctx: KoaContextWithOIDC, failure: Error, pages: ProviderPages): Promise<void> {
  const known = failure instanceof errors.OIDCProviderError ? failure : undefined;
  const out = { error: known?.error ?? 'server_error', error_description: known?.error_description };
  ctx.remove('location');
  ctx.remove('set-cookie');
  ctx.status = known?.statusCode ?? 500;
  if (ctx.accepts('json', 'html') === 'html') await renderError(ctx, out, failure, pages);
  else Object.assign(ctx, { type: 'json', body: out });
  if (!known) ctx.oidc.provider.emit('server_error', ctx, failure);
}

/** The library answers an address that it does not know with one bare word. */
async function answerNotFound(ctx: KoaContextWithOIDC, pages: ProviderPages): Promise<void> {
  if (ctx.accepts('json', 'html') !== 'html') return;
  answer(ctx, await pages.error({ req: ctx.req, status: 404, error: 'http.not_found', clientId: undefined }));
  ctx.status = 404;
}

/** The library's own check looks first and stores afterwards; two nodes would both accept the same proof. */
function acceptReplayOnce(provider: Provider, deps: IdentityProviderDependencies): void {
  const model = provider.ReplayDetection as unknown as {
    unique: (iss: string, jti: string, exp: number) => Promise<boolean>;
  };
  model.unique = (iss, jti, exp) =>
    deps.store.insertOnce({ kind: 'ReplayDetection', id: replayKey(iss, jti), payload: {}, expiresAt: exp });
}

function replayKey(iss: string, jti: string): string {
  return createHash('sha256')
    .update(JSON.stringify([iss, jti]))
    .digest('base64url');
}

function compareSecretDigests(provider: Provider): void {
  const prototype = provider.Client.prototype as unknown as {
    clientSecret?: string;
    compareClientSecret: (given: string) => boolean;
    includeSid: () => boolean;
  };
  prototype.compareClientSecret = function (this: { clientSecret?: string }, given) {
    return this.clientSecret !== undefined && isClientSecret(this.clientSecret, given);
  };
  // Every ID token names its session, so that any client can match a later logout.
  prototype.includeSid = () => true;
}

/** The session keeps our words; the code, and with it every ID token of the grant, has those of the request. */
function answerInAskedWords(provider: Provider): void {
  Object.defineProperty(provider.OIDCContext.prototype, 'acr', {
    get(this: KoaContextWithOIDC['oidc']): string | undefined {
      const level = levelOf(this.session?.acr ?? '');
      const asked = this.params?.['acr_values'];
      return level && acrInWordsOf(typeof asked === 'string' ? asked : undefined, level);
    },
  });
}

/** A sign-in, a step-up, and each service that joins a session leave a record before the code leaves us. */
async function recordAuthorization(ctx: KoaContextWithOIDC, recorder: EventRecorder): Promise<void> {
  const code = ctx.oidc?.entities?.AuthorizationCode;
  const result = ctx.oidc?.result as SubmittedResult | undefined;
  const session = ctx.oidc?.session;
  if (!code || !session || ctx.oidc.route === 'token' || (!result?.login && !result?.consent)) return;
  const details = signInOf(session);
  const isFirst = details !== undefined && details.startedAt === details.signedInAt;
  const type = !result.login ? 'sign_in.continued' : isFirst ? 'sign_in.succeeded' : 'sign_in.stepped_up';
  await recorder.record({
    type,
    accountId: session.accountId,
    clientId: ctx.oidc.client?.clientId,
    sessionUid: session.uid,
    method: details?.method,
    level: levelOf(session.acr ?? ''),
    address: ctx.ip,
    userAgent: ctx.get('user-agent').slice(0, 512),
  });
}

/** The person chose to sign out everywhere; what the portal or a new password ends is recorded in `Sessions`. */
async function recordSignOut(ctx: KoaContextWithOIDC, recorder: EventRecorder): Promise<void> {
  const session = ctx.oidc?.session;
  // A button that is pressed twice ends the session once.
  const isEnded = ctx.oidc?.route === 'end_session_confirm' && memoryOf(ctx).hasEndedSession();
  if (!isEnded || !isDestroyed(session) || !session?.accountId) return;
  await recorder.record({
    type: 'session.ended',
    accountId: session.accountId,
    clientId: ctx.oidc.client?.clientId,
    sessionUid: session.uid,
    method: signInOf(session)?.method,
    address: ctx.ip,
    userAgent: ctx.get('user-agent').slice(0, 512),
  });
}

/** False for a session that only changed its identifier, as when the person left one service. */
function isDestroyed(session: unknown): boolean {
  return (session as { destroyed?: boolean } | undefined)?.destroyed === true;
}
