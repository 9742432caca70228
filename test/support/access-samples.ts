import { accessRoutes, dataConsentRoutes } from '../../src/accesses/index.ts';
import type { OwnDataConsents } from '../../src/accesses/consents.ts';
import type { Access } from '../../src/accesses/model.ts';
import type { Accesses } from '../../src/accesses/service.ts';
import type { Route } from '../../src/http/index.ts';
import type { PortalDeps } from '../../src/portal/index.ts';

const inAll = (az: string, en: string, ru: string) => ({ az, en, ru });
const fund = {
  id: 'VATAZ-1400000009',
  names: inAll(
    'Nümunə sosial müdafiə fondu',
    'Example social protection fund',
    'Образцовый фонд социальной защиты',
  ),
};
const office = {
  id: 'VATAZ-1400000010',
  names: inAll('Nümunə vergi xidməti', 'Example tax office', 'Образцовая налоговая служба'),
};

const residence: Access = {
  id: '1000',
  at: new Date('2026-11-22T06:05:09Z'),
  exchange: '00000000-0000-4000-8000-000000000001',
  organisation: fund,
  service: {
    id: 'population.residence',
    titles: inAll('Qeydiyyat ünvanı', 'Registered address', 'Адрес регистрации'),
    contents: inAll(
      'Ad, soyad, ata adı, doğum tarixi, qeydiyyat ünvanı',
      'Names, birth date, registered address',
      'Имя, фамилия, отчество, дата рождения, адрес регистрации',
    ),
  },
  purpose: {
    id: 'social-benefit',
    texts: inAll('Müavinətin təyin edilməsi', 'Granting a benefit', 'Назначение пособия'),
  },
  basis: {
    kind: 'law',
    reference: 'example-benefits-act-4',
    texts: inAll(
      '“Sosial müavinətlər haqqında” nümunə qanun, maddə 4',
      'Example law on social benefits, article 4',
      'Образцовый закон о социальных пособиях, статья 4',
    ),
  },
  official: 'Nümunə Əməkdaşov (nümayiş)',
  caseNumber: 'N-2026/001',
  outcome: 'answered',
  reason: undefined,
  end: { id: '1001', at: new Date('2026-11-22T06:05:10Z') },
  question: undefined,
};

/** One of each kind, for looking at pages. */
const samples: readonly Access[] = [
  residence,
  {
    ...residence,
    id: '990',
    at: new Date('2026-11-21T22:10:00Z'),
    organisation: office,
    purpose: { id: 'debt-collection', texts: undefined },
    outcome: 'refused',
    reason: 'gateway.no_right',
    official: undefined,
    caseNumber: undefined,
    end: undefined,
    question: {
      id: '00000000-0000-4000-8000-000000000002',
      text: 'Bu sorğunu tanımıram.\nMəlumatlarımı nə üçün soruşduğunuzu izah edin.',
      askedAt: new Date('2026-11-22T07:00:00Z'),
      answer: {
        text: 'Sorğu səhvən göndərilmişdi, məlumat alınmadı.',
        at: new Date('2026-11-23T09:00:00Z'),
        through: 'operator',
      },
    },
  },
  {
    ...residence,
    id: '980',
    at: new Date('2026-11-20T08:00:00Z'),
    basis: { kind: 'consent', consentId: '00000000-0000-4000-8000-000000000003' },
    outcome: 'failed',
    reason: 'gateway.provider_timed_out',
    end: { id: '981', at: new Date('2026-11-20T08:00:10Z') },
    question: {
      id: '00000000-0000-4000-8000-000000000004',
      text: 'Niyə soruşmusunuz?',
      askedAt: new Date('2026-11-20T09:00:00Z'),
      answer: undefined,
    },
  },
];

const accesses: Accesses = {
  page: async (_, { organisation, from }) => ({
    accesses:
      from === undefined
        ? samples.filter((one) => (organisation ?? one.organisation.id) === one.organisation.id)
        : [],
    next: organisation === undefined && from === undefined ? '980' : undefined,
  }),
  find: async (_, id) => samples.find((one) => one.id === id),
  organisations: async () => [fund, office],
  countRecent: async () => samples.length,
  ask: async () => 'sent',
};

const askable = {
  consumer: fund.id,
  service: 'population.residence',
  purpose: 'home-visit',
  organisation: fund.names,
  title: residence.service.titles,
  contents: residence.service.contents,
  purposes: inAll('Evdə sosial xidmət', 'Social care at home', 'Социальная помощь на дому'),
  reasons: inAll('Vətəndaşın razılığı', 'The citizen’s consent', 'Согласие гражданина'),
};

const consents: OwnDataConsents = {
  list: async (_, before) => ({
    next: before === undefined ? '00000000-0000-4000-8000-000000000003' : undefined,
    consents: (['in_force', 'ended', 'withdrawn', 'without_purpose'] as const).map((state, index) => ({
      ...askable,
      ...(state === 'without_purpose' ? { purposes: undefined, reasons: undefined } : {}),
      id: `00000000-0000-4000-8000-00000000000${index}`,
      givenAt: new Date('2026-11-20T10:00:00Z'),
      validUntil: new Date('2027-11-20T10:00:00Z'),
      state,
    })),
  }),
  askable: async () => [askable],
  give: async () => true,
  withdraw: async (_, id) => id.endsWith('0'),
};

/** The pages of accesses, on samples. */
export function accessSampleRoutes(portal: PortalDeps): readonly Route[] {
  return [...dataConsentRoutes({ portal, consents }), ...accessRoutes({ portal, accesses })];
}
