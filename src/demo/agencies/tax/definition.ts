import { catalogue } from '../../../messages/index.ts';
import type { AgencyDefinition } from '../model.ts';

/** A tax office with the FAPI 2.0 profile. Its subject is pairwise: other agencies know the person under another one. */
export const taxOffice: AgencyDefinition = {
  id: 'tax',
  isFapi: true,
  idTokenAlgorithm: 'ES256',
  scope: 'openid profile',
  stepUpLevel: 'substantial',
  mark: '<path d="M11 19 22 11l11 8z"/><path d="M14 22v8M22 22v8M30 22v8M11 33h22"/>',
  color: 'info',
  texts: catalogue(
    {
      name: 'Nümunə vergi xidməti',
      about: 'Bu, Açar ilə girişi göstərən nümunə vergi xidmətidir; həqiqi vergi məlumatı yoxdur.',
      offer: 'Daxil olduqdan sonra bəyannamələrinizi görə və şəxsi məlumatlarınızı yeniləyə bilərsiniz.',
    },
    {
      name: 'Example tax office',
      about: 'This is an example tax office that shows sign-in with Açar; it holds no real tax data.',
      offer: 'After you sign in you can see your declarations and refresh your personal data.',
    },
    {
      name: 'Образцовая налоговая служба',
      about: 'Это образцовая налоговая служба, показывающая вход через Açar; настоящих данных в ней нет.',
      offer: 'После входа вы можете увидеть свои декларации и обновить личные данные.',
    },
  ),
};
