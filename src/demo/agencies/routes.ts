import { z } from 'zod';
import { levels } from '../../../oidc/ports.ts';
import { json, page, type Reply, type Request, type Route, redirect, route } from '../../http/index.ts';
import {
  type CallbackQuery,
  callbackQuery,
  type LoginProblem,
  logoutBody,
  type RelyingParty,
} from '../../relying-party/index.ts';
import { paths } from './model.ts';
import type { AgencyPages } from './pages.ts';
import type { RegisterDesk } from './residence/model.ts';
import { residenceRoutes } from './residence/routes.ts';
import type { Sessions } from './sessions.ts';

export interface AgencyRoutesDeps {
  readonly id: string;
  readonly relyingParty: RelyingParty;
  readonly sessions: Sessions;
  readonly pages: AgencyPages;
  /** Told why a sign-in failed, in protocol words. */
  readonly onFailure: (problem: LoginProblem, detail: string) => void;
  /** Where it has a connector. */
  readonly residence?: { readonly desk: RegisterDesk; readonly portal: string } | undefined;
}

const sessionCookie = 'agency_session';
const signInQuery = z.object({ level: z.enum(levels).optional() });
const seen = { 200: 'the page', 303: 'to the sign-in service or to a page of this site' };

/** All routes of a demo agency. */
export function agencyRoutes(deps: AgencyRoutesDeps): Route[] {
  const { id } = deps;
  return [
    route({
      id: `${id}.start`,
      method: 'GET',
      path: '/',
      summary: 'Who we are',
      audience: 'page',
      responses: seen,
      handle: (request) => showStart(deps, request),
    }),
    route({
      id: `${id}.me`,
      method: 'GET',
      path: '/me',
      summary: 'What we know of the person',
      audience: 'page',
      query: z.object({ refreshed: z.literal('yes').optional() }),
      responses: seen,
      handle: (request) => showPerson(deps, request, request.query.refreshed === 'yes'),
    }),
    route({
      id: `${id}.sign_in`,
      method: 'GET',
      path: '/sign-in',
      summary: 'Begin a sign-in, or raise the level of a session',
      audience: 'page',
      query: signInQuery,
      responses: seen,
      handle: (request) => beginSignIn(deps, request),
    }),
    route({
      id: `${id}.callback`,
      method: 'GET',
      path: paths.callback,
      summary: 'The answer of the sign-in service',
      audience: 'page',
      query: callbackQuery,
      responses: seen,
      handle: (request) => finishSignIn(deps, request),
    }),
    ...sessionRoutes(deps),
    ...(deps.residence
      ? residenceRoutes({
          id,
          ...deps.residence,
          sessionOf: (request) => current(deps, request)?.session,
          show: (request, drawn, status = 200) =>
            page(deps.pages.framed(request, current(deps, request)?.session, drawn), {
              status,
              ...targets(deps),
            }),
        })
      : []),
  ];
}

function sessionRoutes(deps: AgencyRoutesDeps): Route[] {
  const { id } = deps;
  return [
    route({
      id: `${id}.refresh`,
      method: 'POST',
      path: '/refresh',
      summary: 'Fetch the data again with the refresh token',
      audience: 'page',
      responses: seen,
      handle: (request) => refresh(deps, request),
    }),
    route({
      id: `${id}.sign_out`,
      method: 'POST',
      path: '/sign-out',
      summary: 'End the session here and at the sign-in service',
      audience: 'page',
      responses: seen,
      handle: (request) => signOut(deps, request),
    }),
    route({
      id: `${id}.signed_out`,
      method: 'GET',
      path: paths.signedOut,
      summary: 'After sign-out',
      audience: 'page',
      responses: { 200: 'the page' },
      handle: (request) => page(deps.pages.signedOut(request)),
    }),
    route({
      id: `${id}.backchannel_logout`,
      method: 'POST',
      path: paths.backChannelLogout,
      summary: 'OpenID Connect Back-Channel Logout',
      audience: 'api',
      body: logoutBody,
      responses: { 200: 'carried out', 400: 'not a valid order', 503: 'send it again later' },
      handle: (request) => endByOrder(deps, request.body.logout_token),
    }),
  ];
}

