import { z } from 'zod';
import { page, type Route, redirect, route } from '../../http/index.ts';
import type { PortalDeps } from '../model.ts';
import { consentsPage, historyPage, mePage, sessionsPage } from './pages.ts';
import { phoneRoutes } from './phones-routes.ts';
import { signedIn } from './signed-in.ts';
import { passwordChangePage, type PasswordResult } from './password-page.ts';

const historySize = 25;
const key = z.string().min(1).max(200);
const password = z.string().max(256);
const signInFirst = { 303: 'To the sign-in, when nobody is signed in.' };
const back = { 303: 'Back to the list, or to the sign-in.' };

export function ownRoutes(deps: PortalDeps): Route[] {
  return [
    meRoute(deps),
    ...sessionRoutes(deps),
    endAllRoute(deps),
    historyRoute(deps),
    ...consentRoutes(deps),
    ...(deps.phones ? phoneRoutes(deps, deps.phones) : []),
    ...passwordRoutes(deps),
  ];
}

function meRoute(deps: PortalDeps): Route {
  return route({
    id: 'portal.me',
    method: 'GET',
    path: '/me',
    summary: 'Who I am and how I signed in',
    audience: 'page',
    responses: { 200: 'The page.', ...signInFirst },
    handle: (request) => signedIn(deps, request, (frame) => page(mePage(request, frame))),
  });
}

function sessionRoutes(deps: PortalDeps): Route[] {
  const list = route({
    id: 'portal.sessions',
    method: 'GET',
    path: '/me/sessions',
    summary: 'My live sessions',
    audience: 'page',
    query: z.strictObject({ news: z.enum(['ended', 'gone']).optional() }),
    responses: { 200: 'The page.', ...signInFirst },
    handle: (request) =>
      signedIn(deps, request, async (frame) => {
        const sessions = await deps.sessions.list(frame.person, request);
        const { most } = deps.sessions;
        return page(sessionsPage(request, frame, { sessions, most, news: request.query.news }));
      }),
  });
  const endOne = route({
    id: 'portal.end_session',
    method: 'POST',
    path: '/me/sessions/end',
    summary: 'Ends one of my sessions',
    audience: 'page',
    body: z.strictObject({ session: key }),
    responses: back,
    handle: (request) =>
      signedIn(deps, request, async (frame) => {
        const wasEnded = await deps.sessions.end(frame.person, request.body.session);
        return redirect(`/me/sessions?news=${wasEnded ? 'ended' : 'gone'}`);
      }),
  });
  return [list, endOne];
}

function endAllRoute(deps: PortalDeps): Route {
  return route({
    id: 'portal.end_all_sessions',
    method: 'POST',
    path: '/me/sessions/end-all',
    summary: 'Ends all my sessions, this one too',
    audience: 'page',
    body: z.strictObject({}),
    responses: { 303: 'To the home page, or to the sign-in.' },
    handle: (request) =>
      signedIn(deps, request, async (frame) => {
        await deps.sessions.endAll(frame.person);
        return redirect('/?news=all_ended');
      }),
  });
}

function historyRoute(deps: PortalDeps): Route {
  return route({
    id: 'portal.history',
    method: 'GET',
    path: '/me/history',
    summary: 'My sign-in history, the newest first',
    audience: 'page',
    query: z.strictObject({ before: key.optional() }),
    responses: { 200: 'The page.', ...signInFirst },
    handle: (request) =>
      signedIn(deps, request, async (frame) => {
        const { language, query } = request;
        const found = await deps.history.page(frame.person, { ...query, limit: historySize, language });
        return page(historyPage(request, frame, { ...found, isFirst: query.before === undefined }));
      }),
  });
}

function consentRoutes(deps: PortalDeps): Route[] {
  const list = route({
    id: 'portal.consents',
    method: 'GET',
    path: '/me/consents',
    summary: 'Services that may have my data',
    audience: 'page',
    query: z.strictObject({ news: z.enum(['withdrawn']).optional() }),
    responses: { 200: 'The page.', ...signInFirst },
    handle: (request) =>
      signedIn(deps, request, async (frame) => {
        const consents = await deps.consents.list(frame.person, request.language);
        const wasWithdrawn = request.query.news === 'withdrawn';
        return page(consentsPage(request, frame, { consents, wasWithdrawn }));
      }),
  });
  const withdraw = route({
    id: 'portal.withdraw_consent',
    method: 'POST',
    path: '/me/consents/withdraw',
    summary: 'Withdraws my consent to a service',
    audience: 'page',
    body: z.strictObject({ client: key }),
    responses: back,
    handle: (request) =>
      signedIn(deps, request, async (frame) => {
        const wasWithdrawn = await deps.consents.withdraw(frame.person, request.body.client);
        return redirect(wasWithdrawn ? '/me/consents?news=withdrawn' : '/me/consents');
      }),
  });
  return [list, withdraw];
}

function passwordRoutes(deps: PortalDeps): Route[] {
  const ask = route({
    id: 'portal.password',
    method: 'GET',
    path: '/me/password',
    summary: 'The form that changes my password',
    audience: 'page',
    responses: { 200: 'The page.', ...signInFirst },
    handle: (request) =>
      signedIn(deps, request, (frame) =>
        page(passwordChangePage(request, frame, { result: undefined, ...deps.passwordRules })),
      ),
  });
  const change = route({
    id: 'portal.change_password',
    method: 'POST',
    path: '/me/password',
    summary: 'Changes my password',
    audience: 'page',
    body: z.strictObject({ current: password, next: password, repeat: password }),
    responses: { 200: 'Changed.', 422: 'Not changed; the page says why.', ...signInFirst },
    handle: (request) =>
      signedIn(deps, request, async (frame) => {
        const { current, next, repeat } = request.body;
        const result: PasswordResult =
          next === repeat
            ? await deps.changePassword(frame.person, { current, next }, request)
            : { kind: 'not_repeated' };
        const status = result.kind === 'changed' ? 200 : 422;
        return page(passwordChangePage(request, frame, { result, ...deps.passwordRules }), { status });
      }),
  });
  return [ask, change];
}
