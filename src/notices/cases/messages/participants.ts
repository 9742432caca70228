import { catalogue } from '../../../messages/index.ts';

/** Somebody joins a registered case, or is taken off it. */
export const participantTexts = catalogue(
  {
    participant: {
      add: 'İştirakçı əlavə et',
      addTitle: (number: string) => `İştirakçı əlavə edin: iş ${number}`,
      addLead: 'Hakimin növbəti bildirişləri yeni iştirakçıya da göndərilə bilər.',
      there: 'İndi işdə olanlar',
      fields: 'Yeni iştirakçı',
      addAnyway: 'Yenə də əlavə et',
      change: 'Çıxar və ya əvəz et',
      changeHeading: 'Dəyişiklik',
      removeLead:
        'İştirakçı işi tərk edibsə və ya səhvən yazılıbsa, onu işdən çıxarın. Ona göndərilmiş bildirişlər portalda qalır və o, onları oxuya bilər. Ona yeni bildiriş göndərilmir, növbədə olan SMS və e-poçtlar ləğv edilir.',
      reason: 'Səbəb',
      reasonHint: 'Səbəb işin tarixçəsində saxlanılır.',
      remove: 'İşdən çıxar',
      replacement: 'Yerinə kim yazılır',
      replacementHint: 'Ad və ya kod səhv yazılıbsa, düzgün olanı burada yazın.',
      replace: 'Əvəz et',
      replaceAnyway: 'Yenə də əvəz et',
      needed: (role: string) =>
        `Bu növ işdə bu iştirakçı mütləqdir: ${role}. Onu çıxarmaq üçün yerinə başqasını yazın.`,
      resembling:
        'Bu dəyişiklikdən sonra iş son 30 gündə qeydiyyata alınmış başqa açıq işə oxşayır: eyni növ, eyni tərəflər. Hələ heç nə dəyişdirilməyib.',
      meanwhile: (who: string, when: string) =>
        `Siz yazarkən ${who} bu işi dəyişib (${when}). Sizin yazdığınız itməyib: iştirakçılara baxın və yenidən göndərin.`,
      back: 'İşə qayıt',
      news: {
        added: 'İştirakçı əlavə edildi.',
        removed: 'İştirakçı işdən çıxarıldı.',
        replaced: 'İştirakçı əvəz edildi.',
      },
      events: {
        added: (whom: string, who: string) => `İştirakçı əlavə edildi: ${whom} (${who})`,
        addedAnyway: (whom: string, who: string, number: string) =>
          `Oxşar işə (${number}) baxmayaraq iştirakçı əlavə edildi: ${whom} (${who})`,
        removed: (whom: string, who: string) => `İştirakçı işdən çıxarıldı: ${whom} (${who})`,
        replaced: (whom: string, by: string, who: string) =>
          `İştirakçı əvəz edildi: ${whom}. Yerinə: ${by} (${who})`,
      },
    },
  },
  {
    participant: {
      add: 'Add a participant',
      addTitle: (number: string) => `Add a participant: case ${number}`,
      addLead: 'The judge’s next notices can go to the new participant too.',
      there: 'In the case now',
      fields: 'New participant',
      addAnyway: 'Add anyway',
      change: 'Remove or replace',
      changeHeading: 'Change',
      removeLead:
        'Take a participant off the case who left it or was entered by mistake. Notices that were sent to them stay at the portal, where they can read them. No further notice goes to them, and SMS and e-mails that wait are cancelled.',
      reason: 'Reason',
      reasonHint: 'The reason is kept in the history of the case.',
      remove: 'Take off the case',
      replacement: 'Who comes in their place',
      replacementHint: 'If the name or the code was entered wrongly, enter the right one here.',
      replace: 'Replace',
      replaceAnyway: 'Replace anyway',
      needed: (role: string) =>
        `This kind of case needs this participant: ${role}. To take them off, enter who comes in their place.`,
      resembling:
        'With this change the case resembles another open one, registered in the last 30 days: of the same kind, with the same parties. Nothing is changed yet.',
      meanwhile: (who: string, when: string) =>
        `While you were typing, ${who} changed this case (${when}). Nothing you typed is lost: look at the participants and send it again.`,
      back: 'Back to the case',
      news: {
        added: 'The participant is added.',
        removed: 'The participant is taken off the case.',
        replaced: 'The participant is replaced.',
      },
      events: {
        added: (whom: string, who: string) => `Participant added: ${whom} (${who})`,
        addedAnyway: (whom: string, who: string, number: string) =>
          `Participant added although another case is like it (${number}): ${whom} (${who})`,
        removed: (whom: string, who: string) => `Participant taken off the case: ${whom} (${who})`,
        replaced: (whom: string, by: string, who: string) =>
          `Participant replaced: ${whom}. In their place: ${by} (${who})`,
      },
    },
  },
  {
    participant: {
      add: 'Добавить участника',
      addTitle: (number: string) => `Добавление участника: дело ${number}`,
      addLead: 'Следующие извещения судьи можно будет направить и новому участнику.',
      there: 'Сейчас в деле',
      fields: 'Новый участник',
      addAnyway: 'Всё же добавить',
      change: 'Исключить или заменить',
      changeHeading: 'Изменение',
      removeLead:
        'Исключите участника, который выбыл из дела или внесён по ошибке. Направленные ему извещения остаются на портале, и он может их читать. Новые извещения ему не направляются, ожидающие SMS и письма отменяются.',
      reason: 'Причина',
      reasonHint: 'Причина хранится в истории дела.',
      remove: 'Исключить из дела',
      replacement: 'Кто вместо него',
      replacementHint: 'Если имя или код введены неверно, введите здесь правильные.',
      replace: 'Заменить',
      replaceAnyway: 'Всё же заменить',
      needed: (role: string) =>
        `В деле этого вида этот участник обязателен: ${role}. Чтобы исключить его, укажите, кто будет вместо него.`,
      resembling:
        'После этого изменения дело похоже на другое открытое дело, зарегистрированное за последние 30 дней: тот же вид, те же стороны. Пока ничего не изменено.',
      meanwhile: (who: string, when: string) =>
        `Пока вы вводили данные, дело изменено: ${who} (${when}). Введённое вами не потеряно: посмотрите на участников и отправьте снова.`,
      back: 'Назад к делу',
      news: {
        added: 'Участник добавлен.',
        removed: 'Участник исключён из дела.',
        replaced: 'Участник заменён.',
      },
      events: {
        added: (whom: string, who: string) => `Участник добавлен: ${whom} (${who})`,
        addedAnyway: (whom: string, who: string, number: string) =>
          `Участник добавлен, несмотря на похожее дело (${number}): ${whom} (${who})`,
        removed: (whom: string, who: string) => `Участник исключён из дела: ${whom} (${who})`,
        replaced: (whom: string, by: string, who: string) =>
          `Участник заменён: ${whom}. Вместо него: ${by} (${who})`,
      },
    },
  },
);
