import { z } from 'zod';
import { type Html, page, type Request, type Route, redirect, route } from '../../http/index.ts';
import { atCourt, type OfficeFrame } from '../workplace/index.ts';
import { mostAtOnce } from './model.ts';
import { absentPage, type AbsentPageView, absentPath } from './pages/absent.ts';
import { rotationNews } from './pages/words.ts';
import { actingAs, readReason, refusals, type RotationRoutesDeps, statusOf, writtenReason } from './forms.ts';

const listSize = mostAtOnce;
const entry = z.string().regex(/^\d{1,18}$/);
const chosen = z.union([z.uuid().transform((one) => [one]), z.array(z.uuid()).max(listSize)]);

/** Cases whose judge has left the court, or is on long leave. */
export function absentRoutes(deps: RotationRoutesDeps): Route[] {
  const path = '/courts/:court/absent-judges';
  return [
    route({
      id: 'court.absent_judges',
      method: 'GET',
      path,
      summary: 'Cases whose judge has left the court or is on long leave, with the hearings that are planned',
      audience: 'page',
      query: z.strictObject({
        after: entry.optional(),
        news: z.enum(rotationNews).optional(),
      }),
      responses: {
        200: 'The page.',
        303: 'To the sign-in, when nobody is signed in.',
        404: 'No court of which I am the chair.',
      },
      handle: (request) =>
        atCourt(deps, request, ['chair'], async (frame) =>
          page(await drawAbsent(deps, request, frame, request.query)),
        ),
    }),
    route({
      id: 'court.draw_for_absent',
      method: 'POST',
      path: `${path}/draw`,
      formPage: path,
      summary: 'The chair has judges drawn for cases whose judge has left or is on long leave',
      audience: 'page',
      body: z.strictObject({ case: chosen.optional(), reason: writtenReason, after: entry.optional() }),
      responses: {
        303: 'To the page that tells the outcome, or to the sign-in.',
        404: 'No court of which I am the chair.',
        ...refusals,
      },
      handle: (request) =>
        atCourt(deps, request, ['chair'], async (frame) => {
          const { case: caseIds = [], reason, after } = request.body;
          const why = readReason(reason);
          const outcome =
            why === undefined ? 'reason' : await deps.rotation.drawForAbsent(actingAs(frame), caseIds, why);
          if (outcome === 'done') return redirect(`${absentPath(frame)}?news=done`);
          const typed = { caseIds, reason };
          const drawn = await drawAbsent(deps, request, frame, { after, typed, news: outcome });
          return page(drawn, { status: statusOf(outcome) });
        }),
    }),
  ];
}

/** The list from the entry on that the view names. */
async function drawAbsent(
  { lots }: RotationRoutesDeps,
  request: Request,
  frame: OfficeFrame,
  { after, typed, news }: Partial<Pick<AbsentPageView, 'after' | 'typed' | 'news'>>,
): Promise<Html> {
  const found = await lots.absentCases(frame.court.courtId, { after, limit: listSize });
  return absentPage(request, frame, { ...found, after, ...(typed && { typed }), news });
}
