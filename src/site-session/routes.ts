import { z } from 'zod';
import { levels } from '../../oidc/ports.ts';
import { json, page, type Reply, type Request, type Route, redirect, route } from '../http/index.ts';
import { callbackQuery, type LoginProblem, logoutBody } from '../relying-party/index.ts';
import { paths, type SiteName } from './model.ts';
import { problemPage, signedOutPage } from './pages.ts';
import type { SiteSession, Step } from './service.ts';

export interface SiteSessionRoutesDeps {
  readonly site: SiteName;
  readonly session: SiteSession;
  /** Told why a sign-in failed, in protocol words without personal data. */
  readonly onFailure: (problem: LoginProblem, detail: string) => void;
}

/** Sign-in, callback, sign-out and back-channel logout of a site. */
export function siteSessionRoutes(deps: SiteSessionRoutesDeps): Route[] {
  return [...signInRoutes(deps), ...signOutRoutes(deps)];
}

function signInRoutes(deps: SiteSessionRoutesDeps): Route[] {
  const { session, site } = deps;
  const responses = {
    200: 'The person said no: the page says how to go on.',
    303: 'To the identity provider, or back to the page that was wanted.',
    400: 'The sign-in did not come about: the page says why.',
    503: 'The identity provider is away.',
  };
  return [
    route({
      id: `${site}.sign_in`,
      method: 'GET',
      path: paths.signIn,
      summary: 'Begin a sign-in that leads to a page of the site',
      audience: 'page',
      query: z.object({ to: z.string().max(1_000).optional(), level: z.enum(levels).optional() }),
      responses,
      handle: async (request) => {
        const { to: returnTo, level } = request.query;
        return answer(deps, request, await session.begin(request, { returnTo, level }));
      },
    }),
    route({
      id: `${site}.sign_in_callback`,
      method: 'GET',
      path: paths.callback,
      summary: 'The answer of the identity provider',
      audience: 'page',
      query: callbackQuery,
      responses,
      handle: async (request) => answer(deps, request, await session.finish(request, request.query)),
    }),
  ];
}

function signOutRoutes({ session, site }: SiteSessionRoutesDeps): Route[] {
  return [
    route({
      id: `${site}.sign_out`,
      method: 'POST',
      path: paths.signOut,
      summary: 'End the session here and at the identity provider',
      audience: 'page',
      responses: { 303: 'To the identity provider.' },
      handle: async (request) => {
        const { to, cookies } = await session.end(request);
        return redirect(to, cookies);
      },
    }),
    route({
      id: `${site}.signed_out`,
      method: 'GET',
      path: paths.signedOut,
      summary: 'After sign-out',
      audience: 'page',
      responses: { 200: 'The page.' },
      handle: (request) => page(signedOutPage(request, site)),
    }),
    route({
      id: `${site}.backchannel_logout`,
      method: 'POST',
      path: paths.backChannelLogout,
      summary: 'OpenID Connect Back-Channel Logout',
      audience: 'api',
      body: logoutBody,
      responses: { 200: 'Carried out.', 400: 'Not a valid order.', 503: 'To be sent again later.' },
      handle: async (request) => {
        const outcome = await session.endByOrder(request.body.logout_token);
        if (outcome.kind === 'done') return { kind: 'text', status: 200, body: '', type: 'text/plain' };
        if (outcome.kind === 'unavailable') return json({ error: 'temporarily_unavailable' }, 503);
        return json({ error: 'invalid_request', error_description: outcome.reason }, 400);
      },
    }),
  ];
}

const statusOf: Readonly<Record<LoginProblem, number>> = {
  cancelled: 200,
  level_not_reached: 400,
  unavailable: 503,
  attempt_over: 400,
  refused: 400,
  invalid_answer: 400,
};

function answer(deps: SiteSessionRoutesDeps, request: Request, step: Step): Reply {
  if (step.kind === 'redirect') return redirect(step.to, step.cookies);
  deps.onFailure(step.problem, step.detail);
  return page(problemPage(request, deps.site, step.problem), { status: statusOf[step.problem] });
}