function current(deps: AgencyRoutesDeps, request: Request) {
  const id = request.cookie(sessionCookie);
  const session = deps.sessions.find(id);
  return session && id !== undefined ? { id, session } : undefined;
}

function showStart(deps: AgencyRoutesDeps, request: Request): Reply {
  const session = current(deps, request)?.session;
  const hasEnded = !session && request.cookie(sessionCookie) !== undefined;
  const cookies = hasEnded ? [{ name: sessionCookie, value: undefined }] : [];
  return page(deps.pages.start(request, session, hasEnded), { cookies, ...targets(deps) });
}

function showPerson(deps: AgencyRoutesDeps, request: Request, wasRefreshed: boolean): Reply {
  const here = current(deps, request);
  if (!here) return redirect('/');
  return page(deps.pages.person(request, here.session, wasRefreshed), targets(deps));
}

async function beginSignIn(
  deps: AgencyRoutesDeps,
  request: Request<z.infer<typeof signInQuery>>,
): Promise<Reply> {
  const { language, browser } = request;
  const outcome = await deps.relyingParty.begin({ language, level: request.query.level });
  if (outcome.kind === 'failed') return showFailure(deps, request, outcome.problem, outcome.detail);
  deps.sessions.remember({ attempt: outcome.attempt, browser, stepUpOf: current(deps, request)?.id });
  return redirect(outcome.url);
}

async function finishSignIn(deps: AgencyRoutesDeps, request: Request<CallbackQuery>): Promise<Reply> {
  const pending = deps.sessions.take(request.query.state ?? '', request.browser);
  if (!pending) {
    // A callback that is returned to: whoever is signed in goes on, everybody else is told.
    return current(deps, request)
      ? redirect('/me')
      : showFailure(deps, request, 'attempt_over', 'unknown state');
  }
  const outcome = await deps.relyingParty.finish(request.query, pending.attempt);
  if (outcome.kind === 'failed') return showFailure(deps, request, outcome.problem, outcome.detail);
  const id = deps.sessions.open(outcome.identity, pending.stepUpOf);
  return redirect('/me', [{ name: sessionCookie, value: id }]);
}

async function refresh(deps: AgencyRoutesDeps, request: Request): Promise<Reply> {
  const here = current(deps, request);
  if (!here) return redirect('/');
  const outcome = await deps.sessions.refresh(here.id, () =>
    deps.relyingParty.refresh(here.session.identity),
  );
  if (outcome.kind === 'failed') return showFailure(deps, request, outcome.problem, outcome.detail);
  return redirect('/me?refreshed=yes');
}

async function signOut(deps: AgencyRoutesDeps, request: Request): Promise<Reply> {
  const here = current(deps, request);
  const cookies = [{ name: sessionCookie, value: undefined }];
  if (!here) return redirect(paths.signedOut, cookies);
  deps.sessions.end(here.id);
  const { idToken } = here.session.identity;
  const url = await deps.relyingParty.endSessionUrl({ idToken, language: request.language });
  return redirect(url ?? paths.signedOut, cookies);
}

async function endByOrder(deps: AgencyRoutesDeps, token: string): Promise<Reply> {
  const outcome = await deps.relyingParty.readLogoutToken(token);
  if (outcome.kind === 'unavailable') return json({ error: 'temporarily_unavailable' }, 503);
  if (outcome.kind === 'valid' && deps.sessions.carryOut(outcome.logout)) {
    return { kind: 'text', status: 200, body: '', type: 'text/plain' };
  }
  const reason = outcome.kind === 'refused' ? outcome.reason : 'this token was taken before';
  return json({ error: 'invalid_request', error_description: reason }, 400);
}

function showFailure(deps: AgencyRoutesDeps, request: Request, problem: LoginProblem, detail: string): Reply {
  deps.onFailure(problem, detail);
  const session = current(deps, request)?.session;
  const status = problem === 'unavailable' ? 503 : problem === 'cancelled' ? 200 : 400;
  return page(deps.pages.problem(request, problem, session), { status, ...targets(deps) });
}

/** Browsers apply `form-action` to the redirect that follows the sign-out form. */
function targets(deps: AgencyRoutesDeps): { formTargets: readonly string[] } {
  return { formTargets: [deps.relyingParty.providerOrigin] };
}
