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
import { atCourt, courtPath, type OfficeFrame } from '../workplace/index.ts';
import { dayInBaku } from './model.ts';
import { assignedPage, assignedPath, type TypedAssignment } from './pages/assigned.ts';
import { leavePage, type LeavePageView } from './pages/leave.ts';
import { lotsPage, type LotsPageView } from './pages/lots.ts';
import { openRoutes } from './open-routes.ts';
import { rotationNews } from './pages/words.ts';
import { absentRoutes } from './absent-routes.ts';
import { actingAs, readReason, refusals, type RotationRoutesDeps, statusOf, writtenReason } from './forms.ts';
import type { RotationOutcome } from './service.ts';

/** What a page tells of a form. */
interface Told {
  readonly news?: (typeof rotationNews)[number] | undefined;
  readonly status?: number;
}

const news = z.strictObject({ news: z.enum(rotationNews).optional() });
const signInFirst = { 303: 'To the sign-in, when nobody is signed in.' };
const onward = { 303: 'To the page that tells the outcome, or to the sign-in.', ...refusals };
const notThere = { 404: 'There is no such court, or no office there.' };
const reason = writtenReason;

/** Who has a case, and the lots of a court. */
export function rotationRoutes(deps: RotationRoutesDeps): Route[] {
  return [
    ...caseRoutes(deps),
    lotsRoute(deps),
    ...recusalRoutes(deps),
    ...leaveRoutes(deps),
    ...absentRoutes(deps),
    ...openRoutes(deps),
  ];
}

function caseIdOf(request: Request): string {
  const read = z.uuid().safeParse(request.params['case']);
  if (!read.success) throw new RequestError(404, 'http.not_found');
  return read.data;
}

function caseRoutes(deps: RotationRoutesDeps): Route[] {
  const show = route({
    id: 'court.case_judge',
    method: 'GET',
    path: '/courts/:court/cases/:case/judge',
    summary: 'Who has a case, who had it, and why it has nobody yet',
    audience: 'page',
    query: news,
    responses: { 200: 'The page.', ...notThere, ...signInFirst },
    handle: (request) =>
      atCourt(deps, request, ['judge', 'chair', 'clerk'], (frame) =>
        showCase(deps, request, frame, request.query),
      ),
  });
  return [show, recuseRoute(deps), drawAgainRoute(deps), giveRoute(deps)];
}

async function showCase(
  { lots, courts }: RotationRoutesDeps,
  request: Request,
  frame: OfficeFrame,
  { news: told, typed, status = 200 }: Told & { readonly typed?: TypedAssignment },
): Promise<Reply> {
  const { courtId } = frame.court;
  const view = await lots.ofCase(courtId, caseIdOf(request));
  if (!view) throw new RequestError(404, 'http.not_found');
  const isChair = frame.offices.includes('chair');
  const [staff, atWork] = isChair
    ? await Promise.all([courts.staffOf(courtId), lots.judgesAtWork(view.of)])
    : [[], []];
  const fit = new Set(atWork.map(({ staffId }) => staffId));
  const others = staff.filter(({ staffId }) => fit.has(staffId) && staffId !== view.of.judgeId);
  const shown = { ...view, others, ...(typed && { typed }), news: told };
  return page(assignedPage(request, frame, shown), { status });
}

/** To the page with the outcome; a refusal shows it with what was typed. */
async function answer(
  deps: RotationRoutesDeps,
  request: Request,
  frame: OfficeFrame,
  {
    typed,
    work,
  }: { readonly typed: TypedAssignment; readonly work: (reason: string) => Promise<RotationOutcome> },
): Promise<Reply> {
  const outcome = await withReason(readReason(typed.reason), work);
  if (outcome === 'done') return back(assignedPath(frame, caseIdOf(request)), outcome);
  return showCase(deps, request, frame, { news: outcome, typed, status: statusOf(outcome) });
}

