import { catalogue } from '../../../messages/index.ts';

/** Words of every page about lots, and what came of a form. */
export const rotationWords = catalogue(
  {
    kinds: {
      civil: 'Mülki',
      criminal: 'Cinayət',
      administrative: 'İnzibati',
      commercial: 'Kommersiya',
      other: 'Digər',
    },
    reason: 'Səbəb',
    reasonHint: 'Səbəb işin tarixçəsində qalır.',
    toLots: 'Püşklərə qayıt',
    news: {
      done: 'Hazırdır.',
      reason: 'Səbəbi yazın: bir hərfdən 500 hərfədək.',
      case_changed: 'İşdə bu arada dəyişiklik olub. Səhifədə indiki vəziyyət göstərilir.',
      asked_before: 'Özünüzə etirazınız artıq göndərilib və sədrin qərarını gözləyir.',
      decided: 'Bu etiraz üzrə qərar artıq verilib.',
      judge_unfit:
        'İş bu hakimə verilə bilməz: o, bu gün işdə deyil, iş ondadır və ya o, bu işdən azad edilib.',
      days_wrong: 'Günləri yoxlayın: məzuniyyət bu gündən tez başlaya bilməz və 366 gündən uzun ola bilməz.',
      days_taken: 'Hakimin bu günlərin birində artıq məzuniyyəti var və ya o, bu məhkəmədə işləmir.',
      leave_over: 'Bu məzuniyyət artıq bitib və ya geri götürülüb.',
      case_closed:
        'İş bağlanıb: bağlı iş hakimdən alınmır. Etirazı rədd edin və ya iş yenidən açıldıqdan sonra qəbul edin.',
      none_chosen: 'Ən azı bir, ən çoxu 20 iş seçin.',
    },
  },
  {
    kinds: {
      civil: 'Civil',
      criminal: 'Criminal',
      administrative: 'Administrative',
      commercial: 'Commercial',
      other: 'Other',
    },
    reason: 'Reason',
    reasonHint: 'The reason stays in the history of the case.',
    toLots: 'Back to the lots',
    news: {
      done: 'Done.',
      reason: 'Write the reason: from one letter to 500.',
      case_changed: 'The case has changed meanwhile. The page shows how it stands now.',
      asked_before: 'Your recusal was sent before and waits for the chair.',
      decided: 'This recusal was decided before.',
      judge_unfit:
        'The case cannot go to this judge, who is not at work today, has it already, or was freed of it.',
      days_wrong: 'Check the days: leave begins today or later and lasts 366 days at most.',
      days_taken: 'The judge has leave on one of these days, or does not work at this court.',
      leave_over: 'This leave is over or was withdrawn.',
      case_closed:
        'The case is closed: nobody takes a closed case from its judge. Refuse the recusal, or accept it once the case is open again.',
      none_chosen: 'Choose at least one case, and at most 20.',
    },
  },
  {
    kinds: {
      civil: 'Гражданское',
      criminal: 'Уголовное',
      administrative: 'Административное',
      commercial: 'Коммерческое',
      other: 'Иное',
    },
    reason: 'Причина',
    reasonHint: 'Причина остаётся в истории дела.',
    toLots: 'Назад к жребию',
    news: {
      done: 'Готово.',
      reason: 'Укажите причину: от одной буквы до 500.',
      case_changed: 'Тем временем дело изменилось. На странице показано, как обстоит сейчас.',
      asked_before: 'Ваш самоотвод уже отправлен и ждёт решения председателя.',
      decided: 'По этому самоотводу решение уже принято.',
      judge_unfit:
        'Дело нельзя передать этому судье: он сегодня не работает, дело уже у него или он от него освобождён.',
      days_wrong: 'Проверьте дни: отпуск начинается не раньше сегодняшнего дня и длится не дольше 366 дней.',
      days_taken: 'У судьи уже есть отпуск в один из этих дней, или он не работает в этом суде.',
      leave_over: 'Этот отпуск закончился или отозван.',
      case_closed:
        'Дело закрыто: закрытое дело у судьи не забирают. Отклоните самоотвод или примите его, когда дело снова откроют.',
      none_chosen: 'Выберите хотя бы одно дело и не больше 20.',
    },
  },
);
