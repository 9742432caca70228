import type { Route } from '../../src/http/index.ts';
import { createCourtFigures, ownNoticeRoutes, publicFigureRoutes } from '../../src/notices/index.ts';
import type { OwnNotice } from '../../src/notices/inbox/model.ts';
import type { Inbox } from '../../src/notices/inbox/index.ts';
import type { Mandate, MandateCase } from '../../src/notices/mandates/model.ts';
import type { Mandates } from '../../src/notices/mandates/index.ts';
import type { Representation, Representations } from '../../src/notices/representations/index.ts';
import type { Database } from '../../src/db/index.ts';
import { statement } from '../../src/db/index.ts';
import type { PortalDeps } from '../../src/portal/index.ts';

const inAll = (az: string, en: string, ru: string) => ({ az, en, ru });
const district = {
  id: 'binaqadi',
  names: inAll('Binəqədi Rayon Məhkəməsi (nümayiş)', 'Binagadi District Court', 'Бинагадинский районный суд'),
};
const idOf = (place: number) => `00000000-0000-4000-8000-00000000000${place}`;

const unread: OwnNotice = {
  noticeId: idOf(1),
  number: 'B-001-2026-000123',
  kind: 'summons',
  caseNumber: '2(001)-15/2026',
  court: district,
  party: 'Nümunə İşıqlı Şəxsova',
  sentAt: new Date('2026-11-22T06:05:00Z'),
  mandateId: undefined,
  representationId: undefined,
  readAt: undefined,
  replacedBy: undefined,
  hearing: {
    hearingId: idOf(9),
    startsAt: new Date('2026-12-14T06:00:00Z'),
    endsAt: new Date('2026-12-14T07:30:00Z'),
    room: '1 nömrəli zal',
    state: 'planned',
  },
  documentId: idOf(8),
  address: 'Bakı şəhəri, Nümunə küçəsi 1',
  judge: 'Nümunə Hakim Birinci',
  caseSubject: 'Borcun alınması',
  newer: undefined,
  older: undefined,
  readings: [],
};
const read: OwnNotice = {
  ...unread,
  noticeId: idOf(2),
  number: 'B-001-2026-000120',
  readAt: new Date('2026-11-21T16:00:09Z'),
  readings: [
    {
      byReader: false,
      name: 'Nümunə Vəkilov',
      as: 'representative',
      at: new Date('2026-11-21T10:00:00Z'),
      recordId: '990',
    },
    {
      byReader: true,
      name: 'Nümunə İşıqlı Şəxsova',
      as: 'party',
      at: new Date('2026-11-21T16:00:09Z'),
      recordId: '1000',
    },
  ],
};

/** One of each kind, for looking at pages. */
const samples: readonly OwnNotice[] = [
  unread,
  read,
  {
    ...read,
    noticeId: idOf(3),
    number: 'B-001-2026-000101',
    replacedBy: 'withdrawal',
    newer: idOf(2),
    hearing: unread.hearing && { ...unread.hearing, state: 'postponed' },
  },
  { ...read, noticeId: idOf(4), kind: 'decision', hearing: undefined, mandateId: idOf(7), older: idOf(3) },
  { ...unread, noticeId: idOf(5), kind: 'correction', mandateId: idOf(7), replacedBy: 'correction' },
  { ...unread, noticeId: idOf(6), party: 'Nümunə İşıq MMC', representationId: idOf(1) },
];

const inbox: Inbox = {
  page: async (_, { court }) => ({ notices: court === 'xazar' ? [] : samples, next: 'key' }),
  courts: async () => [
    district,
    { id: 'xazar', names: inAll('Xəzər Rayon Məhkəməsi', 'Khazar Court', 'Хазарский суд') },
  ],
  countUnread: async () => 2,
  find: async (_, noticeId) => samples.find((one) => one.noticeId === noticeId),
  open: async () => true,
};

