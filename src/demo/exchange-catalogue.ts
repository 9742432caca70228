import {
  lawReference,
  organisationPurpose,
  organisationService,
  residenceService,
} from './agencies/residence/model.ts';
import {
  lookupLaw,
  lookupPurpose,
  lookupServices,
  nameServices,
  representationLaw,
  representationPurpose,
  representationService,
} from '../notices/index.ts';
import type { demoOrigins } from './environment.ts';

/** Who exchanges data in the demonstration: invented organisations. `certificate` names the files of their systems. */
export const exchangeParties = {
  gateway: {
    organisation: 'VATAZ-1400000001',
    certificate: 'system-gateway',
    hostName: 'gateway.acar.localhost',
    contact: 'operator@demo.acar.localhost',
    names: {
      az: 'Açar Nümayiş Mərkəzi',
      en: 'Açar Demonstration Centre',
      ru: 'Демонстрационный центр Açar',
    },
  },
  population: {
    organisation: 'VATAZ-1400000007',
    certificate: 'system-population',
    hostName: 'population.acar.localhost',
    contact: 'reyestr@demo.acar.localhost',
    names: {
      az: 'Nümunə əhali reyestri',
      en: 'Example population register',
      ru: 'Образцовый реестр населения',
    },
  },
  organisations: {
    organisation: 'VATAZ-1400000008',
    certificate: 'system-organisations',
    hostName: 'organisations.acar.localhost',
    contact: 'teskilatlar@demo.acar.localhost',
    names: {
      az: 'Nümunə təşkilatlar reyestri',
      en: 'Example register of organisations',
      ru: 'Образцовый реестр организаций',
    },
  },
  social: {
    organisation: 'VATAZ-1400000009',
    certificate: 'system-social',
    hostName: 'social.acar.localhost',
    contact: 'sosial@demo.acar.localhost',
    names: {
      az: 'Nümunə sosial müdafiə fondu',
      en: 'Example social protection fund',
      ru: 'Образцовый фонд социальной защиты',
    },
  },
  courts: {
    organisation: 'VATAZ-1400000010',
    certificate: 'system-courts',
    hostName: 'courts.acar.localhost',
    contact: 'mehkeme@demo.acar.localhost',
    names: {
      az: 'Nümunə məhkəmələr',
      en: 'Example courts',
      ru: 'Образцовые суды',
    },
  },
} as const;

/** What the registers offer: each extract is a service of its own. */
export function demoServices(origins: Pick<ReturnType<typeof demoOrigins>, 'population' | 'organisations'>) {
  const ofPopulation = { provider: exchangeParties.population.organisation, address: origins.population };
  const common = { methods: ['GET'], mostRequestOctets: 0, mostAnswerOctets: 16_384, timeoutMs: 5_000 };
  return [
    {
      ...ofPopulation,
      ...common,
      service: residenceService,
      paths: ['/residence'],
      titles: { az: 'Qeydiyyat ünvanı', en: 'Registered address', ru: 'Адрес регистрации' },
      contents: {
        az: 'Ad, soyad, ata adı, doğum tarixi, qeydiyyat ünvanı',
        en: 'Names, birth date, registered address',
        ru: 'Имя, фамилия, отчество, дата рождения, адрес регистрации',
      },
    },
    {
      ...ofPopulation,
      ...common,
      service: nameServices.person,
      paths: ['/name'],
      titles: { az: 'Ad və soyad', en: 'Names', ru: 'Имя и фамилия' },
      contents: { az: 'Ad, soyad, ata adı', en: 'Names', ru: 'Имя, фамилия, отчество' },
    },
    {
      ...ofPopulation,
      ...common,
      service: 'population.identity',
      paths: ['/identity'],
      titles: { az: 'Şəxsiyyət vəsiqəsi', en: 'Identity card', ru: 'Удостоверение личности' },
      contents: {
        az: 'Ad, soyad, ata adı, doğum tarixi, şəxsiyyət vəsiqəsinin nömrəsi və müddəti',
        en: 'Names, birth date, number and term of the identity card',
        ru: 'Имя, фамилия, отчество, дата рождения, номер и срок удостоверения',
      },
    },
    {
      ...ofPopulation,
      ...common,
      service: 'population.contacts',
      paths: ['/contacts'],
      titles: { az: 'Mobil nömrələr', en: 'Mobile numbers', ru: 'Мобильные номера' },
      contents: {
        az: 'Ad, soyad, ata adı, aktiv mobil nömrələr',
        en: 'Names, active mobile numbers',
        ru: 'Имя, фамилия, отчество, действующие мобильные номера',
      },
    },
    {
      ...common,
      provider: exchangeParties.organisations.organisation,
      address: origins.organisations,
      service: organisationService,
      paths: ['/organisations/*'],
      concernsPersons: false,
      titles: { az: 'Təşkilatdan çıxarış', en: 'Extract on an organisation', ru: 'Выписка об организации' },
      contents: {
        az: 'Ad, hüquqi ünvan, rəhbər, vəziyyət',
        en: 'Name, legal address, head, state',
        ru: 'Название, юридический адрес, руководитель, состояние',
      },
    },
    {
      ...common,
      provider: exchangeParties.organisations.organisation,
      address: origins.organisations,
      service: representationService,
      paths: ['/representations/*'],
      titles: {
        az: 'Təşkilatı təmsil etmək hüququ',
        en: 'Right to represent an organisation',
        ru: 'Право представлять организацию',
      },
      contents: {
        az: 'Şəxsin təşkilatı təmsil edib-etmədiyi, təşkilatın adı, vəzifə',
        en: 'Whether the person represents the organisation, its name, the position',
        ru: 'Представляет ли лицо организацию, её название, должность',
      },
    },
  ];
}

