import { catalogue } from '../messages/index.ts';

export const messages = catalogue(
  {
    sites: {
      portal: { name: 'Elektron xidmətlər portalı', signedOut: 'Portaldakı sessiyanız bağlandı.' },
      court: { name: 'Elektron məhkəmə', signedOut: 'Elektron məhkəmədəki sessiyanız bağlandı.' },
    },
    signedOutTitle: 'Çıxış etdiniz',
    signIn: 'Daxil ol',
    toStart: 'Baş səhifəyə qayıt',
  },
  {
    sites: {
      portal: { name: 'Portal of e-services', signedOut: 'Your session at the portal is closed.' },
      court: { name: 'Electronic court', signedOut: 'Your session at the electronic court is closed.' },
    },
    signedOutTitle: 'You have signed out',
    signIn: 'Sign in',
    toStart: 'Back to the start page',
  },
  {
    sites: {
      portal: { name: 'Портал электронных услуг', signedOut: 'Ваш сеанс на портале закрыт.' },
      court: { name: 'Электронный суд', signedOut: 'Ваш сеанс в электронном суде закрыт.' },
    },
    signedOutTitle: 'Вы вышли',
    signIn: 'Войти',
    toStart: 'Вернуться на главную страницу',
  },
);