const ownCase: MandateCase = { caseId: idOf(6), number: '2(001)-15/2026', court: district.names };
const given: Mandate = {
  mandateId: idOf(7),
  side: 'principal',
  organisation: undefined,
  otherName: undefined,
  representativeCode: '2DEM002',
  case: undefined,
  givenAt: new Date('2026-11-20T10:00:00Z'),
  acceptedAt: undefined,
  ended: undefined,
};
const mandates: Mandates = {
  list: async () => [
    given,
    {
      ...given,
      organisation: { representationId: idOf(1), name: 'Nümunə İşıq MMC' },
      ended: { at: new Date('2026-11-21T11:00:00Z'), by: 'register' },
    },
    { ...given, otherName: 'Nümunə Vəkilov', acceptedAt: new Date('2026-11-20T11:00:00Z'), case: ownCase },
    {
      ...given,
      otherName: 'Nümunə Vəkilov',
      ended: { at: new Date('2026-11-21T11:00:00Z'), by: 'representative' },
    },
    { ...given, side: 'representative', otherName: 'Nümunə Sahibova', representativeCode: undefined },
    {
      ...given,
      side: 'representative',
      otherName: 'Nümunə Sahibova',
      representativeCode: undefined,
      acceptedAt: new Date('2026-11-20T11:00:00Z'),
    },
  ],
  countOffers: async () => 1,
  cases: async () => [ownCase],
  give: async (_, { typedCode }) => (typedCode === 'x' ? 'code' : 'done'),
  accept: async () => 'done',
  end: async () => 'done',
};

const headed: Representation = {
  representationId: idOf(1),
  taxNumber: '1400000021',
  organisation: 'Nümunə İşıq MMC',
  side: 'head',
  position: 'Direktor',
  confirmedAt: new Date('2026-11-22T06:00:00Z'),
  believedUntil: new Date('2026-11-22T10:00:00Z'),
  isBelieved: true,
};
const stale: Representation = {
  ...headed,
  representationId: idOf(2),
  organisation: 'Nümunə Ticarət Evi MMC',
  side: 'representative',
  isBelieved: false,
};
const representations: Representations = {
  hasRegister: true,
  list: async () => [headed, stale],
  find: async (_, id) => [headed, stale].find(({ representationId }) => representationId === id),
  forNotice: async () => undefined,
  claim: async (_, typed) => ({ kind: typed === '1400000029' ? 'not' : 'malformed' }),
  confirm: async () => ({ kind: 'unanswered', believed: headed }),
};

/** A person's own pages and the figures of courts; `db` holds what `putSampleCourtFigures` put there. */
export function noticeSampleRoutes(portal: PortalDeps, db: Database): Route[] {
  const files = { open: async () => undefined };
  const clock = { now: () => Date.parse('2026-11-22T06:00:00Z') };
  const validity = {
    verdict: async ({ documentId }: { readonly documentId: string }) =>
      documentId === idOf(8) ? ('passed' as const) : undefined,
    report: async () => undefined,
  };
  const courts = {
    list: async () =>
      [district].map(({ id, names }) => ({ courtId: id, names, address: '', code: '001', email: undefined })),
  };
  const figures = createCourtFigures({ db, clock, courts });
  return [
    ...ownNoticeRoutes({
      portal,
      inbox,
      mandates,
      representations,
      files,
      validity,
      origin: 'https://portal.example.az',
    }),
    ...publicFigureRoutes({ portal, figures }),
  ];
}

const putFigure = statement(
  'test.sample_court_figure',
  `insert into court_figure values ($1, $2::date, $3, $4, $5, $3, $6, $7, $6, $7, now())`,
);

/** A growing year of three courts and a small one. Nobody counted these. */
export async function putSampleCourtFigures(owner: Database): Promise<void> {
  for (let place = 0; place < 13; place += 1) {
    const month = new Date(Date.UTC(2025, 10 + place, 1)).toISOString().slice(0, 10);
    const sizes = {
      binaqadi: 800 + place * 70,
      xazar: 500 + ((place * 37) % 5) * 60,
      sebail: 300 + place * 10,
      kicik: 3,
    };
    const all = Object.values(sizes).reduce((sum, size) => sum + size, 0);
    for (const [court, sent] of Object.entries({ '': all, ...sizes })) {
      const done = (share: number) => Math.round(sent * share);
      const values = [court, month, sent, done(0.94), done(0.81), 9000 + place * 600, 170_000 - place * 4000];
      await owner.query(putFigure, values);
    }
  }
}
