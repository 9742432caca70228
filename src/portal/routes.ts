import { z } from 'zod';
import { RequestError, type Route, route } from '../http/index.ts';
import type { PortalDeps } from './model.ts';
import { openPage } from './open-page.ts';
import { ownRoutes } from './own/routes.ts';
import { agenciesPage, agencyPage } from './pages/agencies.ts';
import { accessibilityPage, helpPage } from './pages/help.ts';
import { homePage, searchPage } from './pages/home.ts';
import { receiptRoutes } from './receipts/routes.ts';
import { bulletinPage, bulletinPath, sortOrders } from './pages/bulletin.ts';

const key = z.string().min(1).max(200);
const longestQuery = 200;

/** All pages of the portal. The sign-in and sign-out addresses that `deps` names are not among them. */
export function portalRoutes(deps: PortalDeps): Route[] {
  return [
    homeRoute(deps),
    ...catalogueRoutes(deps),
    bulletinRoute(deps),
    searchRoute(deps),
    ...helpRoutes(deps),
    ...ownRoutes(deps),
    ...(deps.records ? receiptRoutes(deps, deps.records) : []),
  ];
}

function homeRoute(deps: PortalDeps): Route {
  return route({
    id: 'portal.home',
    method: 'GET',
    path: '/',
    summary: 'The home page',
    audience: 'page',
    query: z.strictObject({ news: z.enum(['all_ended']).optional() }),
    responses: { 200: 'The page.' },
    handle: (request) =>
      openPage(deps, request, async (frame) => {
        const { catalogue } = deps;
        const { person } = frame;
        const [topServices, agencies, figures, recentAccesses, unreadNotices] = await Promise.all([
          catalogue.topServices(),
          catalogue.allAgencies(),
          catalogue.figures(),
          person && deps.recentAccesses?.(person),
          person && deps.unreadNotices?.(person),
        ]);
        const allEnded = request.query.news === 'all_ended';
        const agencyCount = agencies.length;
        const own = { recentAccesses, unreadNotices };
        const view = { ways: deps.ways(), topServices, agencyCount, figures, allEnded, ...own };
        return homePage(request, frame, view);
      }),
  });
}

function catalogueRoutes(deps: PortalDeps): Route[] {
  const { catalogue } = deps;
  const list = route({
    id: 'portal.agencies',
    method: 'GET',
    path: '/agencies',
    summary: 'Agencies in the order of the alphabet',
    audience: 'page',
    query: z.strictObject({ after: key.optional() }),
    responses: { 200: 'The page.' },
    handle: (request) =>
      openPage(deps, request, async (frame) => {
        const { after } = request.query;
        return agenciesPage(request, frame, {
          page: await catalogue.agencies(after),
          isFirst: after === undefined,
        });
      }),
  });
  const one = route({
    id: 'portal.agency',
    method: 'GET',
    path: '/agencies/:code',
    summary: 'One agency with its services and figures',
    audience: 'page',
    responses: { 200: 'The page.', 404: 'There is no such agency.' },
    async handle(request) {
      const code = request.params['code'] ?? '';
      const found = /^[a-z0-9-]{1,100}$/.test(code) ? await catalogue.agency(code) : undefined;
      if (!found) throw new RequestError(404, 'http.not_found');
      return openPage(deps, request, (frame) => agencyPage(request, frame, found));
    },
  });
  return [list, one];
}

function bulletinRoute(deps: PortalDeps): Route {
  const { catalogue } = deps;
  return route({
    id: 'portal.bulletin',
    method: 'GET',
    path: bulletinPath,
    summary: 'The figures of the bulletin of October 2013',
    audience: 'page',
    query: z.strictObject({ sort: z.enum(sortOrders).default('uses') }),
    responses: { 200: 'The page.' },
    handle: (request) =>
      openPage(deps, request, async (frame) => {
        const [agencies, figures] = await Promise.all([catalogue.allAgencies(), catalogue.figures()]);
        return bulletinPage(request, frame, { agencies, figures, sort: request.query.sort });
      }),
  });
}

function searchRoute(deps: PortalDeps): Route {
  return route({
    id: 'portal.search',
    method: 'GET',
    path: '/search',
    summary: 'Agencies and services by a part of their names',
    audience: 'page',
    query: z.strictObject({ q: z.string().default(''), after: key.optional() }),
    responses: { 200: 'The page.' },
    handle: (request) =>
      openPage(deps, request, async (frame) => {
        const query = request.query.q.trim().slice(0, longestQuery);
        const { after } = request.query;
        const found = await deps.catalogue.search(query, after);
        return searchPage(request, frame, { query, found, isFirst: after === undefined });
      }),
  });
}

function helpRoutes(deps: PortalDeps): Route[] {
  const responses = { 200: 'The page.' };
  return [
    route({
      id: 'portal.help',
      method: 'GET',
      path: '/help/sign-in',
      summary: 'How to sign in',
      audience: 'page',
      responses,
      handle: (request) => openPage(deps, request, (frame) => helpPage(request, frame, deps.contact)),
    }),
    route({
      id: 'portal.accessibility',
      method: 'GET',
      path: '/accessibility',
      summary: 'The accessibility statement',
      audience: 'page',
      responses,
      handle: (request) =>
        openPage(deps, request, (frame) => accessibilityPage(request, frame, deps.contact)),
    }),
  ];
}
