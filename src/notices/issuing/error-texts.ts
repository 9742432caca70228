import { catalogue } from '../../messages/index.ts';

/** Why a notice is not prepared or not sent, by code. */
export const noticeErrorTexts = catalogue(
  {
    'notice.participants': 'Ən azı bir iştirakçı seçin.',
    'notice.text_missing': 'Bu bildirişdə mətn yazılmalıdır.',
    'notice.text_too_long': 'Mətn çox uzundur: ən çoxu 8000 işarə.',
    'notice.text_unprintable': 'Mətndə çap oluna bilməyən işarə var. Latın və ya kiril hərfləri ilə yazın.',
    'notice.name_unprintable':
      'İştirakçının adında və ya işin mahiyyətində çap oluna bilməyən işarə var. Dəftərxanadan düzəltməyi xahiş edin.',
    'notice.court_unprintable':
      'Məhkəmənin və ya zalın adında, yaxud ünvanında çap oluna bilməyən işarə var. Operatora müraciət edin.',
    'notice.date': 'Tarix və saatı yazın.',
    'notice.due': 'Son gün gələcəkdə olmalıdır.',
    'notice.no_hearing': 'Təxirə salınan iclası seçin.',
    'notice.about_unknown': 'Aid olduğu bildiriş seçilmiş iştirakçılara göndərilməyib və ya geri götürülüb.',
    'notice.postponement_waits':
      'Bu iclasın təxirə salınması haqqında başqa bildiriş artıq hazırlanıb və imza gözləyir. Onu imzalayın və ya ləğv edin, sonra yenisini hazırlayın.',
    'notice.follow_up_waits':
      'Bu bildirişə düzəliş və ya onun geri götürülməsi artıq hazırlanıb və imza gözləyir. Onu imzalayın və ya ləğv edin, sonra yenisini hazırlayın.',
    'notice.none_chosen': 'Ən azı bir bildiriş seçin.',
    'notice.too_many': 'Bir PIN-kodla ən çoxu 10 bildiriş imzalanır. Az seçin.',
    'notice.not_prepared': 'Bildiriş artıq imzalanıb və ya ləğv edilib.',
    'notice.case_closed': 'İş bağlanıb: bağlı iş üzrə bildiriş göndərilmir. Bildirişi ləğv edin.',
    'notice.case_lost':
      'İş artıq sizdə deyil: sizdən alınıb və ya başqa hakimə verilib. Bildirişi ləğv edin.',
    'notice.office_ended': 'Sizin bu məhkəmədə hakim vəzifəniz bitib.',
    'notice.slot_lost':
      'İclasın vaxtı artıq saxlanılmır: ondan imtina edilib, o, təxirə salınıb və ya ləğv edilib. Bildirişi ləğv edin və yenisini hazırlayın.',
    'notice.hearing_past': 'İclasın vaxtı keçib. Bildirişi ləğv edin və yenisini hazırlayın.',
    'notice.participant_removed': 'İştirakçı işdən çıxarılıb. Bildirişi ləğv edin.',
    'notice.withdrawn_already': 'Aid olduğu bildiriş artıq geri götürülüb. Bildirişi ləğv edin.',
    'notice.postponed_already':
      'Bu iclas artıq başqa bildirişlə təxirə salınıb və ya ləğv edilib; bu bildiriş üçün tutulmuş vaxt boşaldılıb. Bildirişi ləğv edin və işə baxın.',
    'notice.followed_meanwhile':
      'Aid olduğu bildirişə artıq başqa düzəliş göndərilib. Ona baxın, bunu ləğv edin və lazımdırsa, yenisini hazırlayın.',
    'notice.hearing_hours':
      'İclasın vaxtı iş gününə və iş saatlarına düşmür. Bildirişi ləğv edin və yenisini hazırlayın.',
  },
  {
    'notice.participants': 'Choose at least one participant.',
    'notice.text_missing': 'This notice needs a text.',
    'notice.text_too_long': 'The text is too long: at most 8000 characters.',
    'notice.text_unprintable':
      'A character of the text cannot be printed. Write in Latin or Cyrillic letters.',
    'notice.name_unprintable':
      'A character in a participant’s name or in the subject of the case cannot be printed. Ask the registry to mend it.',
    'notice.court_unprintable':
      'A character in the name or address of the court, or in the room’s name, cannot be printed. Tell the operator.',
    'notice.date': 'Enter date and time.',
    'notice.due': 'The last day must be in the future.',
    'notice.no_hearing': 'Choose the hearing that is postponed.',
    'notice.about_unknown': 'The notice concerned was not sent to those chosen, or was withdrawn.',
    'notice.postponement_waits':
      'Another postponement of this hearing was prepared and waits for your signature. Sign it or throw it away before you prepare a new one.',
    'notice.follow_up_waits':
      'A correction or withdrawal of this notice was prepared and waits for your signature. Sign it or throw it away before you prepare a new one.',
    'notice.none_chosen': 'Choose at least one notice.',
    'notice.too_many': 'One PIN signs at most 10 notices. Choose fewer.',
    'notice.not_prepared': 'The notice was signed already, or thrown away.',
    'notice.case_closed': 'The case is closed: no notice is sent in a closed case. Throw the notice away.',
    'notice.case_lost':
      'The case is not yours any more: it was taken from you or given to another judge. Throw the notice away.',
    'notice.office_ended': 'Your office as a judge of this court has ended.',
    'notice.slot_lost':
      'The time of the hearing is not kept any more: it was given up, postponed or cancelled. Throw the notice away and prepare another.',
    'notice.hearing_past': 'The time of the hearing is over. Throw the notice away and prepare another.',
    'notice.participant_removed': 'The participant was taken off the case. Throw the notice away.',
    'notice.withdrawn_already': 'The notice concerned was withdrawn already. Throw this one away.',
    'notice.postponed_already':
      'This hearing was postponed or cancelled by another notice already; the time that was booked for this one is free again. Throw this notice away and look at the case.',
    'notice.followed_meanwhile':
      'Another correction of the notice concerned was sent meanwhile. Look at it, throw this one away, and prepare another where it is needed.',
    'notice.hearing_hours':
      'The hearing is not on a working day and within working hours. Throw the notice away and prepare another.',
  },
  {
    'notice.participants': 'Выберите хотя бы одного участника.',
    'notice.text_missing': 'В этом извещении нужен текст.',
    'notice.text_too_long': 'Текст слишком длинный: не больше 8000 знаков.',
    'notice.text_unprintable':
      'В тексте есть знак, который нельзя напечатать. Пишите латиницей или кириллицей.',
    'notice.name_unprintable':
      'В имени участника или предмете дела есть знак, который нельзя напечатать. Попросите канцелярию исправить.',
    'notice.court_unprintable':
      'В названии или адресе суда либо в названии зала есть знак, который нельзя напечатать. Обратитесь к оператору.',
    'notice.date': 'Укажите дату и время.',
    'notice.due': 'Последний день должен быть в будущем.',
    'notice.no_hearing': 'Выберите заседание, которое откладывается.',
    'notice.about_unknown': 'Это извещение не отправлялось выбранным участникам или отозвано.',
    'notice.postponement_waits':
      'Другое извещение об отложении этого заседания уже подготовлено и ждёт подписи. Подпишите или удалите его, затем готовьте новое.',
    'notice.follow_up_waits':
      'Исправление или отзыв этого извещения уже подготовлены и ждут подписи. Подпишите или удалите их, затем готовьте новое.',
    'notice.none_chosen': 'Выберите хотя бы одно извещение.',
    'notice.too_many': 'Одним PIN-кодом подписывается не больше 10 извещений. Выберите меньше.',
    'notice.not_prepared': 'Извещение уже подписано или отменено.',
    'notice.case_closed': 'Дело закрыто: по закрытому делу извещения не отправляются. Отмените извещение.',
    'notice.case_lost': 'Дело больше не у вас: его забрали или передали другому судье. Отмените извещение.',
    'notice.office_ended': 'Ваша должность судьи этого суда закончилась.',
    'notice.slot_lost':
      'Время заседания больше не сохраняется: оно освобождено, отложено или отменено. Отмените извещение и подготовьте новое.',
    'notice.hearing_past': 'Время заседания прошло. Отмените извещение и подготовьте новое.',
    'notice.participant_removed': 'Участник исключён из дела. Отмените извещение.',
    'notice.withdrawn_already': 'Извещение, к которому оно относится, уже отозвано. Отмените это извещение.',
    'notice.postponed_already':
      'Это заседание уже отложено или отменено другим извещением; время, занятое для этого извещения, освобождено. Удалите извещение и откройте дело.',
    'notice.followed_meanwhile':
      'К исходному извещению тем временем отправлено другое исправление. Посмотрите его, отмените это и при необходимости подготовьте новое.',
    'notice.hearing_hours':
      'Заседание не попадает в рабочий день и рабочие часы. Удалите извещение и подготовьте новое.',
  },
);
