import { catalogue } from '../../../messages/index.ts';
import type { AgencyDefinition } from '../model.ts';

/** A social fund whose older program authenticates with a client secret: the legacy profile, with PKCE. */
export const socialFund: AgencyDefinition = {
  id: 'social',
  isFapi: false,
  idTokenAlgorithm: 'RS256',
  scope: 'openid profile personal_code',
  stepUpLevel: 'substantial',
  mark: '<path d="M22 33c-8-5-12-9-12-14a6 6 0 0 1 12-2 6 6 0 0 1 12 2c0 5-4 9-12 14z"/>',
  color: 'success',
  texts: catalogue(
    {
      name: 'Nümunə sosial müdafiə fondu',
      about: 'Bu, Açar ilə girişi göstərən nümunə sosial müdafiə fondudur; həqiqi sosial məlumat yoxdur.',
      offer: 'Daxil olduqdan sonra sığorta stajınızı və müavinətlərinizi görə bilərsiniz.',
    },
    {
      name: 'Example social protection fund',
      about: 'This is an example social protection fund that shows sign-in with Açar; it holds no real data.',
      offer: 'After you sign in you can see your insured years and your benefits.',
    },
    {
      name: 'Образцовый фонд социальной защиты',
      about:
        'Это образцовый фонд социальной защиты, показывающий вход через Açar; настоящих данных в нём нет.',
      offer: 'После входа вы можете увидеть свой страховой стаж и пособия.',
    },
  ),
};
