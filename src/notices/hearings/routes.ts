import { z } from 'zod';
import {
  page,
  type Reply,
  type Request,
  RequestError,
  type Route,
  redirect,
  route,
} from '../../http/index.ts';
import { atCourt, type OfficeFrame, type WorkplaceDeps } from '../workplace/index.ts';
import { readDate, weekOf } from './model.ts';
import { caseHearingsPage, caseHearingsPath, hearingNews } from './case-page.ts';
import { calendarPage } from './pages.ts';
import type { Hearings } from './service.ts';

export interface CalendarDeps extends WorkplaceDeps {
  readonly hearings: Hearings;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const query = z.strictObject({
  of: z
    .string()
    .regex(/^(room|judge):[0-9a-f-]{36}$/)
    .optional(),
  week: z.string().max(10).optional(),
});

export function calendarRoutes(deps: CalendarDeps): Route[] {
  return [
    route({
      id: 'court.calendar',
      method: 'GET',
      path: '/courts/:court/calendar',
      summary: 'The hearings of a room or a judge in a week',
      audience: 'page',
      query,
      responses: {
        200: 'The page.',
        303: 'To the sign-in, when nobody is signed in.',
        404: 'No court at which I work.',
      },
      handle: (request) =>
        atCourt(deps, request, ['judge', 'chair', 'clerk'], (frame) =>
          showWeek(deps, request, frame, request.query),
        ),
    }),
    ...caseHearingRoutes(deps),
  ];
}

const path = '/courts/:court/cases/:case/hearings';
const notThere = { 404: 'No such case at a court at which I work.' };

function caseHearingRoutes(deps: CalendarDeps): Route[] {
  const show = route({
    id: 'court.case_hearings',
    method: 'GET',
    path,
    summary: 'The hearings of a case',
    audience: 'page',
    query: z.strictObject({ news: z.enum(hearingNews).optional() }),
    responses: { 200: 'The page.', 303: 'To the sign-in, when nobody is signed in.', ...notThere },
    handle: (request) =>
      atCourt(deps, request, ['judge', 'chair', 'clerk'], (frame) =>
        showCase(deps, request, frame, request.query.news),
      ),
  });
  const giveUp = route({
    id: 'court.give_hearing_up',
    method: 'POST',
    path: `${path}/give-up`,
    summary: 'Gives the time of a hearing free whose judge has the case no more',
    audience: 'page',
    body: z.strictObject({ hearing: z.uuid() }),
    responses: { 303: 'To the page that tells the outcome, or to the sign-in.', ...notThere },
    handle: (request) =>
      atCourt(deps, request, ['judge', 'chair'], async (frame) => {
        const caseId = caseIdOf(request);
        const acting = {
          courtId: frame.court.courtId,
          staffId: frame.member.staffId,
          isChair: frame.offices.includes('chair'),
        };
        const given = await deps.hearings.giveUp(acting, { caseId, hearingId: request.body.hearing });
        const news = given.kind === 'given_up' ? 'given_up' : 'refused';
        return redirect(`${caseHearingsPath(frame, caseId)}?news=${news}`);
      }),
  });
  return [show, giveUp];
}

function caseIdOf(request: Request): string {
  const read = z.uuid().safeParse(request.params['case']);
  if (!read.success) throw new RequestError(404, 'http.not_found');
  return read.data;
}

/** A judge sees the page of their own case alone. */
async function showCase(
  { hearings }: CalendarDeps,
  request: Request,
  frame: OfficeFrame,
  news: (typeof hearingNews)[number] | undefined,
): Promise<Reply> {
  const { court, member, offices } = frame;
  const of = await hearings.caseOf(court.courtId, caseIdOf(request));
  const isOwn = of?.judgeId === member.staffId;
  const isChair = offices.includes('chair');
  if (!of || !(isOwn || isChair || offices.includes('clerk'))) throw new RequestError(404, 'http.not_found');
  const [planned, untold] = await Promise.all([
    hearings.ofCase(of.caseId),
    hearings.untold({ what: 'case', id: of.caseId }),
  ]);
  const view = { ...of, hearings: planned, untold, mayGiveUp: isOwn || isChair, isOwn, news };
  return page(caseHearingsPage(request, frame, view));
}

async function showWeek(
  { courts, hearings, now }: CalendarDeps,
  request: Request,
  frame: OfficeFrame,
  asked: z.infer<typeof query>,
): Promise<Reply> {
  const { courtId } = frame.court;
  const [rooms, staff] = await Promise.all([courts.roomsOf(courtId), courts.staffOf(courtId)]);
  const judges = staff.filter(({ office }) => office === 'judge');
  const monday = weekOf(readDate(asked.week ?? '') ?? now());
  const of = chosen(asked.of) ?? usual(frame, judges[0]?.staffId ?? '');
  const found = await hearings.week({ ...of, courtId }, monday);
  return page(calendarPage(request, frame, { monday, of, rooms, judges, hearings: found }));
}

function chosen(
  of: string | undefined,
): { readonly what: 'room' | 'judge'; readonly id: string } | undefined {
  const [what, id] = of?.split(':') ?? [];
  return id !== undefined && (what === 'room' || what === 'judge') ? { what, id } : undefined;
}

/** A judge begins with the own week. */
function usual({ member }: OfficeFrame, firstJudge: string): { readonly what: 'judge'; readonly id: string } {
  return { what: 'judge', id: member.office === 'judge' ? member.staffId : firstJudge };
}
