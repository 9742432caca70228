import { z } from 'zod';
import { cardSigningRoutes } from '../../documents/index.ts';
import { page, RequestError, type Route, route } from '../../http/index.ts';
import { asJudge, findCase, type IssuingRoutesDeps, refused, signInFirst } from './acting.ts';
import { newNoticeRoutes } from './form-routes.ts';
import { casePage } from './pages/case.ts';
import { casesPage, myCases } from './pages/cases.ts';
import { noticeSigning } from './signing-site.ts';
import { unsignedRoutes } from './unsigned-routes.ts';

const listSize = 20;

/** A judge's pages: my cases, a case, a new notice, what waits for a signature, and the signing. */
export function issuingRoutes(deps: IssuingRoutesDeps): Route[] {
  return [
    ...readingRoutes(deps),
    ...newNoticeRoutes(deps),
    ...unsignedRoutes(deps),
    ...cardSigningRoutes(noticeSigning(deps)),
  ];
}

function readingRoutes(deps: IssuingRoutesDeps): Route[] {
  const { issuing } = deps;
  const list = route({
    id: 'court.my_cases',
    method: 'GET',
    path: `/courts/:court${myCases}`,
    summary: 'The cases that were given to me, the newest first',
    audience: 'page',
    query: z.strictObject({ before: z.string().max(20).optional() }),
    responses: { 200: 'The page.', ...refused, ...signInFirst },
    handle: (request) =>
      asJudge(deps, request, async (frame) => {
        const { before } = request.query;
        const [found, unsigned, untold] = await Promise.all([
          issuing.cases(frame, { before, limit: listSize }),
          issuing.unsigned(frame),
          issuing.untold(frame),
        ]);
        const hindered = unsigned.filter(({ obstacle }) => obstacle !== undefined).length;
        const waiting = { unsigned: unsigned.length - hindered, hindered };
        const view = { ...found, isFirst: before === undefined, ...waiting, untold };
        return page(casesPage(request, frame, view));
      }),
  });
  const show = route({
    id: 'court.my_case',
    method: 'GET',
    path: `/courts/:court${myCases}/:case`,
    summary: 'One of my cases, with its notices and what became of them',
    audience: 'page',
    responses: { 200: 'The page.', ...refused, ...signInFirst },
    handle: (request) =>
      asJudge(deps, request, async (frame) => {
        const detail = await findCase(deps, request, frame);
        const unsigned = await issuing.unsigned(frame);
        const hindered = unsigned.filter(({ obstacle }) => obstacle !== undefined);
        return page(casePage(request, frame, detail, new Set(hindered.map(({ noticeId }) => noticeId))));
      }),
  });
  const file = route({
    id: 'court.notice_file',
    method: 'GET',
    path: '/courts/:court/notice-files/:notice',
    summary: 'The PDF of a notice as it is, shown by the browser',
    audience: 'page',
    responses: { 200: 'Its bytes.', ...refused, ...signInFirst },
    handle: (request) =>
      asJudge(deps, request, async (frame) => {
        const found = await issuing.file(frame, request.params['notice'] ?? '');
        if (!found) throw new RequestError(404, 'http.not_found');
        const { content, mediaType, name } = found;
        const size = content.size;
        return {
          kind: 'content',
          status: 200,
          body: content.open(),
          size,
          type: mediaType,
          name,
          disposition: 'inline',
        };
      }),
  });
  return [list, show, file];
}
