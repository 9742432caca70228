import type { Html } from '../../src/http/index.ts';
import type { SignInRequest } from '../../src/identity/pages.ts';
import { caseHearingsPage } from '../../src/notices/hearings/case-page.ts';
import { calendarPage } from '../../src/notices/hearings/pages.ts';
import type { Hearing } from '../../src/notices/hearings/index.ts';
import type { CaseDetail, CaseNotice, NoticeOrder } from '../../src/notices/issuing/model.ts';
import { casePage } from '../../src/notices/issuing/pages/case.ts';
import { casesPage } from '../../src/notices/issuing/pages/cases.ts';
import { newNoticePage } from '../../src/notices/issuing/pages/new-notice.ts';
import { unsignedPage } from '../../src/notices/issuing/pages/unsigned.ts';
import { lookupCountsPage } from '../../src/notices/lookup/counts-page.ts';
import { frameOf, judges, sampleId as id } from './court-page-samples.ts';

/** Demo data for looking at a judge's pages; nobody bears these names. */
const day = (of: number, hour = 6) => new Date(Date.UTC(2026, 10, of, hour, 5));
const frame = frameOf('judge');
const number = '2(001)-15/2026';
const rooms = [
  { roomId: id(1), roomNumber: 1, courtId: frame.court.courtId, name: 'Zal 1' },
  { roomId: id(2), roomNumber: 2, courtId: frame.court.courtId, name: 'Böyük zal' },
];
const hearing: Hearing = {
  hearingId: id(3),
  caseId: id(9),
  caseNumber: number,
  roomId: id(1),
  room: 'Zal 1',
  judgeId: id(1),
  judge: judges[0]?.name ?? '',
  isLeft: false,
  isGivenUp: false,
  startsAt: new Date('2026-12-14T06:00:00Z'),
  endsAt: new Date('2026-12-14T07:00:00Z'),
};

const notice: CaseNotice = {
  noticeId: id(1),
  number: 'B-001-2026-000123',
  kind: 'summons',
  state: 'sent',
  participantId: id(4),
  participant: 'Nümunə Çoxuzunadlı Şəxsəliyeva-Qəhrəmanlı',
  hearingAt: hearing.startsAt,
  preparedAt: day(24),
  signedAt: day(24, 7),
  isWithdrawn: false,
  replaces: undefined,
  readings: [
    { at: day(25), isByRepresentative: false, forOrganisation: undefined },
    { at: day(26), isByRepresentative: true, forOrganisation: undefined },
    { at: day(26, 8), isByRepresentative: false, forOrganisation: 'Nümunə Rəhbərov' },
  ],
  deliveries: [
    { channel: 'sms', state: 'delivered' },
    { channel: 'email', state: 'sent' },
    { channel: 'portal', state: 'available' },
  ],
  undelivered: undefined,
};
const notices: readonly CaseNotice[] = [
  {
    ...notice,
    noticeId: id(2),
    number: 'B-001-2026-000126',
    kind: 'document_request',
    state: 'prepared',
    hearingAt: undefined,
    signedAt: undefined,
    readings: [],
    deliveries: [],
  },
  {
    ...notice,
    noticeId: id(3),
    number: 'B-001-2026-000125',
    readings: [],
    deliveries: [
      { channel: 'sms', state: 'failed' },
      { channel: 'sms', state: 'expired' },
    ],
    undelivered: 'open',
  },
  { ...notice, noticeId: id(4), number: 'B-001-2026-000124', readings: [], undelivered: 'on_paper' },
  notice,
  { ...notice, noticeId: id(5), number: 'B-001-2026-000122', isWithdrawn: true },
];

const detail: CaseDetail = {
  caseId: id(9),
  number,
  kind: 'civil',
  isClosed: false,
  subject: 'Borcun qaytarılması haqqında',
  assignedAt: day(23),
  participants: [
    {
      participantId: id(4),
      role: 'claimant',
      name: notice.participant,
      language: 'az',
      hasMobile: true,
      hasEmail: true,
      hasPortal: true,
    },
    {
      participantId: id(5),
      role: 'defendant',
      name: 'Nümunə Cavabdeh',
      language: 'ru',
      hasMobile: false,
      hasEmail: false,
      hasPortal: true,
    },
    {
      participantId: id(6),
      role: 'witness',
      name: 'Nümunə Şahid',
      language: 'en',
      hasMobile: false,
      hasEmail: false,
      hasPortal: false,
    },
  ],
  notices,
  hearings: [hearing],
  untold: [],
  begun: [{ judge: 'Nümunə Hakim', notices: 3, at: day(22) }],
};
const untold = {
  ...hearing,
  hearingId: id(7),
  startsAt: day(29),
  isGivenUp: false,
  participantIds: [id(5), id(6)],
  noticeId: notice.noticeId,
};

