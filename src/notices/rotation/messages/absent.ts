import { catalogue } from '../../../messages/index.ts';

/** Cases whose judge has left the court, or is on long leave. */
export const absentTexts = catalogue(
  {
    absent: {
      title: 'Hakimi olmayan işlər',
      lead: 'Bu işlərin hakimi məhkəmədən getmişdir və ya 30 gün və daha uzun məzuniyyətdədir. Seçdiyiniz işlər püşklə başqa hakimlərə keçir.',
      hearings:
        'İştirakçılara bildirilmiş iclasın vaxtı və zalı yeni hakim yeni vaxt təyin edənədək saxlanılır: o, həmin vaxtı saxlaya və ya təxirə sala bilər. Heç kimə bildirilməmiş vaxt dərhal boşalır.',
      none: 'Belə iş yoxdur: bütün işlərin hakimi yerindədir.',
      choose: (number: string) => `Seç: ${number}`,
      judge: 'Hakim',
      left: (when: string) => `gedib: ${when}`,
      away: (day: string) => `məzuniyyətdədir, son gün: ${day}`,
      planned: 'Təyin olunmuş iclaslar',
      noHearing: 'yoxdur',
      one: 'Püşksüz vermək',
      submit: 'Seçilənlər üçün püşk at',
      pages: 'Səhifələr',
      first: 'Siyahının əvvəli',
      next: 'Növbəti işlər',
      toHere: 'Hakimi getmiş və ya uzun məzuniyyətdə olan işlər',
    },
  },
  {
    absent: {
      title: 'Cases without their judge',
      lead: 'The judge of these cases has left the court, or is on leave of 30 days or longer. The cases that you choose go to other judges by lot.',
      hearings:
        'Time and room of a hearing that participants were told of stay booked until the new judge sets a time: that judge may keep it, or postpone it. A time that nobody was told of is free at once.',
      none: 'There is no such case: every judge is there.',
      choose: (number: string) => `Choose: ${number}`,
      judge: 'Judge',
      left: (when: string) => `left: ${when}`,
      away: (day: string) => `on leave, last day: ${day}`,
      planned: 'Planned hearings',
      noHearing: 'none',
      one: 'Give by name',
      submit: 'Draw for those chosen',
      pages: 'Pages',
      first: 'Beginning of the list',
      next: 'Further cases',
      toHere: 'Cases whose judge has left or is on long leave',
    },
  },
  {
    absent: {
      title: 'Дела без своего судьи',
      lead: 'Судья этих дел ушёл из суда или находится в отпуске на 30 дней и дольше. Выбранные дела переходят к другим судьям по жребию.',
      hearings:
        'Время и зал заседания, о котором сообщено участникам, заняты, пока новый судья не назначит время: он может оставить его или отложить заседание. Время, о котором никому не сообщено, освобождается сразу.',
      none: 'Таких дел нет: все судьи на месте.',
      choose: (number: string) => `Выбрать: ${number}`,
      judge: 'Судья',
      left: (when: string) => `ушёл: ${when}`,
      away: (day: string) => `в отпуске, последний день: ${day}`,
      planned: 'Назначенные заседания',
      noHearing: 'нет',
      one: 'Передать без жребия',
      submit: 'Провести жеребьёвку для выбранных',
      pages: 'Страницы',
      first: 'Начало списка',
      next: 'Следующие дела',
      toHere: 'Дела, судья которых ушёл или в длительном отпуске',
    },
  },
);
