import { z } from 'zod';
import { type Reply, RequestError, type Route, route } from '../http/index.ts';
import { openPage, type PortalDeps } from '../portal/index.ts';
import {
  documentSchemas,
  figureDocument,
  monthDocument,
  monthsDocument,
  toCsv,
  toFigureDocument,
  toMonthDocument,
  toMonthsDocument,
} from './codec.ts';
import { isFigure, isMonth } from './model.ts';
import { noFiguresPage, statisticsPage } from './pages/overview.ts';
import type { Statistics } from './service.ts';

export interface StatisticsRoutesDeps {
  readonly portal: PortalDeps;
  readonly statistics: Statistics;
  /** True = there are figures of courts beside these. */
  readonly hasCourts?: boolean;
}

const month = z.string().refine(isMonth);
const json200 = { 200: 'The figures.', 404: 'There are no such figures.' };
/** Figures move every five minutes, and those of past months only when they are counted anew. */
const cached = { 'cache-control': 'public, max-age=300' };

/** The public figures: a page, and every number of it for programs. */
export function statisticsRoutes(deps: StatisticsRoutesDeps): readonly Route[] {
  return [pageRoute(deps), schemaRoute, monthsRoute(deps), ...monthRoutes(deps), ...figureRoutes(deps)];
}

function pageRoute({ portal, statistics, hasCourts = false }: StatisticsRoutesDeps): Route {
  return route({
    id: 'statistics.page',
    method: 'GET',
    path: '/statistics',
    summary: 'Figures of a month, with charts; without a month those of the last complete one',
    audience: 'page',
    query: z.strictObject({ month: month.optional() }),
    responses: { 200: 'The page.', 404: 'The month has no figures.' },
    async handle(request) {
      const wanted = request.query.month;
      const view = await statistics.view(wanted);
      if (!view && wanted !== undefined) throw new RequestError(404, 'http.not_found');
      return openPage(portal, request, (frame) =>
        view ? statisticsPage(request, frame, { ...view, hasCourts }) : noFiguresPage(request, frame),
      );
    },
  });
}

const schemaRoute = route({
  id: 'statistics.schema',
  method: 'GET',
  path: '/statistics/schema.json',
  summary: 'JSON Schema of the other documents: `months`, `month` and `figure`',
  audience: 'api',
  responses: { 200: 'The schemas.' },
  handle: () => cachedJson(documentSchemas()),
});

function monthsRoute({ statistics }: StatisticsRoutesDeps): Route {
  return route({
    id: 'statistics.months',
    method: 'GET',
    path: '/statistics/months.json',
    summary: 'Which months have figures, and which figures there are',
    audience: 'api',
    answer: { type: 'application/json', schema: monthsDocument },
    responses: { 200: 'The months, the newest first.' },
    handle: async () => cachedJson(toMonthsDocument(await statistics.periods())),
  });
}

function monthRoutes({ statistics }: StatisticsRoutesDeps): Route[] {
  const find = async (wanted: string | undefined) => {
    const found = wanted !== undefined && isMonth(wanted) ? await statistics.month(wanted) : undefined;
    if (!found) throw new RequestError(404, 'http.not_found');
    return found;
  };
  return [
    route({
      id: 'statistics.month',
      method: 'GET',
      path: '/statistics/months/:month.json',
      summary: 'All figures of a month, such as 2026-11',
      audience: 'api',
      answer: { type: 'application/json', schema: monthDocument },
      responses: json200,
      handle: async ({ params }) => cachedJson(toMonthDocument(await find(params['month']))),
    }),
    route({
      id: 'statistics.month_csv',
      method: 'GET',
      path: '/statistics/months/:month.csv',
      summary: 'The same as a table: month, figure, key, name, count; a hidden count is empty',
      audience: 'api',
      answer: { type: 'text/csv' },
      responses: json200,
      async handle({ params }) {
        const report = await find(params['month']);
        return csv(toCsv(report.cells), `acar-${report.month}.csv`);
      },
    }),
  ];
}

function figureRoutes({ statistics }: StatisticsRoutesDeps): Route[] {
  const find = async (figure: string | undefined) => {
    if (figure === undefined || !isFigure(figure)) throw new RequestError(404, 'http.not_found');
    return { figure, months: await statistics.figure(figure) };
  };
  return [
    route({
      id: 'statistics.figure',
      method: 'GET',
      path: '/statistics/figures/:figure.json',
      summary: 'One figure in every month, the newest first',
      audience: 'api',
      answer: { type: 'application/json', schema: figureDocument },
      responses: json200,
      async handle({ params }) {
        const { figure, months } = await find(params['figure']);
        return cachedJson(toFigureDocument(figure, months));
      },
    }),
    route({
      id: 'statistics.figure_csv',
      method: 'GET',
      path: '/statistics/figures/:figure.csv',
      summary: 'The same as a table: month, figure, key, name, count; a hidden count is empty',
      audience: 'api',
      answer: { type: 'text/csv' },
      responses: json200,
      async handle({ params }) {
        const { figure, months } = await find(params['figure']);
        return csv(toCsv(months.flatMap(({ cells }) => cells)), `acar-${figure}.csv`);
      },
    }),
  ];
}

function cachedJson(body: unknown): Reply {
  return { kind: 'json', status: 200, body, headers: cached };
}

function csv(body: string, name: string): Reply {
  return {
    kind: 'text',
    status: 200,
    body,
    type: 'text/csv; charset=utf-8',
    headers: { ...cached, 'content-disposition': `attachment; filename="${name}"` },
  };
}
