import { z } from 'zod';
import { page, type Route, redirect, route } from '../../http/index.ts';
import { atCourt } from '../workplace/index.ts';
import { mostAtOnce } from './model.ts';
import { absentPage, absentPath } from './pages/absent.ts';
import { rotationNews } from './pages/words.ts';
import { actingAs, readReason, type RotationRoutesDeps, writtenReason } from './forms.ts';

const listSize = mostAtOnce;
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
        after: z
          .string()
          .regex(/^\d{1,18}$/)
          .optional(),
        news: z.enum(rotationNews).optional(),
      }),
      responses: {
        200: 'The page.',
        303: 'To the sign-in, when nobody is signed in.',
        404: 'No court of which I am the chair.',
      },
      handle: (request) =>
        atCourt(deps, request, ['chair'], async (frame) => {
          const { after, news } = request.query;
          const found = await deps.lots.absentCases(frame.court.courtId, { after, limit: listSize });
          return page(absentPage(request, frame, { ...found, isFirst: after === undefined, news }));
        }),
    }),
    route({
      id: 'court.draw_for_absent',
      method: 'POST',
      path: `${path}/draw`,
      summary: 'The chair has judges drawn for cases whose judge has left or is on long leave',
      audience: 'page',
      body: z.strictObject({ case: chosen.optional(), reason: writtenReason }),
      responses: {
        303: 'To the page that tells the outcome, or to the sign-in.',
        404: 'No court of which I am the chair.',
      },
      handle: (request) =>
        atCourt(deps, request, ['chair'], async (frame) => {
          const { case: caseIds = [], reason } = request.body;
          const why = readReason(reason);
          const outcome =
            why === undefined ? 'reason' : await deps.rotation.drawForAbsent(actingAs(frame), caseIds, why);
          return redirect(`${absentPath(frame)}?news=${outcome}`);
        }),
    }),
  ];
}
