import { z } from 'zod';
import { page, type Reply, RequestError, type Route, route } from '../../http/index.ts';
import { openPage, type PortalDeps } from '../../portal/index.ts';
import { isMonth } from '../../statistics/index.ts';
import { atCourt, type WorkplaceDeps } from '../workplace/index.ts';
import {
  courtMonthDocument,
  courtMonthsDocument,
  toCsv,
  toMonthCsv,
  toMonthDocument,
  toMonthsDocument,
  toOwnDocument,
} from './codec.ts';
import { ownFiguresPage } from './pages/own.ts';
import { publicFiguresPage, publicPath } from './pages/public.ts';
import type { CourtFigures } from './service.ts';

export interface PublicFigureDeps {
  readonly portal: PortalDeps;
  readonly figures: CourtFigures;
}

const responses = { 200: 'The figures.', 404: 'The month has no figures.' };
/** Counted anew each hour. */
const cached = { 'cache-control': 'public, max-age=300' };

/** Figures of the courts for everybody, at the portal. */
export function publicFigureRoutes({ portal, figures }: PublicFigureDeps): Route[] {
  const find = async (month = '') => {
    const found = isMonth(month) ? await figures.month(month) : undefined;
    if (!found) throw new RequestError(404, 'http.not_found');
    return found;
  };
  return [
    route({
      id: 'courts.figures',
      method: 'GET',
      path: publicPath,
      summary: 'Court notices of a month, by court; without a month those of the last that is over',
      audience: 'page',
      query: z.strictObject({ month: z.string().refine(isMonth).optional() }),
      responses: { 200: 'The page.', 404: 'The month has no figures.' },
      async handle(request) {
        const { month } = request.query;
        const view = await figures.view(month);
        if (!view && month !== undefined) throw new RequestError(404, 'http.not_found');
        return openPage(portal, request, (frame) => publicFiguresPage(request, frame, view));
      },
    }),
    route({
      id: 'courts.months',
      method: 'GET',
      path: `${publicPath}/months.json`,
      summary: 'Which months have figures of courts',
      audience: 'api',
      answer: { type: 'application/json', schema: courtMonthsDocument },
      responses: { 200: 'The months, the newest first.' },
      handle: async () => cachedJson(toMonthsDocument(await figures.months())),
    }),
    route({
      id: 'courts.month',
      method: 'GET',
      path: `${publicPath}/months/:month.json`,
      summary: 'Figures of the courts in a month, such as 2026-11',
      audience: 'api',
      answer: { type: 'application/json', schema: courtMonthDocument },
      responses,
      handle: async ({ params }) => cachedJson(toMonthDocument(await find(params['month']))),
    }),
    route({
      id: 'courts.month_csv',
      method: 'GET',
      path: `${publicPath}/months/:month.csv`,
      summary: 'The same as a table; what is hidden is empty',
      audience: 'api',
      answer: { type: 'text/csv' },
      responses,
      async handle({ params }) {
        const found = await find(params['month']);
        return csv(toMonthCsv(found), `acar-courts-${found.month}.csv`, cached);
      },
    }),
  ];
}

export type OwnFigureDeps = WorkplaceDeps & { readonly figures: Pick<CourtFigures, 'ofCourt'> };

const ownPath = '/courts/:court/figures';
const ownResponses = {
  303: 'To the sign-in, when nobody is signed in as surely as a chair must be.',
  403: 'A chair works with the card alone.',
  404: 'No court of which I am the chair.',
};

/** A court's own figures, exact, for its chair. */
export function ownFigureRoutes(deps: OwnFigureDeps): Route[] {
  return [
    route({
      id: 'court.figures',
      method: 'GET',
      path: ownPath,
      summary: 'Notices of my court by month: sent, delivered, read, and how long it took',
      audience: 'page',
      responses: { 200: 'The page.', ...ownResponses },
      handle: (request) =>
        atCourt(deps, request, ['chair'], async (frame) =>
          page(ownFiguresPage(request, frame, await deps.figures.ofCourt(frame.court.courtId))),
        ),
    }),
    route({
      id: 'court.figures_json',
      method: 'GET',
      path: `${ownPath}.json`,
      summary: 'The same for programs',
      audience: 'page',
      responses: { 200: 'The figures.', ...ownResponses },
      handle: (request) =>
        atCourt(deps, request, ['chair'], async ({ court: { courtId } }) => ({
          kind: 'json',
          status: 200,
          body: toOwnDocument(courtId, await deps.figures.ofCourt(courtId)),
        })),
    }),
    route({
      id: 'court.figures_csv',
      method: 'GET',
      path: `${ownPath}.csv`,
      summary: 'The same as a table',
      audience: 'page',
      responses: { 200: 'The figures.', ...ownResponses },
      handle: (request) =>
        atCourt(deps, request, ['chair'], async ({ court: { courtId, names } }) => {
          const months = await deps.figures.ofCourt(courtId);
          const rows = months.map((one) => ({
            month: one.month,
            court: courtId,
            name: names.az,
            figures: one,
          }));
          return csv(toCsv(rows), `acar-${courtId}.csv`);
        }),
    }),
  ];
}

function cachedJson(body: unknown): Reply {
  return { kind: 'json', status: 200, body, headers: cached };
}

function csv(body: string, name: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    kind: 'text',
    status: 200,
    body,
    type: 'text/csv; charset=utf-8',
    headers: { ...headers, 'content-disposition': `attachment; filename="${name}"` },
  };
}
