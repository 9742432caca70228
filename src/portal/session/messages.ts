import { catalogue } from '../../messages/index.ts';

export const messages = catalogue(
  {
    site: 'Elektron xidmətlər portalı',
    signedOutTitle: 'Çıxış etdiniz',
    signedOutText: 'Portaldakı sessiyanız bağlandı.',
    signIn: 'Daxil ol',
    toStart: 'Baş səhifəyə qayıt',
  },
  {
    site: 'Portal of e-services',
    signedOutTitle: 'You have signed out',
    signedOutText: 'Your session at the portal is closed.',
    signIn: 'Sign in',
    toStart: 'Back to the start page',
  },
  {
    site: 'Портал электронных услуг',
    signedOutTitle: 'Вы вышли',
    signedOutText: 'Ваш сеанс на портале закрыт.',
    signIn: 'Войти',
    toStart: 'Вернуться на главную страницу',
  },
);
