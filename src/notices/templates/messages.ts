import { catalogue } from '../../messages/index.ts';

/** Every word of a notice that its template says. */
export const noticeTexts = catalogue(
  {
    titles: {
      summons: 'Məhkəmə iclasına çağırış',
      postponement: 'Məhkəmə iclasının təxirə salınması',
      decision: 'Məhkəmənin qərarı barədə bildiriş',
      document_request: 'Sənədlərin təqdim edilməsi tələbi',
      correction: 'Bildirişə düzəliş',
      withdrawal: 'Bildirişin geri götürülməsi',
    },
    roles: {
      claimant: 'İddiaçı',
      defendant: 'Cavabdeh',
      third_party: 'Üçüncü şəxs',
      accused: 'Təqsirləndirilən şəxs',
      victim: 'Zərərçəkmiş şəxs',
      witness: 'Şahid',
      representative: 'Nümayəndə',
    },
    facts: {
      number: 'Qeydiyyat nömrəsi',
      date: 'Tarix',
      addressee: 'Kimə',
      case: 'İşin nömrəsi',
      subject: 'İşin mahiyyəti',
      parties: 'Tərəflər',
      time: 'İclasın vaxtı',
      place: 'İclasın yeri',
      formerly: 'Əvvəlki vaxt',
      about: 'Aid olduğu bildiriş',
      due: 'Son gün',
      judge: 'Hakim',
    },
    says: {
      summons: 'Məhkəmə Sizi göstərilən iş üzrə məhkəmə iclasına çağırır.',
      postponement: 'Göstərilən iş üzrə məhkəmə iclası təxirə salınıb. İclas yeni vaxtda keçiriləcək. Səbəb:',
      decision: 'Məhkəmə göstərilən iş üzrə aşağıdakı qərarı qəbul edib:',
      document_request: 'Məhkəmə göstərilən iş üzrə aşağıdakı sənədləri təqdim etməyinizi tələb edir:',
      correction: 'Göstərilən bildirişdə aşağıdakı düzəliş edilir:',
      withdrawal: 'Göstərilən bildiriş geri götürülür və daha qüvvədə deyil. Səbəb:',
    },
    mustHeading: 'Nə etməlisiniz',
    must: {
      summons:
        'Göstərilən vaxtda məhkəməyə gəlin və şəxsiyyət vəsiqənizi gətirin. Gələ bilmirsinizsə, səbəbini iclasdan əvvəl məhkəməyə yazılı bildirin.',
      postponement:
        'Yeni vaxtda məhkəməyə gəlin və şəxsiyyət vəsiqənizi gətirin. Gələ bilmirsinizsə, səbəbini iclasdan əvvəl məhkəməyə yazılı bildirin.',
      decision: 'Qərarla tanış olun. Suallarınız varsa, məhkəmənin dəftərxanasına müraciət edin.',
      document_request:
        'Sənədləri son gündən gec olmayaraq məhkəmənin dəftərxanasına təqdim edin. Təqdim edə bilmirsinizsə, səbəbini yazılı bildirin.',
      correction: 'Əvvəlki bildirişi bu düzəlişlə birlikdə oxuyun.',
      withdrawal: 'Geri götürülmüş bildirişə görə heç nə etməyinizə ehtiyac yoxdur.',
    },
    verify: {
      signed: 'Bu bildiriş hakimin elektron imzası ilə təsdiqlənib.',
      how: (address: string) => `Yoxlamaq üçün QR-kodu oxudun, yaxud ${address} səhifəsində faylı yükləyin.`,
      number: (number: string) => `Qeydiyyat nömrəsi: ${number}`,
      alternative: 'Yoxlama səhifəsinin ünvanı olan QR-kod',
    },
  },
  {
    titles: {
      summons: 'Summons to a court hearing',
      postponement: 'Postponement of a court hearing',
      decision: 'Notice of a court decision',
      document_request: 'Request to submit documents',
      correction: 'Correction of a notice',
      withdrawal: 'Withdrawal of a notice',
    },
    roles: {
      claimant: 'Claimant',
      defendant: 'Defendant',
      third_party: 'Third party',
      accused: 'Accused',
      victim: 'Victim',
      witness: 'Witness',
      representative: 'Representative',
    },
    facts: {
      number: 'Registration number',
      date: 'Date',
      addressee: 'To',
      case: 'Case number',
      subject: 'Subject of the case',
      parties: 'Parties',
      time: 'Time of the hearing',
      place: 'Place of the hearing',
      formerly: 'Former time',
      about: 'Notice concerned',
      due: 'Last day',
      judge: 'Judge',
    },
    says: {
      summons: 'The court summons you to a hearing of the case named above.',
      postponement:
        'The hearing of the case named above is postponed. It will be held at the new time. The reason:',
      decision: 'The court has taken the following decision in the case named above:',
      document_request: 'In the case named above the court requires you to submit the following documents:',
      correction: 'The notice named above is corrected as follows:',
      withdrawal: 'The notice named above is withdrawn and has no force any more. The reason:',
    },
    mustHeading: 'What you must do',
    must: {
      summons:
        'Come to the court at the time named and bring your identity card. If you cannot come, tell the court the reason in writing before the hearing.',
      postponement:
        'Come to the court at the new time and bring your identity card. If you cannot come, tell the court the reason in writing before the hearing.',
      decision: 'Read the decision. If you have questions, ask the registry of the court.',
      document_request:
        'Submit the documents to the registry of the court by the last day. If you cannot, tell the reason in writing.',
      correction: 'Read the former notice together with this correction.',
      withdrawal: 'You need not do anything because of the notice that is withdrawn.',
    },
    verify: {
      signed: 'This notice is confirmed by the electronic signature of the judge.',
      how: (address: string) => `To verify it, scan the QR code, or upload the file at ${address}.`,
      number: (number: string) => `Registration number: ${number}`,
      alternative: 'QR code with the address of the verification page',
    },
  },
  {
    titles: {
      summons: 'Вызов на судебное заседание',
      postponement: 'Отложение судебного заседания',
      decision: 'Извещение о решении суда',
      document_request: 'Требование о представлении документов',
      correction: 'Исправление извещения',
      withdrawal: 'Отзыв извещения',
    },
    roles: {
      claimant: 'Истец',
      defendant: 'Ответчик',
      third_party: 'Третье лицо',
      accused: 'Обвиняемый',
      victim: 'Потерпевший',
      witness: 'Свидетель',
      representative: 'Представитель',
    },
    facts: {
      number: 'Регистрационный номер',
      date: 'Дата',
      addressee: 'Кому',
      case: 'Номер дела',
      subject: 'Предмет дела',
      parties: 'Стороны',
      time: 'Время заседания',
      place: 'Место заседания',
      formerly: 'Прежнее время',
      about: 'К извещению',
      due: 'Последний день',
      judge: 'Судья',
    },
    says: {
      summons: 'Суд вызывает вас на судебное заседание по указанному делу.',
      postponement: 'Судебное заседание по указанному делу отложено. Оно состоится в новое время. Причина:',
      decision: 'По указанному делу суд принял следующее решение:',
      document_request: 'По указанному делу суд требует представить следующие документы:',
      correction: 'В указанное извещение вносится исправление:',
      withdrawal: 'Указанное извещение отозвано и больше не действует. Причина:',
    },
    mustHeading: 'Что нужно сделать',
    must: {
      summons:
        'Явитесь в суд в указанное время и возьмите с собой удостоверение личности. Если вы не можете явиться, письменно сообщите суду причину до заседания.',
      postponement:
        'Явитесь в суд в новое время и возьмите с собой удостоверение личности. Если вы не можете явиться, письменно сообщите суду причину до заседания.',
      decision: 'Ознакомьтесь с решением. С вопросами обращайтесь в канцелярию суда.',
      document_request:
        'Представьте документы в канцелярию суда не позднее последнего дня. Если это невозможно, письменно сообщите причину.',
      correction: 'Читайте прежнее извещение вместе с этим исправлением.',
      withdrawal: 'По отозванному извещению ничего делать не нужно.',
    },
    verify: {
      signed: 'Это извещение подтверждено электронной подписью судьи.',
      how: (address: string) => `Для проверки отсканируйте QR-код или загрузите файл на странице ${address}.`,
      number: (number: string) => `Регистрационный номер: ${number}`,
      alternative: 'QR-код с адресом страницы проверки',
    },
  },
);
