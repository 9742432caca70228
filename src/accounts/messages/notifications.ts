import { catalogue } from '../../messages/index.ts';

/** Texts of messages to a person. An SMS is paid by the part, so each stays short. */
export const notificationTexts = catalogue(
  {
    recoveryCode: {
      subject: 'Açar: parolun bərpası kodu',
      body: (code: string) =>
        `Açar: parolun bərpası üçün kod ${code}. 10 dəqiqə etibarlıdır. Kodu heç kimə deməyin. Siz istəməmisinizsə, bu mesaja fikir verməyin.`,
    },
    secondFactorCode: {
      subject: 'Açar: təsdiq kodu',
      body: (code: string, service: string) =>
        `Açar: ${service} xidmətinə giriş üçün təsdiq kodu ${code}. 10 dəqiqə etibarlıdır. Kodu heç kimə deməyin.`,
    },
    activated: {
      subject: 'Açar: hesabınız aktivləşdirildi',
      body: 'Açar: hesabınız aktivləşdirildi. Bunu siz etməmisinizsə, dərhal xidmət mərkəzinə müraciət edin.',
    },
    contactsChanged: {
      subject: 'Açar: əlaqə məlumatlarınız dəyişdirildi',
      body: 'Açar: hesabınızın e-poçtu və ya telefonu dəyişdirildi. Bunu siz istəməmisinizsə, dərhal xidmət mərkəzinə müraciət edin.',
    },
    passwordChanged: {
      subject: 'Açar: parolunuz dəyişdirildi',
      body: 'Açar: parolunuz dəyişdirildi. Bunu siz etməmisinizsə, dərhal parolu bərpa edin və xidmət mərkəzinə müraciət edin.',
    },
    passwordRecovered: {
      subject: 'Açar: parolunuz bərpa edildi',
      body: 'Açar: parolunuz bərpa edildi və bütün girişləriniz bağlandı. Bunu siz etməmisinizsə, dərhal xidmət mərkəzinə müraciət edin.',
    },
  },
  {
    recoveryCode: {
      subject: 'Açar: your recovery code',
      body: (code: string) =>
        `Açar: your password recovery code is ${code}. It is valid for 10 minutes. Tell it to nobody. If you did not ask for it, ignore this message.`,
    },
    secondFactorCode: {
      subject: 'Açar: your confirmation code',
      body: (code: string, service: string) =>
        `Açar: your code to sign in to ${service} is ${code}. It is valid for 10 minutes. Tell it to nobody.`,
    },
    activated: {
      subject: 'Açar: your account is active',
      body: 'Açar: your account was activated. If this was not you, contact a service centre at once.',
    },
    contactsChanged: {
      subject: 'Açar: your contacts were changed',
      body: 'Açar: the e-mail address or phone number of your account was changed. If you did not ask for this, contact a service centre at once.',
    },
    passwordChanged: {
      subject: 'Açar: your password was changed',
      body: 'Açar: your password was changed. If this was not you, recover your password at once and contact a service centre.',
    },
    passwordRecovered: {
      subject: 'Açar: your password was recovered',
      body: 'Açar: your password was recovered and you were signed out everywhere. If this was not you, contact a service centre at once.',
    },
  },
  {
    recoveryCode: {
      subject: 'Açar: код для восстановления пароля',
      body: (code: string) =>
        `Açar: код для восстановления пароля ${code}. Действует 10 минут. Никому его не сообщайте. Если вы его не запрашивали, не обращайте внимания.`,
    },
    secondFactorCode: {
      subject: 'Açar: код подтверждения',
      body: (code: string, service: string) =>
        `Açar: код для входа в ${service}: ${code}. Действует 10 минут. Никому его не сообщайте.`,
    },
    activated: {
      subject: 'Açar: учётная запись активирована',
      body: 'Açar: ваша учётная запись активирована. Если это были не вы, сразу обратитесь в центр обслуживания.',
    },
    contactsChanged: {
      subject: 'Açar: контакты изменены',
      body: 'Açar: e-mail или телефон вашей учётной записи изменены. Если вы этого не просили, сразу обратитесь в центр обслуживания.',
    },
    passwordChanged: {
      subject: 'Açar: пароль изменён',
      body: 'Açar: ваш пароль изменён. Если это были не вы, сразу восстановите пароль и обратитесь в центр обслуживания.',
    },
    passwordRecovered: {
      subject: 'Açar: пароль восстановлен',
      body: 'Açar: ваш пароль восстановлен, все сеансы завершены. Если это были не вы, сразу обратитесь в центр обслуживания.',
    },
  },
);
