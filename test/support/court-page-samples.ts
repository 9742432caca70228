import type { Html } from '../../src/http/index.ts';
import type { SignInRequest } from '../../src/identity/pages.ts';
import { lookupPage, lookupResultPage } from '../../src/notices/lookup/pages.ts';
import { type AssignedPageView, assignedPage } from '../../src/notices/rotation/pages/assigned.ts';
import { absentPage } from '../../src/notices/rotation/pages/absent.ts';
import { leavePage } from '../../src/notices/rotation/pages/leave.ts';
import { lotsPage } from '../../src/notices/rotation/pages/lots.ts';
import { openDrawsPage } from '../../src/notices/rotation/pages/open.ts';
import type { OfficeFrame } from '../../src/notices/workplace/index.ts';

/** Demo data for looking at pages; nobody bears these names. */
const court = {
  courtId: 'binaqadi',
  names: {
    az: 'Binəqədi Rayon Məhkəməsi (nümayiş)',
    en: 'Binagadi District Court (demonstration)',
    ru: 'Бинагадинский районный суд (демонстрация)',
  },
  address: 'Bakı şəhəri, Nümunə küçəsi 1',
  code: '001',
  email: undefined,
};
export const sampleId = (last: number) => `00000000-0000-4000-8000-00000000000${last}`;
const id = sampleId;
const judge = (nth: number, name: string) => ({
  staffId: id(nth),
  staffNumber: nth,
  courtId: court.courtId,
  personalCode: `9DEM10${nth}`,
  name,
  office: 'judge' as const,
  isActive: true,
});
export const judges = [
  judge(1, 'Nümunə Hakim Birinci'),
  judge(2, 'Nümunə Hakim İkinci'),
  judge(3, 'Şəfəq Üçüncü Hakimova'),
];
const at = new Date('2026-11-30T06:05:00Z');

export function frameOf(office: 'judge' | 'chair'): OfficeFrame {
  const person = {
    accountId: 'sample',
    name: 'Nümunə Hakim Birinci',
    personalCode: '9DEM101',
    method: 'card',
    level: 'high',
  } as const;
  const member = { ...judge(1, person.name), office };
  return {
    person,
    signOutAction: '/sign-out',
    portal: 'https://portal.acar.example',
    court,
    member,
    offices: [office],
  };
}

const assigned: AssignedPageView = {
  of: {
    caseId: id(9),
    courtId: court.courtId,
    kind: 'civil',
    number: '2(001)-15/2026',
    state: 'assigned',
    judgeId: id(1),
  },
  waiting: undefined,
  history: [
    { name: 'Nümunə Hakim Birinci', how: 'draw', reason: undefined, at },
    { name: 'Nümunə Hakim İkinci', how: 'chair', reason: 'Birləşdirilmiş işlər eyni hakimdə olmalıdır', at },
  ],
  recusals: [
    {
      recusalId: id(8),
      caseId: id(9),
      caseNumber: '2(001)-15/2026',
      staffId: id(2),
      judge: 'Nümunə Hakim İkinci',
      reason: 'Cavabdeh qohumumdur',
      state: 'refused',
      answer: 'Qohumluq təsdiqlənməyib',
      at,
    },
  ],
  others: judges.slice(1),
  news: undefined,
};

const lots = judges.flatMap(({ staffId, name }, nth) =>
  ['civil', 'criminal'].map((kind) => ({
    staffId,
    name,
    kind,
    lots: nth,
    cases: 12 - nth,
    isAway: nth === 2,
  })),
);
const draws = judges.map(({ name }, nth) => ({
  id: nth,
  at,
  kind: 'civil',
  caseId: id(nth),
  judge: name,
  draw: nth === 1 ? undefined : { n: 3 - nth, lots: 4 },
}));

const lookupCase = { caseId: id(9), number: '2(001)-15/2026' };
const participant = {
  participantId: id(4),
  name: 'Nümunə Cavabdeh',
  code: '9NZ1Y2X',
  mobile: '+994501112233',
};
const name = {
  givenName: 'Günel',
  familyName: 'Şəxsova',
  patronymic: 'Ələkbər qızı',
  personalCode: '9NZ1Y2X',
};
const mobileNumbers = ['+994501112233', '+994702223344'];

