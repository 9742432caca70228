import { catalogue } from '../../messages/index.ts';

/** Texts of the help page and of the accessibility statement. */
export const help = catalogue(
  {
    title: 'Necə daxil olmalı',
    lead: 'Dörd üsuldan birini seçin. Hamısı eyni hesaba aparır; xidmət daha etibarlı giriş tələb edə bilər.',
    steps: {
      password: [
        'Qeydiyyatdan keçəndə sistem sizə kod verir. Kodu siz seçmirsiniz.',
        'Hesabı aktivləşdirəndə parolu özünüz təyin edirsiniz.',
        'Giriş səhifəsində kodu və parolu yazın.',
      ],
      card: [
        'Kartın oxunması üçün kompüterdə kart proqramı (Açar kart agenti) və ya Web eID olmalıdır. Onu bir dəfə quraşdırırsınız.',
        'Kartı oxuyucuya taxın, giriş səhifəsində e-imza kartını seçin və “Kartımı oxu” düyməsini basın.',
        'PIN-kodu kart proqramının öz pəncərəsində yazın. PIN-kod bizə göndərilmir.',
      ],
      mobile: [
        'Giriş səhifəsini mobil imza sertifikatı olan smartfonda və ya planşetdə açın.',
        'Hər iki ekranda eyni yoxlama kodunun göründüyünə baxın.',
        'PIN-kodu yazıb təsdiqləyin.',
      ],
      qr: [
        'Giriş səhifəsini kompüterdə açın; ekranda QR-kod görünür.',
        'Onu mobil imza sertifikatı olan smartfonla oxudun və kimin soruşduğuna baxın.',
        'Kodlar eynidirsə, smartfonda təsdiqləyin.',
      ],
    },
    questions: 'Tez-tez verilən suallar',
    forgotten: 'Parolu unutmuşam',
    forgottenText:
      'Giriş səhifəsində “Parolu unutmusunuz?” keçidini seçin. Hesabınızdakı mobil nömrəyə və ya e-poçta birdəfəlik kod göndərilir.',
    time: 'Niyə giriş səhifəsində vaxt məhdudiyyəti var?',
    timeText:
      'Başqası sizin yerinizə davam edə bilməsin deyə. Vaxt bitməzdən əvvəl xəbərdarlıq görünür və vaxtı artıra bilərsiniz.',
    safe: 'Səhifənin bizə aid olduğunu necə bilim?',
    safeText:
      'Parol və PIN-kodu yazmazdan əvvəl brauzerin ünvan sətrinə baxın. Əməkdaşlarımız sizdən heç vaxt parol, PIN-kod və ya birdəfəlik kod soruşmur.',
    contact: 'Əlaqə',
    email: 'E-poçt',
    phone: 'Telefon',
    accessibility: {
      title: 'Əlçatanlıq haqqında bəyanat',
      lead: 'Açar hər kəs üçündür. Səhifələrimizi WCAG 2.2 standartının AA səviyyəsinə uyğun qururuq.',
      doneHeading: 'Nə etmişik',
      done: [
        'Bütün səhifələr klaviatura ilə və ekran oxuyucusu ilə işləyir; fokus həmişə görünür.',
        'Əsas mətn 18 pikseldir və 400 %-ə qədər böyüyür; telefonda yana sürüşdürmək lazım gəlmir.',
        'Rənglərin təzadı ölçülür; tünd və yüksək təzadlı görünüş sisteminizin seçiminə uyğunlaşır.',
        'Səhifələr skriptsiz işləyir; vaxt məhdudiyyəti xəbərdarlıq edir və artırıla bilir.',
        'Hər səhifə üç dildə, telefon və kompüter ölçüsündə, iri hərflərlə və sistemin öz rəngləri ilə avtomatik yoxlanılır.',
      ],
      limitsHeading: 'Məlum məhdudiyyətlər',
      limits: ['Qurumların və xidmətlərin adları yalnız Azərbaycan dilindədir.'],
      tell: 'Səhifədən istifadə edə bilmirsinizsə, bizə bildirin: nə etmək istədiyinizi və hansı proqramdan istifadə etdiyinizi yazın.',
    },
  },
  {
    title: 'How to sign in',
    lead: 'Choose one of four ways. All lead to the same account; a service may ask for a more secure one.',
    steps: {
      password: [
        'When you register, the system gives you a code. You do not choose it.',
        'When you activate the account, you set the password yourself.',
        'Enter code and password on the sign-in page.',
      ],
      card: [
        'Your computer needs the card program (Açar card agent) or Web eID to read the card. You install it once.',
        'Put the card into the reader, choose the e-signature card on the sign-in page and press “Read my card”.',
        'Enter the PIN in the card program’s own window. It is never sent to us.',
      ],
      mobile: [
        'Open the sign-in page on the smartphone or tablet that has the mobile-signature certificate.',
        'See that both screens show the same control code.',
        'Enter the PIN and confirm.',
      ],
      qr: [
        'Open the sign-in page on a computer; a QR code appears on the screen.',
        'Scan it with the smartphone that has the mobile-signature certificate, and see who asks.',
        'If the codes are the same, confirm on the smartphone.',
      ],
    },
    questions: 'Common questions',
    forgotten: 'I have forgotten my password',
    forgottenText:
      'Choose “Forgotten your password?” on the sign-in page. A one-time code is sent to the mobile number or e-mail address of your account.',
    time: 'Why does the sign-in page have a time limit?',
    timeText:
      'So that nobody else can go on in your place. You are warned before the end and can ask for more time.',
    safe: 'How do I know that a page is yours?',
    safeText:
      'Look at the address bar of the browser before you type a password or PIN. Our staff never ask for a password, a PIN or a one-time code.',
    contact: 'Contact',
    email: 'E-mail',
    phone: 'Telephone',
    accessibility: {
      title: 'Accessibility statement',
      lead: 'Açar is for everybody. We build our pages to level AA of WCAG 2.2.',
      doneHeading: 'What we have done',
      done: [
        'Every page works by keyboard and with a screen reader; the focus is always visible.',
        'Body text is 18 pixels and grows to 400 %; on a phone there is no sideways scrolling.',
        'The contrast of our colours is measured; dark and high-contrast looks follow your system.',
        'Pages work without script; the time limit gives warning and can be extended.',
        'Every page is checked automatically in three languages, at the size of a phone and of a computer, with large letters and with the system’s own colours.',
      ],
      limitsHeading: 'Known limits',
      limits: ['The names of agencies and services are in Azerbaijani only.'],
      tell: 'If you cannot use a page, please tell us: what you wanted to do, and which program you use.',
    },
  },
  {
    title: 'Как войти',
    lead: 'Выберите один из четырёх способов. Все они ведут в одну учётную запись; услуга может потребовать более надёжного входа.',
    steps: {
      password: [
        'При регистрации система выдаёт вам код. Вы его не выбираете.',
        'При активации учётной записи вы сами задаёте пароль.',
        'Введите код и пароль на странице входа.',
      ],
      card: [
        'Чтобы читать карту, на компьютере нужна программа карты (агент карты Açar) или Web eID. Её устанавливают один раз.',
        'Вставьте карту в считыватель, выберите на странице входа карту э-подписи и нажмите «Прочитать мою карту».',
        'Введите PIN-код в окне самой программы карты. Нам он не отправляется.',
      ],
      mobile: [
        'Откройте страницу входа на смартфоне или планшете с сертификатом мобильной подписи.',
        'Убедитесь, что на обоих экранах один и тот же контрольный код.',
        'Введите PIN-код и подтвердите.',
      ],
      qr: [
        'Откройте страницу входа на компьютере; на экране появится QR-код.',
        'Считайте его смартфоном с сертификатом мобильной подписи и посмотрите, кто запрашивает вход.',
        'Если коды совпадают, подтвердите на смартфоне.',
      ],
    },
    questions: 'Частые вопросы',
    forgotten: 'Я забыл(а) пароль',
    forgottenText:
      'Выберите на странице входа «Забыли пароль?». На мобильный номер или адрес эл. почты вашей учётной записи будет отправлен одноразовый код.',
    time: 'Почему время на странице входа ограничено?',
    timeText:
      'Чтобы никто другой не продолжил за вас. Перед окончанием появится предупреждение, и время можно продлить.',
    safe: 'Как понять, что страница наша?',
    safeText:
      'Прежде чем ввести пароль или PIN-код, посмотрите на адресную строку браузера. Наши сотрудники никогда не спрашивают пароль, PIN-код или одноразовый код.',
    contact: 'Связаться с нами',
    email: 'Э-почта',
    phone: 'Телефон',
    accessibility: {
      title: 'Заявление о доступности',
      lead: 'Açar — для всех. Мы строим страницы по уровню AA стандарта WCAG 2.2.',
      doneHeading: 'Что сделано',
      done: [
        'Все страницы работают с клавиатуры и с программой чтения экрана; фокус всегда виден.',
        'Основной текст — 18 пикселей, он увеличивается до 400 %; на телефоне не нужно прокручивать вбок.',
        'Контраст цветов измеряется; тёмный и контрастный вид следуют настройкам вашей системы.',
        'Страницы работают без скриптов; ограничение времени предупреждает и может быть продлено.',
        'Каждая страница проверяется автоматически на трёх языках, в размере телефона и компьютера, с крупными буквами и с цветами системы.',
      ],
      limitsHeading: 'Известные ограничения',
      limits: ['Названия ведомств и услуг — только на азербайджанском языке.'],
      tell: 'Если вы не можете воспользоваться страницей, сообщите нам, что вы хотели сделать и какой программой пользуетесь.',
    },
  },
);
