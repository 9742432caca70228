import { catalogue } from '../messages/index.ts';

/** Texts of a register's only page. */
export const registryMessages = catalogue(
  {
    site: 'Reyestrin simulyatoru',
    titles: { population: 'Əhali reyestri (simulyator)', organisations: 'Təşkilatlar reyestri (simulyator)' },
    what: 'Bu, həqiqi reyestr deyil: bütün şəxslər, ünvanlar və təşkilatlar uydurmadır.',
    how: 'Reyestrə yalnız öz konnektoru müraciət edir. Qurumlar sorğularını şlüz vasitəsilə göndərir, hər sorğu qeydə alınır.',
    rows: 'Uydurma yazıların sayı',
    example: 'Belə bir yazının nömrəsi',
    services: 'Ünvanlar',
    failed: 'Sorğu yerinə yetirilmədi',
    back: 'Baş səhifəyə qayıt',
  },
  {
    site: 'Simulator of a register',
    titles: {
      population: 'Population register (simulator)',
      organisations: 'Register of organisations (simulator)',
    },
    what: 'This is no real register: all persons, addresses and organisations are invented.',
    how: 'Only its own connector speaks with the register. Agencies send their requests through the gateway, and each is recorded.',
    rows: 'Number of invented rows',
    example: 'The number of one of them',
    services: 'Addresses',
    failed: 'The request was not carried out',
    back: 'Back to the start page',
  },
  {
    site: 'Симулятор реестра',
    titles: { population: 'Реестр населения (симулятор)', organisations: 'Реестр организаций (симулятор)' },
    what: 'Это не настоящий реестр: все лица, адреса и организации вымышлены.',
    how: 'К реестру обращается только его коннектор. Учреждения посылают запросы через шлюз, и каждый запрос записывается.',
    rows: 'Количество вымышленных записей',
    example: 'Номер одной из них',
    services: 'Адреса',
    failed: 'Запрос не выполнен',
    back: 'Вернуться на главную страницу',
  },
);
