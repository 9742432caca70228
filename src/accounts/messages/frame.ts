import { catalogue } from '../../messages/index.ts';

/** Texts that activation, recovery and the change of password share. */
export const frameTexts = catalogue(
  {
    site: 'Vahid giriş',
    help: 'Kömək',
    accessibility: 'Əlçatanlıq haqqında bəyanat',
    back: 'Geri qayıt',
    done: 'tamamlandı',
    signIn: 'Daxil ol',
    continue: 'Davam et',
    show: 'Göstər',
    hide: 'Gizlət',
    errorHeading: 'Yoxlayın və yenidən cəhd edin',
    tooManyTries: (until: string) => `Çox sayda cəhd olub. Yenidən cəhd edə biləcəyiniz vaxt: ${until}.`,
    password: {
      old: 'İndiki parol',
      new: 'Yeni parol',
      repeated: 'Yeni parolu təkrar yazın',
      hint: 'Ən azı 10 işarə. Bir neçə sözdən ibarət cümlə ən yaxşısıdır; rəqəm və ya böyük hərf məcburi deyil. Adınızı, kodunuzu və çox işlənən parolları yazmayın.',
      save: 'Parolu saxla',
    },
    problems: {
      'account.malformed_code': 'Kod səkkiz rəqəmdən ibarətdir, məsələn 1234 5678. Rəqəmləri yoxlayın.',
      'account.wrong_activation':
        'Kod və ya aktivləşdirmə kodu düzgün deyil, vaxtı bitib və ya artıq istifadə olunub.',
      'account.wrong_one_time_code': 'Birdəfəlik kod düzgün deyil.',
      'account.one_time_code_expired': 'Birdəfəlik kodun vaxtı və ya cəhdləri bitib. Yeni kod istəyin.',
      'account.wrong_password': 'İndiki parol düzgün deyil.',
      'account.passwords_differ': 'İki parol eyni deyil.',
      'account.password_too_short': 'Parol ən azı 10 işarə olmalıdır.',
      'account.password_too_long': 'Parol 128 işarədən uzun ola bilməz.',
      'account.password_too_simple': 'Parol təkrar və ya ardıcıl işarələrdən ibarətdir. Başqasını seçin.',
      'account.password_personal':
        'Parolda adınız, kodunuz, FIN, doğum tarixiniz və ya əlaqə məlumatınız var. Başqasını seçin.',
      'account.password_common': 'Bu parol çox işlənir və asan tapılır. Başqasını seçin.',
      'account.busy': 'Xidmət hazırda çox yüklənib. Bir neçə saniyədən sonra yenidən cəhd edin.',
    },
  },
  {
    site: 'Single sign-in',
    help: 'Help',
    accessibility: 'Accessibility statement',
    back: 'Go back',
    done: 'done',
    signIn: 'Sign in',
    continue: 'Continue',
    show: 'Show',
    hide: 'Hide',
    errorHeading: 'Please check and try again',
    tooManyTries: (until: string) => `There were too many tries. You can try again at: ${until}.`,
    password: {
      old: 'Current password',
      new: 'New password',
      repeated: 'Repeat the new password',
      hint: 'At least 10 characters. A phrase of several words is best; digits or capitals are not required. Leave out your name, your code and passwords that many people use.',
      save: 'Save the password',
    },
    problems: {
      'account.malformed_code': 'The code has eight digits, such as 1234 5678. Please check the digits.',
      'account.wrong_activation':
        'The code or the activation code is not right, has expired, or was used before.',
      'account.wrong_one_time_code': 'The one-time code is not right.',
      'account.one_time_code_expired':
        'The one-time code has expired or has no tries left. Ask for a new one.',
      'account.wrong_password': 'The current password is not right.',
      'account.passwords_differ': 'The two passwords are not the same.',
      'account.password_too_short': 'The password must have at least 10 characters.',
      'account.password_too_long': 'The password cannot be longer than 128 characters.',
      'account.password_too_simple':
        'The password is made of repeated or sequential characters. Please choose another.',
      'account.password_personal':
        'The password holds your name, code, FIN, date of birth or contact details. Please choose another.',
      'account.password_common':
        'Many people use this password and it is easy to find. Please choose another.',
      'account.busy': 'The service is very busy. Please try again in a few seconds.',
    },
  },
  {
    site: 'Единый вход',
    help: 'Помощь',
    accessibility: 'Заявление о доступности',
    back: 'Назад',
    done: 'выполнено',
    signIn: 'Войти',
    continue: 'Продолжить',
    show: 'Показать',
    hide: 'Скрыть',
    errorHeading: 'Проверьте и попробуйте ещё раз',
    tooManyTries: (until: string) => `Слишком много попыток. Снова попробовать можно: ${until}.`,
    password: {
      old: 'Текущий пароль',
      new: 'Новый пароль',
      repeated: 'Повторите новый пароль',
      hint: 'Не менее 10 знаков. Лучше всего фраза из нескольких слов; цифры и прописные буквы не обязательны. Не используйте своё имя, код и распространённые пароли.',
      save: 'Сохранить пароль',
    },
    problems: {
      'account.malformed_code': 'Код состоит из восьми цифр, например 1234 5678. Проверьте цифры.',
      'account.wrong_activation': 'Код или код активации неверен, истёк или уже использован.',
      'account.wrong_one_time_code': 'Неверный одноразовый код.',
      'account.one_time_code_expired':
        'Срок одноразового кода истёк или попытки закончились. Запросите новый.',
      'account.wrong_password': 'Текущий пароль неверен.',
      'account.passwords_differ': 'Пароли не совпадают.',
      'account.password_too_short': 'В пароле должно быть не менее 10 знаков.',
      'account.password_too_long': 'Пароль не может быть длиннее 128 знаков.',
      'account.password_too_simple':
        'Пароль состоит из повторяющихся или идущих подряд знаков. Выберите другой.',
      'account.password_personal':
        'В пароле есть ваше имя, код, FIN, дата рождения или контакты. Выберите другой.',
      'account.password_common': 'Этот пароль распространён, и его легко подобрать. Выберите другой.',
      'account.busy': 'Сервис сейчас перегружен. Попробуйте ещё раз через несколько секунд.',
    },
  },
);
