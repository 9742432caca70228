import type { Html } from '../../src/http/index.ts';
import type { SignInRequest } from '../../src/identity/pages.ts';
import { checkCase } from '../../src/notices/cases/check.ts';
import { fieldsOf } from '../../src/notices/cases/form.ts';
import type { CourtCase, Participant } from '../../src/notices/cases/model.ts';
import { importPage } from '../../src/notices/cases/imports/pages/import.ts';
import { importsPage } from '../../src/notices/cases/imports/pages/list.ts';
import type { ImportDetail } from '../../src/notices/cases/imports/service.ts';
import { casePage } from '../../src/notices/cases/pages/case.ts';
import { contactsPage } from '../../src/notices/cases/pages/contacts.ts';
import { caseFormPage } from '../../src/notices/cases/pages/form.ts';
import { newParticipantPage, participantPage } from '../../src/notices/cases/pages/participant.ts';
import { caseListPage } from '../../src/notices/cases/pages/list.ts';
import { resemblingPage } from '../../src/notices/cases/pages/resembling.ts';
import { stalePage } from '../../src/notices/cases/pages/stale.ts';
import { overviewPage } from '../../src/notices/workplace/pages.ts';
import { sampleCase } from './court-cases.ts';

/** Demo data for looking at pages of a court; nobody bears these names. */
const at = new Date('2026-11-22T06:05:00Z');
const clerk = {
  staffId: '00000000-0000-4000-8000-000000000001',
  staffNumber: 1,
  courtId: 'binaqadi',
  personalCode: '1A2B3C4',
  name: 'Nümunə İşıqlı Dəftərxanalı',
  office: 'clerk',
  isActive: true,
} as const;

const frame = {
  person: {
    accountId: 'sample',
    name: clerk.name,
    personalCode: clerk.personalCode,
    method: 'card',
    level: 'high',
  },
  signOutAction: '/sign-out',
  portal: 'https://portal.acar.example.az',
  court: {
    courtId: 'binaqadi',
    names: {
      az: 'Binəqədi Rayon Məhkəməsi (nümayiş)',
      en: 'Binagadi District Court (demonstration)',
      ru: 'Бинагадинский районный суд (демонстрация)',
    },
    address: 'Bakı şəhəri, Nümunə küçəsi 1',
    code: '001',
    email: undefined,
  },
  member: clerk,
  offices: ['clerk'],
} as const;

const caseId = '00000000-0000-4000-8000-00000000000a';
const one: CourtCase = {
  caseId,
  entry: '7',
  courtId: 'binaqadi',
  kind: 'administrative',
  state: 'assigned',
  number: '3(001)-15/2026',
  subject: 'İnzibati aktın ləğv edilməsi və vurulmuş zərərin ödənilməsi haqqında',
  version: 3,
  enteredAt: at,
  changedAt: at,
  changedBy: 'Nümunə Başqa İşçi',
  registeredAt: at,
  judgeId: clerk.staffId,
  judge: 'Nümunə Hakim Birinci',
  closedAt: undefined,
};
const typed = sampleCase({ kind: 'administrative', subject: one.subject });
const participants: readonly Participant[] = [
  {
    participantId: '1',
    role: 'claimant',
    kind: 'person',
    code: '1AAAAA1',
    name: 'Nümunə Uzunadlı Şəxsova-İşıqlı',
    mobile: '+994501234567',
    email: 'uzun.ad.ve.soyad@nümunə.example.az',
    language: 'az',
  },
  {
    participantId: '2',
    role: 'defendant',
    kind: 'organisation',
    code: undefined,
    name: 'Nümunə İşıq Məhdud Məsuliyyətli Cəmiyyəti',
    mobile: undefined,
    email: undefined,
    language: 'ru',
  },
];
const detail = { case: one, typed, participants };
const found = [{ caseId, number: '3(001)-15/2026', subject: one.subject, registeredAt: at }];
const edition = { caseId, version: 2, typed };

const wrong = {
  ...typed,
  subject: '',
  participants: typed.participants.map((item) => ({ ...item, code: 'IO', mobile: '1' })),
};
const checked = checkCase(wrong);
const problems = checked.kind === 'wrong' ? checked.problems : [];

const joining = {
  ...detail,
  version: 3,
  joining: { ...typed.participants[0], role: 'third_party', code: 'IO' },
  reason: '',
  problems: [
    { field: 'reason', code: 'case.reason_missing' },
    { field: 'code-1', code: 'case.fin_malformed' },
    { field: 'participants', code: 'case.claimant_missing' },
  ],
} as const;

function never(): never {
  throw new Error('it is not there');
}

