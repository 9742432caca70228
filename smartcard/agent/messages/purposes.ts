import type { RequestPurpose } from '../request.ts';
import type { Catalogue } from '../language.ts';

/** What differs by the purpose of a request, on the page and in the window. */
export interface PurposeTexts {
  /** Of the page. */
  readonly title: string;
  readonly ended: string;
  /** Of the window. */
  readonly window: string;
  readonly purpose: string;
  readonly yes: string;
  readonly whichCard: (number: number, count: number) => string;
}

export const purposeTexts: Catalogue<Readonly<Record<RequestPurpose, PurposeTexts>>> = {
  az: {
    authenticate: {
      title: 'Kartla giriş',
      ended: 'Kartla giriş alınmadı. Səbəb növbəti səhifədə yazılıb.',
      window: 'Açar: kartla giriş',
      purpose: 'Məqsəd: daxil olmaq. Sənəd imzalanmır.',
      yes: 'Daxil ol',
      whichCard: (number, count) => `Bir neçə kart var. Hansı ilə daxil olursunuz? (${number}/${count})`,
    },
    certificate: {
      title: 'İmza sertifikatı',
      ended: 'Sertifikat verilmədi. Səbəb növbəti səhifədə yazılıb.',
      window: 'Açar: imza sertifikatı',
      purpose: 'Məqsəd: imza sertifikatınızı xidmətə vermək. Hələ heç nə imzalanmır, PIN-kod lazım deyil.',
      yes: 'Sertifikatı ver',
      whichCard: (number, count) => `Bir neçə kart var. Hansı ilə imzalayırsınız? (${number}/${count})`,
    },
    sign: {
      title: 'Kartla imzalama',
      ended: 'Kartla imzalama alınmadı. Səbəb növbəti səhifədə yazılıb.',
      window: 'Açar: kartla imzalama',
      purpose: 'Məqsəd: SƏNƏDİ İMZALAMAQ. Bu imza sizin əl imzanızı əvəz edir.',
      yes: 'İmzala',
      whichCard: (number, count) => `Bir neçə kart var. Hansı ilə imzalayırsınız? (${number}/${count})`,
    },
  },
  en: {
    authenticate: {
      title: 'Sign in with the card',
      ended: 'Signing in with the card did not work. The next page says why.',
      window: 'Açar: sign in with the card',
      purpose: 'Purpose: to sign in. No document is signed.',
      yes: 'Sign in',
      whichCard: (number, count) =>
        `There are several cards. Which one do you sign in with? (${number}/${count})`,
    },
    certificate: {
      title: 'Signature certificate',
      ended: 'The certificate was not handed over. The next page says why.',
      window: 'Açar: signature certificate',
      purpose:
        'Purpose: to hand your signature certificate to the service. Nothing is signed yet, and no PIN is needed.',
      yes: 'Hand it over',
      whichCard: (number, count) =>
        `There are several cards. Which one do you sign with? (${number}/${count})`,
    },
    sign: {
      title: 'Sign with the card',
      ended: 'Signing with the card did not work. The next page says why.',
      window: 'Açar: sign with the card',
      purpose: 'Purpose: TO SIGN A DOCUMENT. This signature stands for the one by your hand.',
      yes: 'Sign',
      whichCard: (number, count) =>
        `There are several cards. Which one do you sign with? (${number}/${count})`,
    },
  },
  ru: {
    authenticate: {
      title: 'Вход с картой',
      ended: 'Войти с картой не удалось. Причина указана на следующей странице.',
      window: 'Açar: вход с картой',
      purpose: 'Цель: вход. Документ не подписывается.',
      yes: 'Войти',
      whichCard: (number, count) => `Карт несколько. С какой вы входите? (${number}/${count})`,
    },
    certificate: {
      title: 'Сертификат подписи',
      ended: 'Сертификат не передан. Причина указана на следующей странице.',
      window: 'Açar: сертификат подписи',
      purpose: 'Цель: передать сервису сертификат подписи. Ничего не подписывается.',
      yes: 'Передать',
      whichCard: (number, count) => `Карт несколько. Какой вы подписываете? (${number}/${count})`,
    },
    sign: {
      title: 'Подпись картой',
      ended: 'Подписать картой не удалось. Причина указана на следующей странице.',
      window: 'Açar: подпись картой',
      purpose: 'Цель: ПОДПИСАТЬ ДОКУМЕНТ, как своей рукой.',
      yes: 'Подписать',
      whichCard: (number, count) => `Карт несколько. Какой вы подписываете? (${number}/${count})`,
    },
  },
};
