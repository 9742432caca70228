/** The languages of every visible text, the default first. */
export const languages = ['az', 'en', 'ru'] as const;
export type Language = (typeof languages)[number];

export type Catalogue<T> = { readonly [L in Language]: T };

/** The best of our languages for an `Accept-Language` header (RFC 9110 12.5.4); Azerbaijani where none is asked for. */
export function preferredLanguage(header: string | undefined): Language {
  const wishes = (header ?? '').slice(0, 500).split(',').map(readWish);
  const [best] = wishes
    .filter(({ language, weight }) => language !== undefined && weight > 0)
    .sort((one, other) => other.weight - one.weight);
  return best?.language ?? 'az';
}

function readWish(text: string): { language: Language | undefined; weight: number } {
  const [tag = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const primary = tag.split('-')[0];
  const quality = parameters.find((one) => one.startsWith('q='))?.slice(2);
  const weight = quality === undefined ? 1 : /^[01](\.\d{0,3})?$/.test(quality) ? Number(quality) : 0;
  return { language: languages.find((language) => language === primary), weight };
}