const yearMs = 365 * 86_400_000;

/** What courts may ask of the registers: to name the parties of a case rightly, and to reach them for certain. */
function courtRights(now: number) {
  return [...lookupServices, ...Object.values(nameServices)].map((service) => ({
    consumer: exchangeParties.courts.organisation,
    service,
    purpose: lookupPurpose,
    purposes: {
      az: 'Məhkəmə bildirişinin çatdırılması',
      en: 'Delivery of a court notice',
      ru: 'Вручение судебного извещения',
    },
    basis: 'law',
    reference: lookupLaw,
    legalTexts: {
      az: '“Məhkəmə bildirişləri haqqında” nümunə qanun, maddə 7',
      en: 'Example law on court notices, article 7',
      ru: 'Образцовый закон о судебных извещениях, статья 7',
    },
    validFrom: new Date(now - 60_000).toISOString(),
    validUntil: new Date(now + 3 * yearMs).toISOString(),
  }));
}

/** That the courts learn who reads for an organisation. */
function representationRight(now: number) {
  return {
    consumer: exchangeParties.courts.organisation,
    service: representationService,
    purpose: representationPurpose,
    purposes: {
      az: 'Təşkilatın məhkəmə bildirişlərinin oxunması',
      en: 'Reading an organisation’s court notices',
      ru: 'Чтение судебных извещений организации',
    },
    basis: 'law',
    reference: representationLaw,
    legalTexts: {
      az: '“Məhkəmə bildirişləri haqqında” nümunə qanun, maddə 9',
      en: 'Example law on court notices, article 9',
      ru: 'Образцовый закон о судебных извещениях, статья 9',
    },
    validFrom: new Date(now - 60_000).toISOString(),
    validUntil: new Date(now + 3 * yearMs).toISOString(),
  };
}

/** What courts and the social fund may ask. For `debt-collection` it has no right: its desk shows the refusal. */
export function demoRights(now: number) {
  const law = {
    basis: 'law',
    reference: lawReference,
    legalTexts: {
      az: '“Sosial müavinətlər haqqında” nümunə qanun, maddə 4',
      en: 'Example law on social benefits, article 4',
      ru: 'Образцовый закон о социальных пособиях, статья 4',
    },
  };
  const common = {
    consumer: exchangeParties.social.organisation,
    service: residenceService,
    validFrom: new Date(now - 60_000).toISOString(),
    validUntil: new Date(now + 3 * yearMs).toISOString(),
  };
  return [
    ...courtRights(now),
    representationRight(now),
    {
      ...common,
      ...law,
      purpose: 'social-benefit',
      purposes: {
        az: 'Müavinətin təyin edilməsi',
        en: 'Granting a benefit',
        ru: 'Назначение пособия',
      },
    },
    {
      ...common,
      ...law,
      service: organisationService,
      purpose: organisationPurpose,
      purposes: {
        az: 'İşəgötürənin yoxlanması',
        en: 'Checking an employer',
        ru: 'Проверка работодателя',
      },
    },
    {
      ...common,
      purpose: 'home-visit',
      basis: 'consent',
      purposes: {
        az: 'Evdə sosial xidmət',
        en: 'Social care at home',
        ru: 'Социальная помощь на дому',
      },
      legalTexts: {
        az: 'Vətəndaşın razılığı',
        en: 'The citizen’s consent',
        ru: 'Согласие гражданина',
      },
    },
  ];
}
