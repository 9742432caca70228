import { z } from 'zod';
import { isAtLeast } from '../../../oidc/ports.ts';
import {
  page,
  type Reply,
  type Request,
  RequestError,
  type Route,
  redirect,
  route,
} from '../../http/index.ts';
import { checkingKeys, type PortalDeps, type SignedInFrame, signedIn } from '../../portal/index.ts';
import { calendarFile, calendarType } from '../calendar.ts';
import { type Mandates, organisationsPath } from '../mandates/index.ts';
import { inboxTexts } from './messages.ts';
import { isNoticeId, type NoticeFiles, type OwnNotice } from './model.ts';
import { inboxPage } from './pages/list.ts';
import { envelopePage, noSuchNoticePage, noticePage, reportPage } from './pages/one.ts';
import { type OrganisationRoutesDeps, organisationRoutes } from './organisation-routes.ts';
import { listPath, noticePath } from './pages/words.ts';
import type { Inbox } from './service.ts';
import type { Validity } from './validity.ts';

export interface InboxRoutesDeps extends OrganisationRoutesDeps {
  readonly mandates: Pick<Mandates, 'countOffers'>;
  readonly files: NoticeFiles;
  /** Undefined where documents are not verified. */
  readonly validity: Validity | undefined;
  /** Of the portal, for addresses in calendars. */
  readonly origin: string;
}

const listSize = 25;
const noSuchNotice = 'No such notice that this person may read.';
const opened = {
  303: 'To the notice’s page, which asks to open it; or to the sign-in.',
  404: noSuchNotice,
};

/** My notices: the list, one, its opening, its PDF, its report and its calendar file; and those of organisations. */
export function inboxRoutes(deps: InboxRoutesDeps): Route[] {
  return [
    listRoute(deps),
    // Their address would be a notice's.
    ...organisationRoutes(deps),
    oneRoute(deps),
    openRoute(deps),
    fileRoute(deps),
    reportRoute(deps),
    calendarRoute(deps),
  ];
}

function listRoute({ portal, inbox, mandates }: InboxRoutesDeps): Route {
  return route({
    id: 'notices.list',
    method: 'GET',
    path: listPath,
    summary: 'My court notices, the newest first',
    audience: 'page',
    query: z.strictObject({
      before: z.string().max(40).optional(),
      court: z.union([z.literal('').transform(() => undefined), z.string().max(32)]).optional(),
    }),
    responses: { 200: 'The page.', 303: 'To the sign-in, when nobody is signed in.' },
    handle: (request) =>
      signedIn(portal, request, async (frame) => {
        const { before, court } = request.query;
        const [found, courts, offers] = await Promise.all([
          inbox.page(frame.person, { before, court, limit: listSize }),
          inbox.courts(frame.person),
          mandates.countOffers(frame.person),
        ]);
        return page(
          inboxPage(request, frame, { ...found, courts, court, offers, isFirst: before === undefined }),
        );
      }),
  });
}

function oneRoute({ portal, inbox, representations, validity }: InboxRoutesDeps): Route {
  return route({
    id: 'notices.one',
    method: 'GET',
    path: `${listPath}/:id`,
    summary: 'A court notice of mine; one that I have not opened shows what it is and asks',
    audience: 'page',
    query: z.strictObject({ news: z.enum(['opened']).optional() }),
    responses: {
      200: 'The page.',
      303: 'To the sign-in, when nobody is signed in; to the organisations, when the register has to be asked first.',
      404: noSuchNotice,
    },
    handle: (request) =>
      signedIn(portal, request, async (frame) => {
        const noticeId = request.params['id'] ?? '';
        const one = await inbox.find(frame.person, noticeId);
        if (!one) {
          const stale = await representations.forNotice(frame.person, noticeId);
          if (stale) return redirect(`${organisationsPath}?notice=${noticeId}`);
          return page(noSuchNoticePage(request, frame, isNoticeId(noticeId) ? noticeId : undefined), {
            status: 404,
          });
        }
        if (isTooWeak(frame, one)) return surer(portal, one);
        if (!one.readAt) return page(envelopePage(request, frame, one));
        const [verdict, keys] = await Promise.all([
          validity && validity.verdict(one).then((found) => found ?? 'unknown'),
          checkingKeys(portal),
        ]);
        const wasOpened = request.query.news === 'opened';
        return page(noticePage(request, frame, { notice: one, verdict, keys, wasOpened }));
      }),
  });
}