function recuseRoute(deps: RotationRoutesDeps): Route {
  return route({
    id: 'court.ask_recusal',
    method: 'POST',
    path: '/courts/:court/cases/:case/judge/recusal',
    formPage: '/courts/:court/cases/:case/judge',
    summary: 'The judge of a case asks to be freed of it',
    audience: 'page',
    body: z.strictObject({ reason }),
    responses: { ...onward, ...notThere },
    handle: (request) =>
      atCourt(deps, request, ['judge'], async (frame) => {
        const caseId = caseIdOf(request);
        const work = (words: string) => deps.rotation.askRecusal(actingAs(frame), caseId, words);
        return answer(deps, request, frame, { typed: { form: 'recusal', ...request.body }, work });
      }),
  });
}

function drawAgainRoute(deps: RotationRoutesDeps): Route {
  return route({
    id: 'court.draw_again',
    method: 'POST',
    path: '/courts/:court/cases/:case/judge/draw',
    formPage: '/courts/:court/cases/:case/judge',
    summary: 'The chair takes a case from its judge; another is drawn',
    audience: 'page',
    body: z.strictObject({ reason }),
    responses: { ...onward, ...notThere },
    handle: (request) =>
      atCourt(deps, request, ['chair'], async (frame) => {
        const caseId = caseIdOf(request);
        const work = (words: string) => deps.rotation.drawAgain(actingAs(frame), caseId, words);
        return answer(deps, request, frame, { typed: { form: 'draw', ...request.body }, work });
      }),
  });
}

function giveRoute(deps: RotationRoutesDeps): Route {
  return route({
    id: 'court.give_case',
    method: 'POST',
    path: '/courts/:court/cases/:case/judge/give',
    formPage: '/courts/:court/cases/:case/judge',
    summary: 'The chair gives a case to a judge by name, which everybody sees',
    audience: 'page',
    body: z.strictObject({ reason, judge: z.uuid() }),
    responses: { ...onward, ...notThere },
    handle: (request) =>
      atCourt(deps, request, ['chair'], async (frame) => {
        const caseId = caseIdOf(request);
        const { judge: judgeId } = request.body;
        const work = (words: string) =>
          deps.rotation.give(actingAs(frame), { caseId, judgeId, reason: words });
        return answer(deps, request, frame, { typed: { form: 'give', ...request.body }, work });
      }),
  });
}

function withReason(
  why: string | undefined,
  work: (reason: string) => Promise<RotationOutcome>,
): Promise<RotationOutcome | 'reason'> {
  return why === undefined ? Promise.resolve('reason') : work(why);
}

function back(path: string, outcome: RotationOutcome | 'reason'): Reply {
  return redirect(`${path}?news=${outcome}`);
}

function lotsRoute(deps: RotationRoutesDeps): Route {
  return route({
    id: 'court.lots',
    method: 'GET',
    path: '/courts/:court/lots',
    summary: 'The lots of every judge, and the recusals that wait for the chair',
    audience: 'page',
    query: news,
    responses: { 200: 'The page.', ...notThere, ...signInFirst },
    handle: (request) =>
      atCourt(deps, request, ['chair', 'judge', 'clerk'], (frame) =>
        showLots(deps, request, frame, request.query),
      ),
  });
}

async function showLots(
  deps: RotationRoutesDeps,
  request: Request,
  frame: OfficeFrame,
  { news: told, typed, status = 200 }: Told & Pick<LotsPageView, 'typed'>,
): Promise<Reply> {
  const { courtId } = frame.court;
  const isChair = frame.member.office === 'chair';
  const [lots, recusals] = await Promise.all([
    deps.lots.lots(courtId),
    isChair ? deps.lots.openRecusals(courtId) : undefined,
  ]);
  const view = { lots, recusals, ...(typed && { typed }), news: told };
  return page(lotsPage(request, frame, view), { status });
}

const toLots = (frame: OfficeFrame) => courtPath(frame, '/lots');
const toLeave = (frame: OfficeFrame) => courtPath(frame, '/leave');

