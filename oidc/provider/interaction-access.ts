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
  /** The library's own object, only for handing back. */
  readonly handle: LibraryInteraction;
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
  /** Hands the person's answer to the library; returns the address where the browser goes on. */
  finish(
    interaction: OpenInteraction,
    login: SubmittedResult['login'] | undefined,
    method: string | undefined,
    access: GrantedAccess,
  ): Promise<string>;
  /** Ends the request with an OAuth error at the relying party. */
  refuse(
    interaction: OpenInteraction,
    error: 'access_denied' | 'unmet_authentication_requirements',
    description: string,
  ): Promise<string>;
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
    return handle.returnTo;
  };
  return {
    async find(req, res) {
      try {
        return toOpenInteraction(await current().interactionDetails(req, res));
      } catch (error) {
        if (error instanceof errors.SessionNotFound) return undefined;
        throw error;
      }
    },
    async finish(interaction, login, method, access) {
      if (login && (await isSomebodyElse(deps, interaction, login.accountId)))
        return submit(interaction, somebodyElse);
      if (login) await leaveOtherSession(deps, interaction, login.accountId);
      const grantId = await saveGrant(current(), access);
      return submit(interaction, {
        ...(login ? { login } : {}),
        ...(method ? { acar: { method } } : {}),
        consent: { grantId },
      });
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
 * Another person takes over this browser: the session before ends for all its services. The library would do so with a
 * page that needs script, and whose form the browser stops on its way to the service (`form-action`).
 */
async function leaveOtherSession(
  deps: InteractionAccessDependencies,
  { handle }: OpenInteraction,
  accountId: string,
): Promise<void> {
  const { session } = handle;
  if (!session?.accountId || session.accountId === accountId) return;
  if (session.uid) await deps.endSession(session.accountId, session.uid);
  handle.session = undefined;
}

function toOpenInteraction(handle: LibraryInteraction): OpenInteraction {
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
    handle,
  };
}

async function saveGrant(provider: Provider, access: GrantedAccess): Promise<string> {
  const grant = new provider.Grant({ accountId: access.accountId, clientId: access.clientId });
  grant.addOIDCScope(access.scopes.join(' '));
  for (const [resource, scopes] of Object.entries(access.resourceScopes)) {
    grant.addResourceScope(resource, scopes.join(' '));
  }
  return grant.save();
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
