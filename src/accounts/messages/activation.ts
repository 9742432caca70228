import { catalogue } from '../../messages/index.ts';

export const activationTexts = catalogue(
  {
    steps: ['Kodlar', 'Parol', 'Hazırdır'],
    expired: 'Aktivləşdirmənin vaxtı bitib və ya başqa brauzerdə başlanıb. Kodları yenidən yazın.',
    codes: {
      title: 'Hesabın aktivləşdirilməsi',
      lead: 'Xidmət mərkəzində sizə verilən vərəqdəki iki kodu yazın.',
      code: 'Kod',
      codeHint: 'Səkkiz rəqəm, məsələn 1234 5678',
      activationCode: 'Aktivləşdirmə kodu',
      activationCodeHint: 'On işarə, məsələn ACDEF-GHJKM. Böyük və kiçik hərf fərqlənmir.',
      noCodes: 'Kodlarınız yoxdur?',
      lost: 'Aktivləşdirmə kodu 30 gün etibarlıdır. Vaxtı bitibsə və ya itibsə, xidmət mərkəzi şəxsiyyət vəsiqəsi ilə yenisini verir.',
      already: 'Hesabınız artıq aktivdirsə, daxil olun',
    },
    password: {
      title: 'Parolunuzu seçin',
      lead: 'Bundan sonra kodunuz və bu parolla daxil olacaqsınız.',
    },
    finished: {
      title: 'Hesabınız aktivdir',
      text: 'İndi kodunuz və parolunuzla bütün xidmətlərə daxil ola bilərsiniz.',
    },
  },
  {
    steps: ['Codes', 'Password', 'Ready'],
    expired: 'The activation took too long or was begun in another browser. Please enter the codes again.',
    codes: {
      title: 'Activate your account',
      lead: 'Enter the two codes from the sheet that you were given at the service centre.',
      code: 'Code',
      codeHint: 'Eight digits, such as 1234 5678',
      activationCode: 'Activation code',
      activationCodeHint: 'Ten characters, such as ACDEF-GHJKM. Capitals and small letters are the same.',
      noCodes: 'No codes yet?',
      lost: 'An activation code is valid for 30 days. If it has expired or was lost, a service centre gives you a new one with your identity card.',
      already: 'If your account is active already, sign in',
    },
    password: {
      title: 'Choose your password',
      lead: 'From now on you sign in with your code and this password.',
    },
    finished: {
      title: 'Your account is active',
      text: 'You can now sign in to every service with your code and password.',
    },
  },
  {
    steps: ['Коды', 'Пароль', 'Готово'],
    expired: 'Время активации истекло, или она начата в другом браузере. Введите коды ещё раз.',
    codes: {
      title: 'Активация учётной записи',
      lead: 'Введите два кода с листа, полученного в центре обслуживания.',
      code: 'Код',
      codeHint: 'Восемь цифр, например 1234 5678',
      activationCode: 'Код активации',
      activationCodeHint: 'Десять знаков, например ACDEF-GHJKM. Прописные и строчные буквы не различаются.',
      noCodes: 'Нет кодов?',
      lost: 'Код активации действует 30 дней. Если срок истёк или код потерян, центр обслуживания выдаст новый по удостоверению личности.',
      already: 'Если учётная запись уже активна, войдите',
    },
    password: {
      title: 'Выберите пароль',
      lead: 'Теперь вы будете входить с кодом и этим паролем.',
    },
    finished: {
      title: 'Учётная запись активна',
      text: 'Теперь вы можете входить во все услуги с кодом и паролем.',
    },
  },
);

export const registrationTexts = catalogue(
  {
    title: 'Qeydiyyat',
    lead: 'Onlayn qeydiyyat hələ açıq deyil. Kodu və aktivləşdirmə kodunu xidmət mərkəzində pulsuz ala bilərsiniz.',
    how: 'Kodu necə almaq olar',
    steps: [
      'Şəxsiyyət vəsiqənizlə xidmət mərkəzinə gəlin. Başqa sənəd lazım deyil.',
      'Mobil nömrənizi və e-poçt ünvanınızı deyin: parolu bərpa etmək üçün onlardan biri lazımdır.',
      'Kodunuz və aktivləşdirmə kodunuz yazılmış vərəqi alın.',
      '30 gün ərzində hesabı aktivləşdirin və parolunuzu seçin.',
    ],
    activate: 'Kodlarım var, hesabı aktivləşdir',
    signIn: 'Hesabım artıq var, daxil ol',
  },
  {
    title: 'Register',
    lead: 'Online registration is not open yet. You can get your code and activation code free of charge at a service centre.',
    how: 'How to get a code',
    steps: [
      'Come to a service centre with your identity card. No other document is needed.',
      'Give your mobile number and your e-mail address: one of them is needed to recover a password.',
      'Take the sheet with your code and your activation code.',
      'Within 30 days activate your account and choose your password.',
    ],
    activate: 'I have the codes, activate my account',
    signIn: 'I have an account already, sign in',
  },
  {
    title: 'Регистрация',
    lead: 'Онлайн-регистрация пока не открыта. Код и код активации можно бесплатно получить в центре обслуживания.',
    how: 'Как получить код',
    steps: [
      'Придите в центр обслуживания с удостоверением личности. Другие документы не нужны.',
      'Назовите номер мобильного телефона и адрес эл. почты: один из них нужен для восстановления пароля.',
      'Получите лист с вашим кодом и кодом активации.',
      'В течение 30 дней активируйте учётную запись и выберите пароль.',
    ],
    activate: 'У меня есть коды, активировать учётную запись',
    signIn: 'У меня уже есть учётная запись, войти',
  },
);
