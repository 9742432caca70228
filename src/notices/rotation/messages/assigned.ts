import { catalogue } from '../../../messages/index.ts';

/** Who has a case, and how it came there. */
export const assignedTexts = catalogue(
  {
    assigned: {
      title: 'İş kimin icraatındadır',
      toCase: 'İşə qayıt',
      of: (number: string) => `${number} nömrəli iş`,
      kind: 'Növü',
      judge: 'Hakim',
      nobody: 'hələ təyin edilməyib',
      waiting:
        'Püşk gözlənilir. O, qeydiyyatın jurnaldakı yerini möhürləyən ilk yoxlama nöqtəsindən sonra atılır; bu, adətən bir neçə saniyə çəkir.',
      noLog:
        'Püşk atıla bilmir: qeydlər jurnalı işləmir. Jurnalsız püşk atılmır, iş isə itmir. Operatora müraciət edin.',
      noJudge:
        'Püşk atıla bilmir: bu işi ala biləcək hakim yoxdur. Məzuniyyətlərə baxın və ya sədr işi seçdiyi hakimə versin.',
      tooManyJudges:
        'Püşk atıla bilmir: bir püşkdə 75-dən çox hakim iştirak edə bilməz. Operatora müraciət edin.',
      again: 'Yenilə',
      history: 'Kimdə olub',
      how: { draw: 'püşklə', chair: 'sədr tərəfindən, püşksüz' },
      since: 'Verilib',
      howHeading: 'Necə',
      recusals: 'Özünə etirazlar',
      recusalStates: {
        asked: 'sədrin qərarını gözləyir',
        accepted: 'qəbul edilib',
        refused: 'rədd edilib',
        settled: 'iş başqasına verilib',
      },
      recuse: 'Özünə etiraz',
      recuseLead:
        'Bu işə baxa bilmirsinizsə, səbəbini yazın. Qərarı sədr verir; qəbul edilsə, iş püşklə başqa hakimə keçir.',
      recuseSubmit: 'Sədrə göndər',
      drawAgain: 'İşi başqa hakimə ver',
      drawAgainLead: 'İş indiki hakimdən alınır və qalan hakimlər arasında yeni püşk atılır.',
      drawAgainSubmit: 'Yeni püşk at',
      give: 'İşi seçilmiş hakimə ver',
      giveLead:
        'Bu, istisnadır: püşk atılmır və püşklərin açıq siyahısında işin püşksüz verildiyi hamıya görünür.',
      giveSubmit: 'Püşksüz ver',
    },
  },
  {
    assigned: {
      title: 'Who has the case',
      toCase: 'Back to the case',
      of: (number: string) => `Case ${number}`,
      kind: 'Kind',
      judge: 'Judge',
      nobody: 'nobody yet',
      waiting:
        'A draw is awaited. It follows the first checkpoint of the log that covers the registration, mostly within a few seconds.',
      noLog:
        'There can be no draw: the log of records does not run. Nothing is drawn without it, and no case is lost. Ask the operator.',
      noJudge:
        'There can be no draw: no judge can have this case. Look at the leave, or let the chair give it by name.',
      tooManyJudges: 'There can be no draw: at most 75 judges take part in one. Ask the operator.',
      again: 'Load again',
      history: 'Who had it',
      how: { draw: 'by lot', chair: 'by name, by the chair' },
      since: 'Given',
      howHeading: 'How',
      recusals: 'Recusals',
      recusalStates: {
        asked: 'waits for the chair',
        accepted: 'accepted',
        refused: 'refused',
        settled: 'the case went to somebody else',
      },
      recuse: 'Recusal',
      recuseLead:
        'If you cannot hear this case, write why. The chair decides; if it is accepted, the case goes to another judge by lot.',
      recuseSubmit: 'Send to the chair',
      drawAgain: 'Give the case to another judge',
      drawAgainLead: 'The case is taken from its judge, and drawn again among the others.',
      drawAgainSubmit: 'Draw again',
      give: 'Give the case by name',
      giveLead:
        'This is the exception: nothing is drawn, and the public list of draws shows everybody that the case was given by name.',
      giveSubmit: 'Give by name',
    },
  },
  {
    assigned: {
      title: 'У кого дело',
      toCase: 'К делу',
      of: (number: string) => `Дело ${number}`,
      kind: 'Вид',
      judge: 'Судья',
      nobody: 'ещё не назначен',
      waiting:
        'Ожидается жеребьёвка. Она проводится после первой контрольной точки журнала, охватывающей регистрацию, обычно через несколько секунд.',
      noLog:
        'Жеребьёвка невозможна: журнал записей не работает. Без журнала жребий не бросают, но дело не теряется. Обратитесь к оператору.',
      noJudge:
        'Жеребьёвка невозможна: нет судьи, который может получить это дело. Проверьте отпуска, или пусть председатель передаст дело выбранному судье.',
      tooManyJudges: 'Жеребьёвка невозможна: в ней участвует не более 75 судей. Обратитесь к оператору.',
      again: 'Обновить',
      history: 'У кого оно было',
      how: { draw: 'по жребию', chair: 'председателем, без жребия' },
      since: 'Передано',
      howHeading: 'Как',
      recusals: 'Самоотводы',
      recusalStates: {
        asked: 'ждёт решения председателя',
        accepted: 'принят',
        refused: 'отклонён',
        settled: 'дело передано другому',
      },
      recuse: 'Самоотвод',
      recuseLead:
        'Если вы не можете рассматривать это дело, укажите причину. Решает председатель; если самоотвод принят, дело переходит к другому судье по жребию.',
      recuseSubmit: 'Отправить председателю',
      drawAgain: 'Передать дело другому судье',
      drawAgainLead: 'Дело забирается у судьи, и среди остальных проводится новая жеребьёвка.',
      drawAgainSubmit: 'Провести жеребьёвку',
      give: 'Передать дело выбранному судье',
      giveLead:
        'Это исключение: жребий не бросают, и в открытом списке всем видно, что дело передано без жребия.',
      giveSubmit: 'Передать без жребия',
    },
  },
);
