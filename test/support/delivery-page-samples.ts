import type { Html } from '../../src/http/index.ts';
import type { SignInRequest } from '../../src/identity/pages.ts';
import type { DeliveryTry, Escalation } from '../../src/notices/delivery/escalation-store.ts';
import { escalationPage, undeliveredPage } from '../../src/notices/delivery/pages.ts';
import type { OfficeFrame } from '../../src/notices/workplace/index.ts';

const member = {
  staffId: '00000000-0000-4000-8000-000000000001',
  staffNumber: 1,
  courtId: 'binaqadi',
  personalCode: '1A2B3C4',
  name: 'Nümunə Dəftərxana',
  office: 'clerk' as const,
  isActive: true,
};
const frame: OfficeFrame = {
  person: {
    accountId: 'sample',
    name: 'Nümunə İşıqlı Şəxsova',
    personalCode: '1A2B3C4',
    method: 'password',
    level: 'substantial',
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
    email: 'binaqadi@demo.acar.localhost',
  },
  member,
  offices: ['clerk'],
};

const first: Escalation = {
  escalationId: '00000000-0000-4000-8000-000000000002',
  entry: '1',
  reason: 'not_reached',
  openedAt: new Date('2026-11-28T06:05:00Z'),
  closedAt: undefined,
  noticeId: '00000000-0000-4000-8000-000000000003',
  number: 'B-001-2026-000123',
  kind: 'summons',
  caseId: '00000000-0000-4000-8000-000000000004',
  caseNumber: '2(001)-15/2026',
  participantId: '00000000-0000-4000-8000-000000000005',
  participant: 'Nümunə Çoxuzunadlı Şəxsəliyeva-Qəhrəmanlı',
  mobile: '+994501234567',
  email: 'nümunə.istifadəçi.çox.uzun.ünvan@nümunə-poçt-xidməti.example.az',
  hearingAt: new Date('2026-12-14T06:00:00Z'),
  readAt: undefined,
};
const second: Escalation = {
  ...first,
  escalationId: '00000000-0000-4000-8000-000000000006',
  entry: '2',
  reason: 'no_contact',
  number: 'B-001-2026-000124',
  kind: 'document_request',
  mobile: undefined,
  email: undefined,
  hearingAt: undefined,
  readAt: new Date('2026-11-29T06:05:00Z'),
};

const at = (day: number) => new Date(Date.UTC(2026, 10, day, 6, 5));
const oneTry = (changes: Partial<DeliveryTry>): DeliveryTry => ({
  channel: 'sms',
  recipient: first.mobile,
  state: 'sent',
  trouble: undefined,
  createdAt: at(26),
  changedAt: at(27),
  ...changes,
});
const tries: readonly DeliveryTry[] = [
  oneTry({ state: 'failed', trouble: 'not_delivered' }),
  oneTry({ channel: 'email', recipient: first.email, state: 'failed', trouble: 'not_accepted' }),
  oneTry({ state: 'expired' }),
  oneTry({}),
  oneTry({ channel: 'portal', recipient: undefined, state: 'available' }),
];

/** Notices that reached nobody, by a name for their addresses. */
export const deliverySamples: Readonly<Record<string, (request: SignInRequest) => Html>> = {
  undelivered: (r) =>
    undeliveredPage(r, frame, {
      escalations: [first, second],
      next: '2',
      untold: [
        {
          hearingId: first.noticeId,
          caseId: first.caseId,
          caseNumber: first.caseNumber,
          judge: undefined,
          startsAt: first.openedAt,
          room: 'Zal 1',
          isGivenUp: true,
          participantIds: [first.participantId],
          noticeId: first.noticeId,
        },
      ],
      isFirst: false,
      news: 'done',
    }),
  'undelivered-none': (r) =>
    undeliveredPage(r, frame, {
      escalations: [],
      next: undefined,
      untold: [],
      isFirst: true,
      news: 'closed',
    }),
  'undelivered-one': (r) => escalationPage(r, frame, { escalation: first, tries }),
  'undelivered-wrong': (r) =>
    escalationPage(r, frame, {
      escalation: second,
      tries: [],
      wrong: {
        mobile: '12',
        email: 'nümunə',
        note: '',
        problems: {
          mobile: 'delivery.mobile',
          email: 'delivery.email',
          note: 'delivery.note_missing',
        },
      },
    }),
};