const importBase: ImportDetail = {
  id: '5',
  name: 'işlər-noyabr-2026-binəqədi-çox-uzun-ad.csv',
  format: 'csv',
  header: 'növ;məzmun',
  goal: undefined,
  state: 'held',
  createdAt: at,
  finishedAt: undefined,
  by: clerk.name,
  chosenBy: undefined,
  digest: 'x',
  counts: { waiting: 1200, registered: 0, drafted: 0, resembling: 0, there: 0, bad: 2 },
  total: 1202,
  isTextKept: true,
  same: undefined,
};
const tasks = {
  undelivered: 2,
  drafts: 3,
  files: 1,
  recusals: 0,
  withoutJudge: 100,
  judgeLeft: 0,
  judgeAway: 0,
  unsigned: 0,
  untold: 1,
  untoldOwn: 0,
  newCases: 0,
};
const rows = [
  {
    row: 2,
    line: 3,
    source: 'x',
    outcome: 'bad',
    problems: [{ column: 'mobil_1', code: 'case.mobile_malformed' }],
    caseId: undefined,
    number: undefined,
  },
  { row: 9, line: 10, source: '', outcome: 'there', problems: [], caseId, number: '3(001)-15/2026' },
] as const;
const imported = { rows, isFirst: false, next: 9, isRefreshing: false };

/** Every page of the clerk's room, by a name for its address. */
export const clerkSamples: Readonly<Record<string, (request: SignInRequest) => Html>> = {
  'court-overview': (r) => overviewPage(r, frame, tasks),
  'court-form': (r) =>
    caseFormPage(r, frame, {
      ...edition,
      news: 'saved',
      lookup: { place: 1, outcome: { kind: 'found', name: 'Nümunə Şəxs' }, isKept: true },
    }),
  'court-form-wrong': (r) => caseFormPage(r, frame, { ...edition, typed: wrong, problems }),
  'court-list': (r) =>
    caseListPage(r, frame, {
      cases: [{ ...one, asking: ['Nümunə Uzunadlı Şəxsova'], asked: ['Nümunə İşıq MMC'] }],
      next: '7',
      tab: 'open',
      query: 'nümunə',
      isFirst: false,
      news: 'discarded',
    }),
  'court-case': (r) =>
    casePage(r, frame, {
      ...detail,
      events: [
        {
          what: 'assigned_by_draw',
          at,
          by: undefined,
          judge: one.judge,
          reason: undefined,
          otherCaseId: undefined,
          otherNumber: undefined,
        },
        {
          what: 'participant_replaced',
          at,
          by: clerk.name,
          judge: undefined,
          reason: 'Ad səhv yazılıb',
          otherCaseId: undefined,
          otherNumber: undefined,
          participant: { name: 'Nümunə Səhvadlı', role: 'claimant' },
          replacement: { name: 'Nümunə Uzunadlı Şəxsova-İşıqlı', role: 'claimant' },
        },
        {
          what: 'registered_anyway',
          at,
          by: clerk.name,
          judge: undefined,
          reason: 'Başqa müqavilə',
          otherCaseId: caseId,
          otherNumber: '3(001)-14/2026',
        },
      ],
      notices: [
        {
          number: 'B-001-2026-000123',
          kind: 'summons',
          participant: 'Nümunə Uzunadlı Şəxsova',
          signedAt: at,
          readAt: at,
          readers: ['Nümunə Rəhbərov'],
          deliveries: [
            { channel: 'sms', state: 'delivered' },
            { channel: 'portal', state: 'available' },
          ],
        },
      ],
      news: 'added',
      problems: [{ field: 'reason', code: 'case.reason_missing' }],
      isStale: true,
    }),
  'court-contacts': (r) =>
    contactsPage(r, frame, {
      ...detail,
      version: 3,
      problems: [{ field: 'mobile-1', code: 'case.mobile_malformed' }],
    }),
  'court-new-participant': (r) => newParticipantPage(r, frame, { ...joining, found, isStale: true }),
  'court-participant': (r) => participantPage(r, frame, { ...joining, leaving: participants[0] ?? never() }),
  'court-resembling': (r) =>
    resemblingPage(r, frame, {
      ...edition,
      found,
      problems: [{ field: 'reason', code: 'case.reason_missing' }],
    }),
  'court-stale': (r) =>
    stalePage(r, frame, {
      mine: wrong,
      now: detail,
      goOn: { action: '/s/court-form', fields: fieldsOf(edition) },
    }),
  'court-imports': (r) =>
    importsPage(r, frame, {
      imports: [importBase],
      refusal: { kind: 'refused', code: 'case_import.column_unknown', line: 1, column: 'maaş' },
    }),
  'court-import-held': (r) => importPage(r, frame, { one: { ...importBase, same: importBase }, ...imported }),
  'court-import-running': (r) =>
    importPage(r, frame, { one: { ...importBase, goal: 'register', state: 'running' }, ...imported }),
};
