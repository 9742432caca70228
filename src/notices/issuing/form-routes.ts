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
import { beginningsOf, dateText, timeText, usualMinutes } from '../hearings/index.ts';
import { longestText, type NoticeKind, noticeKinds } from '../templates/index.ts';
import { courtPath, type OfficeFrame } from '../workplace/index.ts';
import {
  asJudge,
  findCase,
  id,
  type IssuingRoutesDeps,
  onward,
  refused,
  several,
  signInFirst,
} from './acting.ts';
import {
  type CaseDetail,
  type NoticeOrder,
  type NoticeRefusal,
  followUpsOf,
  preparedTogether,
} from './model.ts';
import { orderToTell, timeIn } from './telling.ts';
import { myCases, unsignedNotices } from './pages/cases.ts';
import { newNoticePage } from './pages/new-notice.ts';

/** Letters of the text in a form take up to nine octets each. */
const formOctets = longestText * 9 + 64 * 1024;

/** A notice is filled in on one page, and prepared for all whom it goes to. */
export function newNoticeRoutes(deps: IssuingRoutesDeps): Route[] {
  const blank = route({
    id: 'court.new_notice',
    method: 'GET',
    path: `/courts/:court${myCases}/:case/notices/new`,
    summary: 'A new notice, filled in as far as it can be',
    audience: 'page',
    query: z.strictObject({ about: id.optional(), tell: id.optional() }),
    responses: { 200: 'The page.', ...refused, ...signInFirst },
    handle: (request) =>
      asJudge(deps, request, async (frame) => {
        const detail = await findCase(deps, request, frame);
        const { tell } = request.query;
        const told = detail.untold.find(({ hearingId }) => hearingId === tell);
        const asked = told && orderToTell(frame, detail, told);
        const about = asked?.aboutNoticeId ?? request.query.about ?? '';
        const isKnown = about === '' || preparedTogether(detail.notices, about).length > 0;
        if (detail.isClosed || !isKnown) throw new RequestError(404, 'http.not_found');
        return showForm(deps, request, frame, { detail, about, asked });
      }),
  });
  const prepare = route({
    id: 'court.prepare_notices',
    method: 'POST',
    path: `/courts/:court${myCases}/:case/notices`,
    formPage: `/courts/:court${myCases}/:case/notices/new`,
    summary: 'Prepares a notice for each chosen participant',
    audience: 'page',
    body: z.strictObject({
      kind: z.enum(noticeKinds),
      participant: several.optional(),
      text: z.string().max(longestText * 2),
      room: id.optional(),
      date: z.string().max(10).optional(),
      time: z.string().max(5).optional(),
      minutes: z
        .string()
        .regex(/^\d{1,3}$/)
        .optional(),
      former: id.optional(),
      due: z.string().max(10).optional(),
      about: id.optional(),
      follow_ups: z
        .string()
        .regex(/^\d{1,4}$/)
        .optional(),
    }),
    maxBodyBytes: formOctets,
    responses: { ...refused, 409: 'The time is taken.', 422: 'Not prepared; the page says why.', ...onward },
    handle: (request) => {
      const formPage = `${request.path}/new`;
      return asJudge(
        deps,
        request,
        async (frame) => {
          const { body } = request;
          const detail = await findCase(deps, request, frame);
          const order: NoticeOrder = {
            kind: body.kind,
            participantIds: body.participant ?? [],
            text: body.text,
            roomId: body.room ?? '',
            date: body.date ?? '',
            time: body.time ?? '',
            minutes: Number(body.minutes ?? usualMinutes),
            formerHearingId: body.former ?? '',
            due: body.due ?? '',
            aboutNoticeId: body.about ?? '',
            followUps: Number(body.follow_ups ?? 0),
          };
          const prepared = await deps.issuing.prepare(frame, detail, order);
          if (prepared.kind === 'prepared')
            return redirect(courtPath(frame, `${unsignedNotices}?case=${detail.caseId}`));
          const about = order.aboutNoticeId;
          return showForm(deps, request, frame, { detail, about, order, error: prepared.code });
        },
        formPage,
      );
    },
  });
  return [blank, prepare];
}

interface FormState {
  readonly detail: CaseDetail;
  /** The notice that is corrected or withdrawn; '' = none. */
  readonly about: string;
  /** What a link asks to be filled in. */
  readonly asked?: Partial<NoticeOrder> | undefined;
  /** What was typed, and refused. */
  readonly order?: NoticeOrder;
  readonly error?: NoticeRefusal['code'];
}

const freeCount = 3;

async function showForm(
  deps: IssuingRoutesDeps,
  request: Request,
  frame: OfficeFrame,
  { detail, about, asked, order, error }: FormState,
): Promise<Reply> {
  const { courts, hearings, hours } = deps;
  const minutes = order?.minutes ?? usualMinutes;
  const isTaken = error === 'hearing.judge_taken' || error === 'hearing.room_taken';
  const after = isTaken && order ? Date.parse(`${order.date}T${order.time}:00+04:00`) : undefined;
  const isMoved = error === 'notice.postponement_waits' || error === 'notice.postponed_already';
  const [rooms, free, movedTo] = await Promise.all([
    courts.roomsOf(frame.court.courtId),
    hearings.nextFree(frame.member, { minutes, count: freeCount, after }),
    isMoved && order ? deps.issuing.moved(frame, detail.caseId, order.formerHearingId) : undefined,
  ]);
  const [first] = free;
  const proposed = {
    roomId: first?.roomId ?? '',
    date: first ? dateText(first.startsAt.getTime()) : '',
    time: first ? timeText(first.startsAt.getTime()) : '',
    minutes,
  };
  const shown = order
    ? { ...order, ...(isTaken && proposed), ...(movedTo && timeIn(movedTo)) }
    : { ...blankOrder(detail, about), ...proposed, ...asked };
  const times = beginningsOf(workingMonday, durationsShortest, hours).map(timeText);
  const followUps = followUpsOf(detail.notices, preparedTogether(detail.notices, about));
  const asSeen = { ...shown, followUps: followUps.length };
  const view = { detail, order: asSeen, followUps, rooms, times, free, movedTo, error };
  return page(newNoticePage(request, frame, { ...view, lastDay: hearings.lastDay() }), {
    status: statusOf(error),
  });
}

/** Any Monday: its beginnings are those of every working day. */
const workingMonday = Date.parse('2026-11-30T00:00:00+04:00');
const durationsShortest = 30;

function statusOf(error: NoticeRefusal['code'] | undefined): number {
  if (error === undefined) return 200;
  return error.endsWith('_taken') ? 409 : 422;
}

/** As a notice is most often sent: to all, about the next hearing. */
function blankOrder(
  detail: CaseDetail,
  about: string,
): Omit<NoticeOrder, 'roomId' | 'date' | 'time' | 'minutes'> {
  const kind: NoticeKind = about === '' ? 'summons' : 'correction';
  const chosen = about === '' ? detail.participants : preparedTogether(detail.notices, about);
  return {
    kind,
    participantIds: chosen.map(({ participantId }) => participantId),
    text: '',
    formerHearingId: detail.hearings[0]?.hearingId ?? '',
    due: '',
    aboutNoticeId: about,
    followUps: 0,
  };
}
