import { z } from 'zod';
import { page, type Reply, type Request, type Route, redirect, route } from '../../http/index.ts';
import { courtPath, type OfficeFrame } from '../workplace/index.ts';
import { asJudge, id, type IssuingRoutesDeps, onward, refused, several, signInFirst } from './acting.ts';
import { unsignedNotices } from './pages/cases.ts';
import { unsignedNews, unsignedPage, type UnsignedView } from './pages/unsigned.ts';

function unsignedPath({ params }: Request): string {
  return `/courts/${encodeURIComponent(params['court'] ?? '')}${unsignedNotices}`;
}

/** What waits for a judge's signature: looked at, signed, or thrown away. */
export function unsignedRoutes(deps: IssuingRoutesDeps): Route[] {
  const body = z.strictObject({ notice: several.optional() });
  const show = route({
    id: 'court.unsigned',
    method: 'GET',
    path: `/courts/:court${unsignedNotices}`,
    summary: 'Notices that wait for my signature',
    audience: 'page',
    query: z.strictObject({ case: id.optional(), news: z.enum(unsignedNews).optional() }),
    responses: { 200: 'The page.', ...refused, ...signInFirst },
    handle: (request) =>
      asJudge(deps, request, (frame) => {
        const { case: caseId, news } = request.query;
        return showUnsigned(deps, request, frame, { caseId, news });
      }),
  });
  const sign = route({
    id: 'court.sign_notices',
    method: 'POST',
    path: '/courts/:court/notices/sign',
    formPage: `/courts/:court${unsignedNotices}`,
    summary: 'Begins to sign notices with the card',
    audience: 'page',
    body,
    responses: { ...refused, 422: 'Refused; the page says why.', ...onward },
    handle: (request) =>
      asJudge(
        deps,
        request,
        async (frame) => {
          const judge = { ...frame, accountId: frame.person.accountId };
          const ticked = request.body.notice ?? [];
          const begun = await deps.issuing.beginSigning(judge, ticked);
          if (begun.kind === 'begun')
            return redirect(courtPath(frame, `/notices/signing/${begun.signingId}`));
          return showUnsigned(deps, request, frame, { caseId: undefined, ticked, error: begun.code });
        },
        unsignedPath(request),
      ),
  });
  const discard = route({
    id: 'court.discard_notices',
    method: 'POST',
    path: '/courts/:court/notices/discard',
    formPage: `/courts/:court${unsignedNotices}`,
    summary: 'Throws notices away that were not signed',
    audience: 'page',
    body,
    responses: { ...refused, 422: 'Refused; the page says why.', ...onward },
    handle: (request) =>
      asJudge(
        deps,
        request,
        async (frame) => {
          const gone = await deps.issuing.discard(frame, request.body.notice ?? []);
          if (gone > 0) return redirect(courtPath(frame, `${unsignedNotices}?news=discarded`));
          const refused = { caseId: undefined, ticked: [], error: 'notice.none_chosen' };
          return showUnsigned(deps, request, frame, refused);
        },
        unsignedPath(request),
      ),
  });
  return [show, sign, discard];
}

async function showUnsigned(
  { issuing, card }: IssuingRoutesDeps,
  request: Request,
  frame: OfficeFrame,
  view: Pick<UnsignedView, 'caseId' | 'ticked' | 'news' | 'error'>,
): Promise<Reply> {
  const notices = await issuing.unsigned(frame);
  const drawn = unsignedPage(request, frame, { notices, hasCard: card !== undefined, ...view });
  return page(drawn, { status: view.error === undefined ? 200 : 422 });
}