function recusalRoutes(deps: RotationRoutesDeps): Route[] {
  const common = { method: 'POST', audience: 'page', responses: { ...onward, ...notThere } } as const;
  return [
    route({
      ...common,
      id: 'court.accept_recusal',
      path: '/courts/:court/recusals/accept',
      formPage: '/courts/:court/lots',
      summary: 'The chair frees a judge of a case; another is drawn',
      body: z.strictObject({ recusal: z.uuid() }),
      handle: (request) =>
        atCourt(deps, request, ['chair'], async (frame) =>
          back(toLots(frame), await deps.rotation.acceptRecusal(actingAs(frame), request.body.recusal)),
        ),
    }),
    route({
      ...common,
      id: 'court.refuse_recusal',
      path: '/courts/:court/recusals/refuse',
      formPage: '/courts/:court/lots',
      summary: 'The chair leaves a case with its judge, and says why',
      body: z.strictObject({ recusal: z.uuid(), reason }),
      handle: (request) =>
        atCourt(deps, request, ['chair'], async (frame) => {
          const { recusal } = request.body;
          const { reason: typed } = request.body;
          const refuse = (words: string) => deps.rotation.refuseRecusal(actingAs(frame), recusal, words);
          const outcome = await withReason(readReason(typed), refuse);
          if (outcome === 'done') return back(toLots(frame), outcome);
          const view = { typed: { recusalId: recusal, reason: typed }, status: statusOf(outcome) };
          return showLots(deps, request, frame, { news: outcome, ...view });
        }),
    }),
  ];
}

function leaveRoutes(deps: RotationRoutesDeps): Route[] {
  const path = '/courts/:court/leave';
  return [
    route({
      id: 'court.leave',
      method: 'GET',
      path,
      summary: 'Days on which judges get no new cases',
      audience: 'page',
      query: news,
      responses: { 200: 'The page.', ...notThere, ...signInFirst },
      handle: (request) =>
        atCourt(deps, request, ['chair'], (frame) => showLeave(deps, request, frame, request.query)),
    }),
    route({
      id: 'court.enter_leave',
      method: 'POST',
      path,
      summary: 'The chair enters the leave of a judge',
      audience: 'page',
      body: z.strictObject({ judge: z.uuid(), from: z.string().max(20), until: z.string().max(20) }),
      responses: { ...onward, ...notThere },
      handle: (request) =>
        atCourt(deps, request, ['chair'], async (frame) => {
          const { judge: staffId, from, until } = request.body;
          const areDays = [from, until].every((day) => z.iso.date().safeParse(day).success);
          const outcome = areDays
            ? await deps.rotation.enterLeave(actingAs(frame), { staffId, from, until })
            : 'days_wrong';
          if (outcome === 'done') return back(toLeave(frame), outcome);
          const view = { typed: request.body, status: statusOf(outcome) };
          return showLeave(deps, request, frame, { news: outcome, ...view });
        }),
    }),
    route({
      id: 'court.withdraw_leave',
      method: 'POST',
      path: `${path}/withdraw`,
      formPage: path,
      summary: 'The chair withdraws leave that is not over',
      audience: 'page',
      body: z.strictObject({ leave: z.uuid() }),
      responses: { ...onward, ...notThere },
      handle: (request) =>
        atCourt(deps, request, ['chair'], async (frame) =>
          back(toLeave(frame), await deps.rotation.withdrawLeave(actingAs(frame), request.body.leave)),
        ),
    }),
  ];
}

async function showLeave(
  { lots, courts, clock }: RotationRoutesDeps,
  request: Request,
  frame: OfficeFrame,
  { news: told, typed, status = 200 }: Told & Pick<LeavePageView, 'typed'>,
): Promise<Reply> {
  const { courtId } = frame.court;
  const [leaves, staff] = await Promise.all([lots.leaves(courtId), courts.staffOf(courtId)]);
  const judges = staff.filter(({ office }) => office === 'judge');
  const view = { leaves, judges, today: dayInBaku(clock.now()), ...(typed && { typed }), news: told };
  return page(leavePage(request, frame, view), { status });
}
