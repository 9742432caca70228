import { catalogue } from '../messages/index.ts';

/** Texts of a person's question to an agency. */
export const questionTexts = catalogue(
  {
    heading: 'Bu sorğunu tanımırsınız?',
    lead: 'Qurumdan nə üçün soruşduğunu izah etməyi xahiş edin. Sualınız və sorğunun nömrəsi quruma göndərilir, cavab bu səhifədə görünəcək.',
    label: 'Sualınız',
    hint: '10-dan 2000-dək simvol. FİN və ya parol yazmayın: qurum sorğunu nömrəsindən tapır.',
    prefilled: 'Bu sorğunu tanımıram. Məlumatlarımı nə üçün soruşduğunuzu izah edin.',
    submit: 'Sualı göndər',
    errorHeading: 'Sual göndərilmədi',
    wrong: 'Sual 10-dan 2000-dək simvoldan ibarət olmalıdır.',
    noContact: 'Bu qurum sual üçün ünvan göstərməyib. Köməyə müraciət edin.',
    sent: 'Sualınız quruma göndərildi.',
    already: 'Bu sorğu barədə artıq soruşmusunuz.',
    yours: 'Sualınız',
    state: 'Vəziyyəti',
    waiting: 'Cavab gözlənilir',
    answered: 'Cavab verilib',
    askedAt: 'Soruşulub',
    answer: 'Qurumun cavabı',
    answeredAt: 'Cavab vaxtı',
    through: 'Cavabı kim yazıb',
    throughs: {
      gateway: 'Qurumun özü: cavabı elektron imzası ilə göndərib.',
      operator: 'Qurumun sözlərini Açar operatoru köçürüb: bu cavabda qurumun elektron imzası yoxdur.',
    },
  },
  {
    heading: 'You do not recognise this request?',
    lead: 'Ask the agency to explain why it asked. Your question and the number of the request are sent to the agency; its answer will appear on this page.',
    label: 'Your question',
    hint: '10 to 2000 characters. Do not write your FIN or a password: the agency finds the request by its number.',
    prefilled: 'I do not recognise this request. Please explain why you asked for my data.',
    submit: 'Send the question',
    errorHeading: 'The question was not sent',
    wrong: 'A question has 10 to 2000 characters.',
    noContact: 'This agency has given no address for questions. Please turn to the help desk.',
    sent: 'Your question was sent to the agency.',
    already: 'You have asked about this request already.',
    yours: 'Your question',
    state: 'State',
    waiting: 'Waiting for the answer',
    answered: 'Answered',
    askedAt: 'Asked',
    answer: 'The agency’s answer',
    answeredAt: 'Answered at',
    through: 'Who wrote the answer down',
    throughs: {
      gateway: 'The agency itself: it sent the answer with its electronic signature.',
      operator:
        'An operator of Açar passed the agency’s words on: this answer has no electronic signature of the agency.',
    },
  },
  {
    heading: 'Вам незнаком этот запрос?',
    lead: 'Попросите учреждение объяснить, зачем оно запросило данные. Ваш вопрос и номер запроса будут отправлены учреждению, ответ появится на этой странице.',
    label: 'Ваш вопрос',
    hint: 'От 10 до 2000 знаков. Не пишите ФИН или пароль: учреждение найдёт запрос по номеру.',
    prefilled: 'Мне незнаком этот запрос. Объясните, зачем вы запросили мои данные.',
    submit: 'Отправить вопрос',
    errorHeading: 'Вопрос не отправлен',
    wrong: 'В вопросе должно быть от 10 до 2000 знаков.',
    noContact: 'Это учреждение не указало адреса для вопросов. Обратитесь в службу помощи.',
    sent: 'Ваш вопрос отправлен учреждению.',
    already: 'Вы уже спрашивали об этом запросе.',
    yours: 'Ваш вопрос',
    state: 'Состояние',
    waiting: 'Ожидается ответ',
    answered: 'Ответ получен',
    askedAt: 'Задан',
    answer: 'Ответ учреждения',
    answeredAt: 'Время ответа',
    through: 'Кто записал ответ',
    throughs: {
      gateway: 'Само учреждение: оно отправило ответ со своей электронной подписью.',
      operator:
        'Слова учреждения передал оператор Açar: электронной подписи учреждения под этим ответом нет.',
    },
  },
);

/** Marked line by line: a person may write anything, and none of it must read as our own words. */
const quoted = (text: string) =>
  text
    .split(/[\n\u2028\u2029]/)
    .map((line) => `> ${line}`)
    .join('\n');

/** The e-mail to the agency: agencies work in Azerbaijani. */
export const agencyMail = {
  subject: (exchange: string) => `Vətəndaşın sualı: sorğu ${exchange}`,
  body: (told: {
    readonly exchange: string;
    readonly service: string;
    readonly at: string;
    readonly text: string;
    readonly questionId: string;
  }) =>
    `Vətəndaş qurumunuzun onun barəsində sorğusunu tanımadığını bildirir və izahat istəyir.\n\nSorğunun nömrəsi: ${told.exchange}\nXidmət: ${told.service}\nVaxt: ${told.at}\nSualın nömrəsi: ${told.questionId}\n\nSual:\n${quoted(told.text)}\n\nCavabı sualın nömrəsi ilə mübadilə şlüzü vasitəsilə (POST /questions/${told.questionId}/answer) və ya Açar operatoruna göndərin: vətəndaş onu portalda oxuyacaq.`,
};

/** To the person, by e-mail and SMS: no word of the answer, which is read after sign-in. */
export const answerNotice = catalogue(
  {
    subject: 'Qurum sualınıza cavab verdi',
    body: (address: string) =>
      `Məlumatlarınız haqqında sorğu barədə sualınıza qurum cavab verdi. Cavabı oxumaq üçün Açar portalına daxil olun: ${address}`,
  },
  {
    subject: 'An agency has answered your question',
    body: (address: string) =>
      `The agency has answered your question about a request for your data. Sign in to the Açar portal to read the answer: ${address}`,
  },
  {
    subject: 'Учреждение ответило на ваш вопрос',
    body: (address: string) =>
      `Учреждение ответило на ваш вопрос о запросе ваших данных. Чтобы прочитать ответ, войдите на портал Açar: ${address}`,
  },
);
