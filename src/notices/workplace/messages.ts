import { catalogue } from '../../messages/index.ts';

export const workplaceTexts = catalogue(
  {
    site: 'Elektron məhkəmə',
    signOut: 'Çıxış',
    signedIn: (way: string) => way,
    toPortal: 'Elektron xidmətlər portalı',
    choose: 'Məhkəməni seçin',
    enter: 'Davam et',
    sections: { overview: 'İş yeri', figures: 'Göstəricilər' },
    offices: { clerk: 'Dəftərxana işçisi', judge: 'Hakim', chair: 'Məhkəmə sədri' },
    none: {
      title: 'Sizin burada iş yeriniz yoxdur',
      text: 'Bu səhifələr məhkəmə işçiləri üçündür. Siz məhkəmədə işləyirsinizsə, məhkəmənin rəhbərliyinə müraciət edin. Sizə göndərilmiş bildirişlər portaldadır.',
    },
    cardNeeded: {
      title: 'E-imza kartı ilə daxil olun',
      text: 'Hakimin və sədrin işi yalnız e-imza kartı ilə aparılır. Çıxış edin və kartla yenidən daxil olun.',
      signIn: 'Kartla daxil ol',
      back: 'Geri qayıt',
    },
  },
  {
    site: 'Electronic court',
    signOut: 'Sign out',
    signedIn: (way: string) => way,
    toPortal: 'Portal of e-services',
    choose: 'Choose a court',
    enter: 'Continue',
    sections: { overview: 'Workplace', figures: 'Figures' },
    offices: { clerk: 'Clerk', judge: 'Judge', chair: 'Chair of the court' },
    none: {
      title: 'You have no workplace here',
      text: 'These pages are for those who work at a court. If you do, ask the head of your court. Notices that were sent to you are at the portal.',
    },
    cardNeeded: {
      title: 'Sign in with the e-signature card',
      text: 'A judge and a chair of a court work with the e-signature card alone. Sign out, and sign in with the card.',
      signIn: 'Sign in with the card',
      back: 'Back',
    },
  },
  {
    site: 'Электронный суд',
    signOut: 'Выйти',
    signedIn: (way: string) => way,
    toPortal: 'Портал электронных услуг',
    choose: 'Выберите суд',
    enter: 'Продолжить',
    sections: { overview: 'Рабочее место', figures: 'Показатели' },
    offices: { clerk: 'Работник канцелярии', judge: 'Судья', chair: 'Председатель суда' },
    none: {
      title: 'У вас здесь нет рабочего места',
      text: 'Эти страницы — для работников суда. Если вы работаете в суде, обратитесь к его руководству. Извещения, направленные вам, находятся на портале.',
    },
    cardNeeded: {
      title: 'Войдите с картой э-подписи',
      text: 'Судья и председатель суда работают только с картой э-подписи. Выйдите и войдите снова с картой.',
      signIn: 'Войти с картой',
      back: 'Назад',
    },
  },
);
