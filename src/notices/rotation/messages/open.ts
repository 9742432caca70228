import { azerbaijaniOrdinal, catalogue } from '../../../messages/index.ts';

/** The public list of draws. */
export const openTexts = catalogue(
  {
    open: {
      title: (court: string) => `${court}: püşklər`,
      lead: 'İşlər hakimlərə püşklə verilir. Hər püşkün nəticəsi əvvəlcədən gizli saxlanmış, lakin öhdəlik götürülmüş sirdən və qeydlər jurnalının işin qeydiyyatından sonrakı ilk yoxlama nöqtəsindən hesablanır. Buna görə növbəti hakimi heç kim seçə bilməz, hər püşkü isə hər kəs yenidən hesablaya bilər.',
      caption: 'Püşklər və püşksüz verilmiş işlər, ən yenisi əvvəldə',
      when: 'Vaxt',
      kind: 'Növ',
      number: 'Püşk',
      case: 'İşin identifikatoru',
      judge: 'Hakim',
      how: 'Necə',
      drawn: (lots: string) => `püşklə (qutuda: ${lots})`,
      given: 'sədr tərəfindən, püşksüz',
      none: 'Hələ püşk atılmayıb.',
      older: 'Daha köhnələr',
      newest: 'Ən yeniləri',
      check: 'Özünüz yoxlayın',
      checkLead:
        'Fayl bütün püşkləri və onları sübut edən qəbzləri saxlayır. Onu jurnalın açarı ilə, heç kimdən soruşmadan yoxlamaq olar:',
      download: 'Püşklərin faylını endir (JSON sətirləri)',
      byYear:
        'Fayl böyükdürsə, onu illər üzrə də endirə bilərsiniz. Yoxlamaq üçün bütün illərin faylları birlikdə lazımdır: hər püşk əvvəlkilərdən asılıdır.',
      ofYear: (year: string) => `${azerbaijaniOrdinal(Number(year))} ilin faylı`,
      logKey: 'Jurnalın açarı',
      noLog: 'Qeydlər jurnalı işləmir: püşk atılmır.',
    },
  },
  {
    open: {
      title: (court: string) => `${court}: draws`,
      lead: 'Cases go to judges by lot. Each draw is computed from a secret that was committed to before, and from the first checkpoint of the record log after the case was registered. So nobody can choose the next judge, and everybody can compute every draw anew.',
      caption: 'Draws, and cases that were given by name, the newest first',
      when: 'Time',
      kind: 'Kind',
      number: 'Draw',
      case: 'Identifier of the case',
      judge: 'Judge',
      how: 'How',
      drawn: (lots: string) => `by lot (in the urn: ${lots})`,
      given: 'by name, by the chair, without a draw',
      none: 'Nothing was drawn yet.',
      older: 'Older ones',
      newest: 'The newest',
      check: 'Check it yourself',
      checkLead:
        'The file holds all draws and the receipts that prove them. With the key of the log it can be checked without asking anybody:',
      download: 'Download the file of draws (lines of JSON)',
      byYear:
        'Where the file is large, it can be fetched year by year too. The check needs those of all years together: each draw depends on those before it.',
      ofYear: (year: string) => `File of ${year}`,
      logKey: 'Key of the log',
      noLog: 'The log of records does not run: nothing is drawn.',
    },
  },
  {
    open: {
      title: (court: string) => `${court}: жеребьёвки`,
      lead: 'Дела распределяются между судьями по жребию. Результат каждой жеребьёвки вычисляется из секрета, обязательство о котором дано заранее, и из первой контрольной точки журнала записей после регистрации дела. Поэтому следующего судью никто не может выбрать, а каждую жеребьёвку может заново вычислить любой.',
      caption: 'Жеребьёвки и дела, переданные без жребия, сначала новые',
      when: 'Время',
      kind: 'Вид',
      number: 'Жеребьёвка',
      case: 'Идентификатор дела',
      judge: 'Судья',
      how: 'Как',
      drawn: (lots: string) => `по жребию (в урне: ${lots})`,
      given: 'председателем, без жребия',
      none: 'Жеребьёвок ещё не было.',
      older: 'Более старые',
      newest: 'Новейшие',
      check: 'Проверьте сами',
      checkLead:
        'В файле — все жеребьёвки и квитанции, которые их доказывают. С ключом журнала его можно проверить, никого не спрашивая:',
      download: 'Скачать файл жеребьёвок (строки JSON)',
      byYear:
        'Если файл велик, его можно скачать и по годам. Для проверки нужны файлы всех лет вместе: каждая жеребьёвка зависит от прежних.',
      ofYear: (year: string) => `Файл за ${year} год`,
      logKey: 'Ключ журнала',
      noLog: 'Журнал записей не работает: жребий не бросают.',
    },
  },
);
