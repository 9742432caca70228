import type { Catalogue } from '../language.ts';

export interface FrameTexts {
  readonly site: string;
  readonly about: string;
  readonly skip: string;
}

export const frame: Catalogue<FrameTexts> = {
  az: {
    site: 'Kart proqramı',
    about:
      'Bu səhifəni kompüterinizdəki Açar kart proqramı göstərir. İnternetdə deyil, yalnız bu kompüterdədir.',
    skip: 'Əsas məzmuna keç',
  },
  en: {
    site: 'Card program',
    about: 'This page comes from the Açar card program on your computer. It is not on the internet.',
    skip: 'Skip to main content',
  },
  ru: {
    site: 'Программа карты',
    about: 'Эту страницу показывает программа карты Açar на вашем компьютере. В интернете её нет.',
    skip: 'Перейти к основному содержанию',
  },
};
