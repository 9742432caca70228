import { catalogue } from '../../messages/index.ts';

export const recoveryTexts = catalogue(
  {
    steps: ['Kod', 'Üsul', 'Təsdiq', 'Yeni parol'],
    expired: 'Bərpanın vaxtı bitib və ya başqa brauzerdə başlanıb. Yenidən başlayın.',
    code: {
      title: 'Parolun bərpası',
      lead: 'Kodunuzu yazın. Sonra hesabınızdakı nömrəyə və ya e-poçta birdəfəlik kod göndərəcəyik.',
      label: 'Kod',
      hint: 'Səkkiz rəqəm, məsələn 1234 5678',
      forgotten: 'Kodu da unutmusunuzsa, şəxsiyyət vəsiqənizlə xidmət mərkəzinə müraciət edin.',
    },
    channel: {
      title: 'Birdəfəlik kodu haraya göndərək?',
      lead: 'Yalnız hesabınızda olan nömrəyə və ya ünvana göndəririk.',
      sms: 'SMS ilə mobil nömrəmə',
      email: 'E-poçt ünvanıma',
    },
    oneTimeCode: {
      title: 'Birdəfəlik kodu yazın',
      sent: {
        sms: 'Kod düzgündürsə və hesabda mobil nömrə varsa, ona SMS ilə 6 rəqəm göndərdik. Onlar 10 dəqiqə etibarlıdır.',
        email:
          'Kod düzgündürsə və hesabda e-poçt ünvanı varsa, ona 6 rəqəm göndərdik. Onlar 10 dəqiqə etibarlıdır.',
      },
      label: 'Birdəfəlik kod',
      hint: 'Mesajdakı 6 rəqəm',
      resend: 'Yenidən göndər',
      resent: 'Yenidən göndərdik. Əvvəlki kod artıq etibarsızdır.',
      other: 'Başqa üsul seç',
      nothing:
        'Mesaj gəlmir? Kodunuzu yoxlayıb yenidən başlayın, başqa üsul seçin və ya şəxsiyyət vəsiqənizlə xidmət mərkəzinə müraciət edin.',
      again: 'Yenidən başla',
    },
    password: {
      title: 'Yeni parol seçin',
      lead: 'Parol dəyişən kimi bütün cihazlardakı girişləriniz bağlanacaq.',
    },
    finished: {
      title: 'Parolunuz bərpa edildi',
      text: 'Bütün cihazlardakı girişləriniz bağlandı. Yeni parolla daxil olun.',
    },
  },
  {
    steps: ['Code', 'Channel', 'Confirmation', 'New password'],
    expired: 'The recovery took too long or was begun in another browser. Please start again.',
    code: {
      title: 'Recover your password',
      lead: 'Enter your code. Then we send a one-time code to the number or e-mail address of your account.',
      label: 'Code',
      hint: 'Eight digits, such as 1234 5678',
      forgotten: 'If you have forgotten the code as well, go to a service centre with your identity card.',
    },
    channel: {
      title: 'Where shall we send the one-time code?',
      lead: 'We send only to the number or address that your account already has.',
      sms: 'By SMS to my mobile number',
      email: 'To my e-mail address',
    },
    oneTimeCode: {
      title: 'Enter the one-time code',
      sent: {
        sms: 'If the code is right and the account has a mobile number, we sent 6 digits to it by SMS. They are valid for 10 minutes.',
        email:
          'If the code is right and the account has an e-mail address, we sent 6 digits to it. They are valid for 10 minutes.',
      },
      label: 'One-time code',
      hint: 'The 6 digits in the message',
      resend: 'Send again',
      resent: 'We sent it again. The earlier code is no longer valid.',
      other: 'Choose another channel',
      nothing:
        'No message? Check your code and start again, choose another channel, or go to a service centre with your identity card.',
      again: 'Start again',
    },
    password: {
      title: 'Choose a new password',
      lead: 'As soon as the password changes, you are signed out on every device.',
    },
    finished: {
      title: 'Your password was recovered',
      text: 'You were signed out on every device. Sign in with the new password.',
    },
  },
  {
    steps: ['Код', 'Способ', 'Подтверждение', 'Новый пароль'],
    expired: 'Время восстановления истекло, или оно начато в другом браузере. Начните заново.',
    code: {
      title: 'Восстановление пароля',
      lead: 'Введите ваш код. Затем мы отправим одноразовый код на номер или эл. почту вашей учётной записи.',
      label: 'Код',
      hint: 'Восемь цифр, например 1234 5678',
      forgotten: 'Если вы забыли и код, обратитесь в центр обслуживания с удостоверением личности.',
    },
    channel: {
      title: 'Куда отправить одноразовый код?',
      lead: 'Мы отправляем только на номер или адрес, указанный в учётной записи.',
      sms: 'По SMS на мой номер',
      email: 'На мою эл. почту',
    },
    oneTimeCode: {
      title: 'Введите одноразовый код',
      sent: {
        sms: 'Если код верен и в учётной записи есть номер телефона, мы отправили на него 6 цифр по SMS. Они действуют 10 минут.',
        email:
          'Если код верен и в учётной записи есть адрес эл. почты, мы отправили на него 6 цифр. Они действуют 10 минут.',
      },
      label: 'Одноразовый код',
      hint: '6 цифр из сообщения',
      resend: 'Отправить ещё раз',
      resent: 'Мы отправили код ещё раз. Прежний код больше не действует.',
      other: 'Выбрать другой способ',
      nothing:
        'Сообщение не приходит? Проверьте код и начните заново, выберите другой способ или обратитесь в центр обслуживания с удостоверением личности.',
      again: 'Начать заново',
    },
    password: {
      title: 'Выберите новый пароль',
      lead: 'Как только пароль изменится, все ваши сеансы на всех устройствах завершатся.',
    },
    finished: {
      title: 'Пароль восстановлен',
      text: 'Все сеансы на всех устройствах завершены. Войдите с новым паролем.',
    },
  },
);