/** Pages of the court, by a name for their address. */
export const courtSamples: Readonly<Record<string, (request: SignInRequest) => Html>> = {
  'court-lots': (r) =>
    lotsPage(r, frameOf('chair'), {
      lots: lots.toSorted((one, other) => one.kind.localeCompare(other.kind)),
      recusals: assigned.recusals,
      news: 'done',
    }),
  'court-leave': (r) =>
    leavePage(r, frameOf('chair'), {
      leaves: (['ahead', 'now', 'over', 'withdrawn'] as const).map((state, nth) => ({
        leaveId: id(nth),
        staffId: id(1),
        judge: judges[nth % 3]?.name ?? '',
        from: '2026-12-01',
        until: '2026-12-14',
        isWithdrawn: state === 'withdrawn',
        state,
      })),
      judges,
      today: '2026-11-30',
      news: 'days_taken',
    }),
  'court-absent': (r) =>
    absentPage(r, frameOf('chair'), {
      cases: [
        {
          caseId: id(4),
          entry: '4',
          number: '2(001)-15/2026',
          kind: 'civil',
          subject: 'Borcun alınması haqqında',
          judge: 'Nümunə Hakim İkinci',
          leftAt: at,
          awayUntil: undefined,
          hearings: [{ startsAt: new Date('2026-12-14T06:00:00Z'), room: 'Zal 1' }],
        },
        {
          caseId: id(5),
          entry: '5',
          number: '1(001)-3/2026',
          kind: 'criminal',
          subject: '',
          judge: 'Şəfəq Üçüncü Hakimova',
          leftAt: undefined,
          awayUntil: '2027-02-01',
          hearings: [],
        },
      ],
      next: '5',
      after: '3',
      typed: { caseIds: [], reason: 'Hakim gedib' },
      news: 'none_chosen',
    }),
  'court-case-judge': (r) => assignedPage(r, frameOf('chair'), assigned),
  'court-case-own': (r) => assignedPage(r, frameOf('judge'), assigned),
  'court-case-waiting': (r) =>
    assignedPage(r, frameOf('chair'), {
      ...assigned,
      of: { ...assigned.of, state: 'registered', judgeId: undefined },
      waiting: 'no_log',
      history: [],
    }),
  'court-draws': (r) =>
    openDrawsPage(r, {
      court,
      draws,
      next: 1,
      isFirst: true,
      years: [2025, 2026],
      logKey: 'log.example.az+7a0d0cc9+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea',
      portal: 'https://portal.acar.example',
      site: 'Elektron məhkəmə',
    }),
  'court-lookup': (r) =>
    lookupPage(r, frameOf('judge'), {
      of: lookupCase,
      participants: [participant],
      hasGateway: true,
      problem: 'reason',
      given: { whom: 'another', code: '9NZ1Y2X', reason: '', extracts: ['contacts'] },
    }),
  'court-lookup-result': (r) =>
    lookupResultPage(r, frameOf('judge'), {
      of: lookupCase,
      asked: {
        kind: 'asked',
        personalCode: participant.code,
        participant,
        answers: {
          contacts: { kind: 'answered', requestId: id(5), records: ['1'], found: { ...name, mobileNumbers } },
          residence: {
            kind: 'answered',
            requestId: id(6),
            records: ['2'],
            found: {
              ...name,
              birthDate: '1990-05-23',
              registeredAddress: {
                postalCode: 'AZ1001',
                region: 'Bakı, Səbail rayonu',
                street: 'Nümunə küçəsi',
                building: '12',
                apartment: '34',
              },
            },
          },
          identity: { kind: 'failed', requestId: id(7), code: 'connector.unreachable' },
        },
        numbers: mobileNumbers.map((mobile) => ({ mobile, exchange: id(5), proof: 'x' })),
      },
    }),
};
