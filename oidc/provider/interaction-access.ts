import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { decodeJwt, UnsecuredJWT } from 'jose';
import { errors, type Provider } from 'oidc-provider';
import type { Clock } from '../ports.ts';
import type { SubmittedResult } from './session-details.ts';

type LibraryInteraction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** The request of a relying party that waits for a person. */
export interface OpenInteraction {
  readonly uid: string;
  /** Why the person is asked: to sign in, or to let a further service join the session. */
  readonly prompt: 'login' | 'consent';
  readonly clientId: string;
  /** The relying party's parameters, checked by the library. */
  readonly params: Readonly<Record<string, string>>;
  /** Resource indicators (RFC 8707) of the request. */
  readonly resources: readonly string[];
  readonly session:
    | { readonly accountId: string; readonly acr: string; readonly amr: readonly string[] }
    | undefined;
  /** Where the browser goes on once the request has its answer. */
  readonly returnTo: string;
  /** Who is signed in in this browser now: another tab may have signed in since the request came. */
  readonly currentSession: () => Promise<BrowserSession | undefined>;
  /** The library's own object, only for handing back. */
  readonly handle: LibraryInteraction;
}

interface BrowserSession {
  readonly accountId: string;
  readonly uid: string;
}

export interface GrantedAccess {
  readonly accountId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly resourceScopes: Readonly<Record<string, readonly string[]>>;
}

export interface InteractionAccess {
  /** Undefined when the request is over, expired, or was started in another browser. */
  find(req: IncomingMessage, res: ServerResponse): Promise<OpenInteraction | undefined>;
  /** Hands the person's answer to the library; when it resolves, the browser may go on to `returnTo`. */
  finish(
    interaction: OpenInteraction,
    login: SubmittedResult['login'] | undefined,
    method: string | undefined,
    access: GrantedAccess,
  ): Promise<void>;
  /** Ends the request with an OAuth error at the relying party. */
  refuse(
    interaction: OpenInteraction,
    error: 'access_denied' | 'unmet_authentication_requirements',
    description: string,
  ): Promise<void>;
  /** Starts the same request anew; returns the path to go to. */
  startAgain(clientId: string, params: Readonly<Record<string, unknown>>): Promise<string>;
}

/** How long a restarted request waits for the browser, which is redirected to it at once. */
const restartSeconds = 60;

export interface InteractionAccessDependencies {
  readonly clock: Clock;
  /** Ends a session with everything in it, as signing out does. */
  readonly endSession: (accountId: string, uid: string) => Promise<unknown>;
  /** The subject by which the client knows the person. */
  readonly subjectOf: (clientId: string, accountId: string) => Promise<string>;
}

export function createInteractionAccess(
  current: () => Provider,
  deps: InteractionAccessDependencies,
): InteractionAccess {
  const { clock } = deps;
  const epochSeconds = () => Math.floor(clock.now() / 1000);
  const submit = async (
    { handle }: OpenInteraction,
    result: SubmittedResult | { error: string; error_description: string },
  ) => {
    handle.result = 'error' in result ? result : { ...handle.lastSubmission, ...(result as object) };
    await handle.save(Math.max(1, handle.exp - epochSeconds()));
  };
  return {
    async find(req, res) {
      try {
        const provider = current();
        const details = await provider.interactionDetails(req, res);
        return toOpenInteraction(details, () => sessionOf(provider, req, res));
      } catch (error) {
        if (error instanceof errors.SessionNotFound) return undefined;
        throw error;
      }
    },
    async finish(interaction, login, method, access) {
      if (login && (await isSomebodyElse(deps, interaction, login.accountId)))
        return submit(interaction, somebodyElse);
      if (login) await leaveOtherPerson(deps, interaction, login.accountId);
      const { grantId, saved } = saveGrant(current(), access);
      // Both at once, so that they are stored by one statement; nobody sees the one before the other is there.
      await Promise.all([
        saved,
        submit(interaction, {
          ...(login ? { login } : {}),
          ...(method ? { acar: { method } } : {}),
          consent: { grantId },
        }),
      ]);
    },
    refuse: (interaction, error, description) =>
      submit(interaction, { error, error_description: description }),
    startAgain: (clientId, params) => startAgain(current(), clientId, params, epochSeconds()),
  };
}

