import { catalogue } from '../../messages/index.ts';

/** Texts of the published figures, in tables and in sentences. */
export const figures = catalogue(
  {
    integration: {
      approved: 'Təsdiq edilmiş xidmətlər',
      approvedOnPortal: 'Onlardan portalda',
      onPortal: 'Portalda cəmi',
      onOwnSite: 'Qurumun saytında cəmi',
      approvedOnOwnSite: 'Təsdiq edilmişlərdən qurumun saytında',
    },
    statistics: {
      title: 'Bülleten, oktyabr 2013',
      source: 'Mənbə: “Elektron hökumət” portalının aylıq bülleteni, oktyabr 2013.',
      usage: 'Xidmətlərdən istifadə, sentyabr 2013',
      usageInWords: (uses: string, services: string, agency: string, share: string) =>
        `Sentyabrda ${services} xidmətə ${uses} müraciət olub. Müraciətlərin ${share} %-i bir quruma düşür: ${agency}.`,
      share: 'Pay',
      sortHint: 'Sütunun adına basmaqla sıralaya bilərsiniz.',
      integration: 'Qurumların elektron xidmətləri, 1 oktyabr 2013',
      integrationInWords: (approved: string, portal: string, site: string) =>
        `Təsdiq edilmiş ${approved} xidmətdən ${portal} portalda, ${site} isə qurumların öz saytlarında göstərilir.`,
      visits: 'Portala müraciətlər',
      since: 'Dekabr 2012 – sentyabr 2013',
      september: 'Sentyabr 2013',
      visitRows: {
        visits: 'Ziyarətlər',
        visitors: 'Ziyarətçilər',
        serviceRequests: 'Xidmətlərə müraciətlər',
        pageViews: 'Baxılmış səhifələr',
        averageSeconds: 'Orta müddət',
        newVisitorShare: 'Yeni ziyarətçilərin payı',
      },
      measure: 'Göstərici',
      duration: (minutes: number, seconds: number) => `${minutes} dəq. ${seconds} san.`,
      certificates: 'E-imza sertifikatları, 30 sentyabr 2013',
      certificateRows: {
        stateBodies: 'Dövlət qurumları',
        legalEntities: 'Hüquqi şəxslər',
        citizens: 'Vətəndaşlar',
        total: 'Cəmi',
      },
      registers: 'Dövlət reyestri, 1 oktyabr 2013',
      registerRows: {
        informationResources: 'Dövlət informasiya ehtiyatları',
        personalDataSystems: 'Fərdi məlumat sistemləri',
        total: 'Cəmi',
      },
      codes: 'Kod və parol sahibləri, oktyabr 2013',
    },
  },
  {
    integration: {
      approved: 'Approved services',
      approvedOnPortal: 'Of these at the portal',
      onPortal: 'At the portal in all',
      onOwnSite: 'At the agency’s own site in all',
      approvedOnOwnSite: 'Of the approved at its own site',
    },
    statistics: {
      title: 'Bulletin, October 2013',
      source: 'Source: monthly bulletin of the “Electronic government” portal, October 2013.',
      usage: 'Use of services, September 2013',
      usageInWords: (uses: string, services: string, agency: string, share: string) =>
        `In September there were ${uses} requests to ${services} services. ${share} % of them went to one agency: ${agency}.`,
      share: 'Share',
      sortHint: 'Press the name of a column to sort by it.',
      integration: 'E-services of the agencies, 1 October 2013',
      integrationInWords: (approved: string, portal: string, site: string) =>
        `Of ${approved} approved services, ${portal} are offered at the portal and ${site} at the agencies’ own sites.`,
      visits: 'Visits to the portal',
      since: 'December 2012 – September 2013',
      september: 'September 2013',
      visitRows: {
        visits: 'Visits',
        visitors: 'Visitors',
        serviceRequests: 'Requests to services',
        pageViews: 'Pages viewed',
        averageSeconds: 'Average length',
        newVisitorShare: 'Share of new visitors',
      },
      measure: 'Measure',
      duration: (minutes: number, seconds: number) => `${minutes} min ${seconds} s`,
      certificates: 'E-signature certificates, 30 September 2013',
      certificateRows: {
        stateBodies: 'State bodies',
        legalEntities: 'Legal entities',
        citizens: 'Citizens',
        total: 'Total',
      },
      registers: 'State register, 1 October 2013',
      registerRows: {
        informationResources: 'State information resources',
        personalDataSystems: 'Personal-data systems',
        total: 'Total',
      },
      codes: 'Holders of code and password, October 2013',
    },
  },
  {
    integration: {
      approved: 'Утверждённые услуги',
      approvedOnPortal: 'Из них на портале',
      onPortal: 'Всего на портале',
      onOwnSite: 'Всего на сайте ведомства',
      approvedOnOwnSite: 'Из утверждённых на сайте ведомства',
    },
    statistics: {
      title: 'Бюллетень, октябрь 2013',
      source: 'Источник: ежемесячный бюллетень портала «Электронное правительство», октябрь 2013 года.',
      usage: 'Использование услуг, сентябрь 2013',
      usageInWords: (uses: string, services: string, agency: string, share: string) =>
        `В сентябре к ${services} услугам было ${uses} обращений. ${share} % из них приходится на одно ведомство: ${agency}.`,
      share: 'Доля',
      sortHint: 'Нажмите на название столбца, чтобы отсортировать по нему.',
      integration: 'Электронные услуги ведомств, 1 октября 2013',
      integrationInWords: (approved: string, portal: string, site: string) =>
        `Из ${approved} утверждённых услуг ${portal} оказываются на портале и ${site} — на сайтах самих ведомств.`,
      visits: 'Посещения портала',
      since: 'Декабрь 2012 – сентябрь 2013',
      september: 'Сентябрь 2013',
      visitRows: {
        visits: 'Посещения',
        visitors: 'Посетители',
        serviceRequests: 'Обращения к услугам',
        pageViews: 'Просмотры страниц',
        averageSeconds: 'Средняя длительность',
        newVisitorShare: 'Доля новых посетителей',
      },
      measure: 'Показатель',
      duration: (minutes: number, seconds: number) => `${minutes} мин ${seconds} с`,
      certificates: 'Сертификаты э-подписи, 30 сентября 2013',
      certificateRows: {
        stateBodies: 'Государственные органы',
        legalEntities: 'Юридические лица',
        citizens: 'Граждане',
        total: 'Всего',
      },
      registers: 'Государственный реестр, 1 октября 2013',
      registerRows: {
        informationResources: 'Государственные информационные ресурсы',
        personalDataSystems: 'Системы персональных данных',
        total: 'Всего',
      },
      codes: 'Владельцы кода и пароля, октябрь 2013',
    },
  },
);
