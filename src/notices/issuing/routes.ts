import { z } from 'zod';
import { cardSigningRoutes } from '../../documents/index.ts';
import {
  page,
  type Reply,
  type Request,
  RequestError,
  type Route,
  redirect,
  route,
} from '../../http/index.ts';
import {
  beginningsOf,
  dateText,
  type Hearings,
  timeText,
  usualMinutes,
  type WorkingHours,
} from '../hearings/index.ts';
import { longestText, type NoticeKind, noticeKinds } from '../templates/index.ts';
import { atCourt, courtPath, type OfficeFrame } from '../workplace/index.ts';
import { type CaseDetail, type NoticeOrder, type NoticeRefusal, preparedTogether } from './model.ts';
import { casePage } from './pages/case.ts';
import { casesPage, myCases, unsignedNotices } from './pages/cases.ts';
import { newNoticePage } from './pages/new-notice.ts';
import { unsignedNews, unsignedPage, type UnsignedView } from './pages/unsigned.ts';
import type { Issuing } from './service.ts';
import { noticeSigning, type NoticeSigningDeps } from './signing-site.ts';

export interface IssuingRoutesDeps extends NoticeSigningDeps {
  readonly issuing: Issuing;
  readonly hearings: Hearings;
  readonly hours: WorkingHours;
}

const listSize = 20;
/** Letters of the text in a form take up to nine octets each. */
const formOctets = longestText * 9 + 64 * 1024;
const signInFirst = { 303: 'To the sign-in, when nobody is signed in.' };
const refused = { 403: 'The card is needed.', 404: 'No such case or notice of mine.' };
const onward = { 303: 'To the next page, or to the sign-in.' };
const id = z.string().max(36);
const several = z.union([id.transform((one) => [one]), z.array(id).max(200)]);

/** A judge's pages: my cases, a case, a new notice, what waits for a signature, and the signing. */
export function issuingRoutes(deps: IssuingRoutesDeps): Route[] {
  return [
    ...readingRoutes(deps),
    ...newNoticeRoutes(deps),
    ...unsignedRoutes(deps),
    ...cardSigningRoutes(noticeSigning(deps)),
  ];
}

/** Everything here is for a judge alone. After a sign-in in the middle a judge comes back to the page of the form. */
function asJudge(
  deps: IssuingRoutesDeps,
  request: Request,
  work: (frame: OfficeFrame) => Promise<Reply> | Reply,
  formPage = request.path,
): Promise<Reply> {
  return atCourt(deps, request, ['judge'], work, formPage);
}

function unsignedPath({ params }: Request): string {
  return `/courts/${encodeURIComponent(params['court'] ?? '')}${unsignedNotices}`;
}

async function findCase(
  { issuing }: IssuingRoutesDeps,
  request: Request,
  frame: OfficeFrame,
): Promise<CaseDetail> {
  const detail = await issuing.caseOf(frame, request.params['case'] ?? '');
  if (!detail) throw new RequestError(404, 'http.not_found');
  return detail;
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
        const [found, unsigned] = await Promise.all([
          issuing.cases(frame, { before, limit: listSize }),
          issuing.unsigned(frame),
        ]);
        const view = { ...found, isFirst: before === undefined, unsigned: unsigned.length };
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
      asJudge(deps, request, async (frame) =>
        page(casePage(request, frame, await findCase(deps, request, frame))),
      ),
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

function newNoticeRoutes(deps: IssuingRoutesDeps): Route[] {
  const blank = route({
    id: 'court.new_notice',
    method: 'GET',
    path: `/courts/:court${myCases}/:case/notices/new`,
    summary: 'A new notice, filled in as far as it can be',
    audience: 'page',
    query: z.strictObject({ about: id.optional() }),
    responses: { 200: 'The page.', ...refused, ...signInFirst },
    handle: (request) =>
      asJudge(deps, request, async (frame) => {
        const detail = await findCase(deps, request, frame);
        const about = request.query.about ?? '';
        const isKnown = about === '' || preparedTogether(detail.notices, about).length > 0;
        if (detail.isClosed || !isKnown) throw new RequestError(404, 'http.not_found');
        return showForm(deps, request, frame, { detail, about });
      }),
  });
  const prepare = route({
    id: 'court.prepare_notices',
    method: 'POST',
    path: `/courts/:court${myCases}/:case/notices`,
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
  readonly order?: NoticeOrder;
  readonly error?: NoticeRefusal['code'];
}

const freeCount = 3;

async function showForm(
  deps: IssuingRoutesDeps,
  request: Request,
  frame: OfficeFrame,
  { detail, about, order, error }: FormState,
): Promise<Reply> {
  const { courts, hearings, hours } = deps;
  const minutes = order?.minutes ?? usualMinutes;
  const isTaken = error === 'hearing.judge_taken' || error === 'hearing.room_taken';
  const after = isTaken && order ? Date.parse(`${order.date}T${order.time}:00+04:00`) : undefined;
  const [rooms, free] = await Promise.all([
    courts.roomsOf(frame.court.courtId),
    hearings.nextFree(frame.member, { minutes, count: freeCount, after }),
  ]);
  const [first] = free;
  const proposed = {
    roomId: first?.roomId ?? '',
    date: first ? dateText(first.startsAt.getTime()) : '',
    time: first ? timeText(first.startsAt.getTime()) : '',
    minutes,
  };
  const shown = order
    ? { ...order, ...(isTaken && proposed) }
    : { ...blankOrder(detail, about), ...proposed };
  const times = beginningsOf(workingMonday, durationsShortest, hours).map(timeText);
  const view = { detail, order: shown, rooms, times, free, error };
  return page(newNoticePage(request, frame, view), { status: statusOf(error) });
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
  };
}

function unsignedRoutes(deps: IssuingRoutesDeps): Route[] {
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
          const begun = await deps.issuing.beginSigning(judge, request.body.notice ?? []);
          if (begun.kind === 'begun')
            return redirect(courtPath(frame, `/notices/signing/${begun.signingId}`));
          return showUnsigned(deps, request, frame, { caseId: undefined, error: begun.code });
        },
        unsignedPath(request),
      ),
  });
  const discard = route({
    id: 'court.discard_notices',
    method: 'POST',
    path: '/courts/:court/notices/discard',
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
          return showUnsigned(deps, request, frame, { caseId: undefined, error: 'notice.none_chosen' });
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
  view: Pick<UnsignedView, 'caseId' | 'news' | 'error'>,
): Promise<Reply> {
  const notices = await issuing.unsigned(frame);
  const drawn = unsignedPage(request, frame, { notices, hasCard: card !== undefined, ...view });
  return page(drawn, { status: view.error === undefined ? 200 : 422 });
}