function openRoute({ portal, inbox }: InboxRoutesDeps): Route {
  return route({
    id: 'notices.open',
    method: 'POST',
    path: `${listPath}/:id/open`,
    summary: 'Opens a notice: the first time it is recorded that I have read it',
    audience: 'page',
    body: z.strictObject({}),
    responses: { 303: 'To the notice, or to the sign-in.', 404: noSuchNotice },
    handle: (request) =>
      signedIn(portal, request, async (frame) => {
        const { person } = frame;
        const id = request.params['id'] ?? '';
        if (!isAtLeast(person.level, leastForAnother)) {
          const one = await ownNotice(inbox, frame, request);
          if (isTooWeak(frame, one)) return surer(portal, one);
        }
        if (!(await inbox.open(person, id, request))) throw new RequestError(404, 'http.not_found');
        return redirect(`${noticePath(id)}?news=opened`);
      }),
  });
}

function fileRoute(deps: InboxRoutesDeps): Route {
  return route({
    id: 'notices.file',
    method: 'GET',
    path: `${listPath}/:id/file`,
    summary: 'The signed PDF of a notice that I have opened, as a download or shown by the browser',
    audience: 'page',
    query: z.strictObject({ show: z.enum(['yes']).optional() }),
    responses: { 200: 'Its bytes.', ...opened },
    handle: (request) =>
      ofOpened(deps, request, async (_, one) => {
        const file = await deps.files.open(one.documentId);
        if (!file) throw new RequestError(404, 'http.not_found');
        return {
          kind: 'content',
          status: 200,
          body: file.open(),
          size: file.size,
          type: 'application/pdf',
          name: `${one.number}.pdf`,
          disposition: request.query.show === 'yes' ? 'inline' : 'attachment',
        };
      }),
  });
}

function reportRoute(deps: InboxRoutesDeps): Route {
  return route({
    id: 'notices.report',
    method: 'GET',
    path: `${listPath}/:id/report`,
    summary: 'The report of the verification of a notice that I have opened, made now',
    audience: 'page',
    responses: { 200: 'The page.', 503: 'Nothing can be verified at this moment.', ...opened },
    handle: (request) =>
      ofOpened(deps, request, async (frame, one) => {
        const made = await deps.validity?.report(one, request.address);
        const drawn = reportPage(request, frame, { noticeId: one.noticeId, made });
        return page(drawn, { status: made ? 200 : 503 });
      }),
  });
}

function calendarRoute(deps: InboxRoutesDeps): Route {
  return route({
    id: 'notices.calendar',
    method: 'GET',
    path: `${listPath}/:id/hearing.ics`,
    summary: 'The hearing of a notice that I have opened, for a calendar (RFC 5545)',
    audience: 'page',
    responses: { 200: 'The file.', ...opened },
    handle: (request) =>
      ofOpened(deps, request, (_, one) => {
        const { hearing, court } = one;
        if (!hearing) throw new RequestError(404, 'http.not_found');
        const t = inboxTexts[request.language];
        const body = calendarFile({
          ...hearing,
          isCancelled: hearing.state !== 'planned' || one.replacedBy === 'withdrawal',
          saidAt: one.sentAt,
          summary: `${t.kinds[one.kind]}: ${court.names[request.language]}`,
          location: `${court.names[request.language]}, ${hearing.room}, ${one.address}`,
          description: `${t.calendarText(one.caseNumber, one.number)}\n${t.toDo[one.kind]}`,
          url: `${deps.origin}${noticePath(one.noticeId)}`,
        });
        const name = `${one.number}.ics`;
        return { kind: 'file', status: 200, body: Buffer.from(body), type: calendarType, name };
      }),
  });
}

/** What lies in a notice is for who has opened it: there is no way round the confirmation. */
function ofOpened(
  { portal, inbox }: InboxRoutesDeps,
  request: Request,
  work: (frame: SignedInFrame, one: OwnNotice) => Promise<Reply> | Reply,
): Promise<Reply> {
  return signedIn(portal, request, async (frame) => {
    const one = await ownNotice(inbox, frame, request);
    if (isTooWeak(frame, one)) return surer(portal, one);
    return one.readAt ? work(frame, one) : redirect(noticePath(one.noticeId));
  });
}

/** A password alone gives nobody a way to another's notices, nor to an organisation's. */
const leastForAnother = 'substantial';

function isTooWeak({ person }: SignedInFrame, { mandateId, representationId }: OwnNotice): boolean {
  const isOwn = mandateId === undefined && representationId === undefined;
  return !isOwn && !isAtLeast(person.level, leastForAnother);
}

/** To the step-up, and back to the notice. */
function surer(portal: PortalDeps, { noticeId }: OwnNotice): Reply {
  return redirect(portal.signInUrl(noticePath(noticeId), leastForAnother));
}

async function ownNotice(inbox: Inbox, { person }: SignedInFrame, { params }: Request): Promise<OwnNotice> {
  const one = await inbox.find(person, params['id'] ?? '');
  if (!one) throw new RequestError(404, 'http.not_found');
  return one;
}