const order: NoticeOrder = {
  kind: 'summons',
  participantIds: detail.participants.map(({ participantId }) => participantId),
  text: 'Sənədlərin əslini gətirin.',
  roomId: id(1),
  date: '2026-12-14',
  time: '10:00',
  minutes: 60,
  formerHearingId: hearing.hearingId,
  due: '',
  aboutNoticeId: '',
  followUps: 0,
};
const free = [14, 15].map((of) => ({
  roomId: id(1),
  room: 'Zal 1',
  startsAt: new Date(Date.UTC(2026, 11, of, 6)),
  minutes: 60,
}));
const form = {
  detail,
  order,
  rooms,
  times: ['09:00', '09:30', '10:00'],
  free,
  followUps: [],
  lastDay: day(30),
};
const unsigned = detail.participants.map(({ name }, nth) => ({
  noticeId: id(nth),
  documentId: id(nth),
  number: `B-001-2026-00012${nth}`,
  kind: 'summons' as const,
  caseId: detail.caseId,
  caseNumber: number,
  participant: name,
  hearingAt: nth === 2 ? undefined : hearing.startsAt,
  preparedAt: day(24),
  obstacle: nth === 1 ? ('notice.slot_lost' as const) : undefined,
  isCaseOwn: true,
}));
const listed = {
  ...detail,
  entry: '3',
  parties: detail.participants.map(({ name }) => name).join(', '),
  sent: 0,
  prepared: 0,
  undelivered: 0,
  nextHearing: undefined,
};

/** A judge's pages, by a name for their address. */
export const judgeSamples: Readonly<Record<string, (request: SignInRequest) => Html>> = {
  'judge-cases': (r) =>
    casesPage(r, frame, {
      cases: [
        listed,
        { ...listed, caseId: id(8), sent: 3, prepared: 2, undelivered: 1, nextHearing: hearing.startsAt },
        { ...listed, caseId: id(7), isClosed: true, subject: '' },
      ],
      next: '1',
      isFirst: false,
      unsigned: 2,
      hindered: 1,
      untold: [untold],
    }),
  'judge-cases-none': (r) =>
    casesPage(r, frame, { cases: [], next: undefined, isFirst: true, unsigned: 0, hindered: 0, untold: [] }),
  'judge-case': (r) => casePage(r, frame, detail, new Set()),
  'judge-case-closed': (r) =>
    casePage(r, frame, { ...detail, isClosed: true, participants: [], notices: [], hearings: [] }, new Set()),
  'judge-notice': (r) => newNoticePage(r, frame, { ...form, error: 'hearing.judge_taken' }),
  'judge-notice-about': (r) =>
    newNoticePage(r, frame, {
      ...form,
      order: { ...order, kind: 'correction', text: '', aboutNoticeId: notice.noticeId },
      error: 'notice.text_missing',
    }),
  'judge-unsigned': (r) =>
    unsignedPage(r, frame, {
      notices: unsigned,
      caseId: undefined,
      hasCard: true,
      error: 'notice.none_chosen',
    }),
  'judge-unsigned-none': (r) =>
    unsignedPage(r, frame, { notices: [], caseId: undefined, hasCard: true, news: 'discarded' }),
  'judge-calendar': (r) =>
    calendarPage(r, frame, {
      monday: Date.parse('2026-12-14T00:00:00+04:00'),
      of: { what: 'judge', id: id(1) },
      rooms,
      judges,
      hearings: [hearing, { ...hearing, hearingId: id(4), judge: judges[1]?.name ?? '', isLeft: true }],
    }),
  'judge-hearings': (r) =>
    caseHearingsPage(r, frame, {
      caseId: id(9),
      number,
      hearings: [
        { ...hearing, isLeft: true },
        { ...hearing, hearingId: id(4), isLeft: true, isGivenUp: true },
      ],
      untold: [untold],
      mayGiveUp: true,
      isOwn: true,
      news: 'given_up',
    }),
  'chair-lookups': (r) =>
    lookupCountsPage(r, frameOf('chair'), {
      limits: { hour: 30, day: 120 },
      counts: judges.map(({ staffId, name }, nth) => ({
        staffId,
        name,
        day: 2 - nth,
        week: 5,
        month: 12,
        others: nth,
      })),
    }),
};