const somebodyElse = {
  error: 'login_required',
  error_description: 'the person who signed in is not the one of id_token_hint',
};

/** OpenID Connect Core 3.1.2.1: the library compares `id_token_hint` (which it verified) before the sign-in only. */
async function isSomebodyElse(
  deps: InteractionAccessDependencies,
  { params, clientId }: OpenInteraction,
  accountId: string,
): Promise<boolean> {
  const hint = params['id_token_hint'];
  return hint !== undefined && decodeJwt(hint).sub !== (await deps.subjectOf(clientId, accountId));
}

/**
 * A browser belongs to one person at a time: whoever was signed in before is signed out everywhere. The library would ask
 * for this with a form that sends itself, which needs a script and ends at an origin that our pages do not allow.
 */
async function leaveOtherPerson(
  deps: InteractionAccessDependencies,
  interaction: OpenInteraction,
  accountId: string,
): Promise<void> {
  const { handle } = interaction;
  const before = await interaction.currentSession();
  if (!before || before.accountId === accountId) return;
  await deps.endSession(before.accountId, before.uid);
  // The library goes on only in the session in which a request began; that one is gone.
  if (handle.session) Object.assign(handle.session, { uid: undefined });
}

async function sessionOf(provider: Provider, req: IncomingMessage, res: ServerResponse) {
  const session = await provider.Session.get(provider.createContext(req, res));
  const { accountId, uid } = session;
  return accountId ? { accountId, uid } : undefined;
}

function toOpenInteraction(
  handle: LibraryInteraction,
  currentSession: OpenInteraction['currentSession'],
): OpenInteraction {
  const { params, session, prompt } = handle;
  const text = Object.entries(params).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const { resource } = params;
  return {
    uid: handle.uid,
    prompt: prompt.name === 'consent' ? 'consent' : 'login',
    clientId: String(params['client_id']),
    params: Object.fromEntries(text),
    resources: Array.isArray(resource)
      ? resource.map(String)
      : typeof resource === 'string'
        ? [resource]
        : [],
    session: session?.accountId
      ? { accountId: session.accountId, acr: session.acr ?? 'low', amr: session.amr ?? [] }
      : undefined,
    returnTo: handle.returnTo,
    currentSession,
    handle,
  };
}

function saveGrant(provider: Provider, access: GrantedAccess) {
  const grant = new provider.Grant({ accountId: access.accountId, clientId: access.clientId });
  // Named here, so that it can be referred to before it is stored; as long as the library's own names.
  const grantId = randomBytes(32).toString('base64url');
  grant.jti = grantId;
  grant.addOIDCScope(access.scopes.join(' '));
  for (const [resource, scopes] of Object.entries(access.resourceScopes)) {
    grant.addResourceScope(resource, scopes.join(' '));
  }
  return { grantId, saved: grant.save() };
}

/** As if the client had pushed the same request again (RFC 9126); it was checked when it first came. */
async function startAgain(
  provider: Provider,
  clientId: string,
  params: Readonly<Record<string, unknown>>,
  now: number,
): Promise<string> {
  const { request: _r, request_uri: _u, ...rest } = params;
  const request = new UnsecuredJWT({ ...rest })
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + restartSeconds)
    .setIssuer(clientId)
    .setAudience(provider.issuer)
    .encode();
  const pushed = new provider.PushedAuthorizationRequest({ request, trusted: true } as never);
  const id = await (pushed as unknown as { save(ttl: number): Promise<string> }).save(restartSeconds);
  const query = new URLSearchParams({
    client_id: clientId,
    request_uri: `urn:ietf:params:oauth:request_uri:${id}`,
  });
  return `/auth?${query.toString()}`;
}
