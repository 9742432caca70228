/** The languages of every visible text, the default first. */
export const languages = ['az', 'en', 'ru'] as const;
export type Language = (typeof languages)[number];
export const defaultLanguage: Language = 'az';

export type Catalogue<T> = { readonly [L in Language]: T };

/** Keeps the three languages of a feature's texts together; a text missing in one of them does not compile. */
export function catalogue<T extends object>(az: T, en: Same<T>, ru: Same<T>): Catalogue<Same<T>> {
  return { az: az as unknown as Same<T>, en, ru };
}

type Same<T> = {
  readonly [K in keyof T]: T[K] extends (...values: infer V) => string
    ? (...values: V) => string
    : T[K] extends string
      ? string
      : Same<T[K]>;
};

export function isLanguage(value: unknown): value is Language {
  return languages.some((language) => language === value);
}

/** The first language that we speak among BCP 47 tags in order of preference, as in OpenID Connect `ui_locales`. */
export function chooseLanguage(tags: readonly string[]): Language | undefined {
  return tags.map((tag) => tag.toLowerCase().split('-')[0]).find(isLanguage);
}

const months: Catalogue<readonly string[]> = {
  az: [
    'yanvar',
    'fevral',
    'mart',
    'aprel',
    'may',
    'iyun',
    'iyul',
    'avqust',
    'sentyabr',
    'oktyabr',
    'noyabr',
    'dekabr',
  ],
  en: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
  ru: [
    'января',
    'февраля',
    'марта',
    'апреля',
    'мая',
    'июня',
    'июля',
    'августа',
    'сентября',
    'октября',
    'ноября',
    'декабря',
  ],
};

const timeZone = 'Asia/Baku';

/** A date in words, in Baku: `22 noyabr 2026`. */
export function formatDate(at: Date, language: Language): string {
  const { year, month, day } = inBaku(at);
  return `${day} ${months[language][month - 1]} ${year}`;
}

/** Date and time of day in Baku: `22 noyabr 2026, 14:05`. */
export function formatDateTime(at: Date, language: Language): string {
  const { hour, minute } = inBaku(at);
  return `${formatDate(at, language)}, ${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** The same to the second, for records: `22 noyabr 2026, 14:05:09`. */
export function formatExactTime(at: Date, language: Language): string {
  // Baku's offset from UTC is whole minutes.
  return `${formatDateTime(at, language)}:${String(at.getUTCSeconds()).padStart(2, '0')}`;
}

/** A number as Azerbaijani counts in order, ending as its last word is spoken: `2025-ci`, `2026-cı`, `2030-cu`. */
export function azerbaijaniOrdinal(number: number): string {
  const units = ['', 'ci', 'ci', 'cü', 'cü', 'ci', 'cı', 'ci', 'ci', 'cu'];
  const tens = ['', 'cu', 'ci', 'cu', 'cı', 'ci', 'cı', 'ci', 'ci', 'cı'];
  const rounder = number % 1000 === 0 ? 'ci' : 'cü';
  return `${number}-${units[number % 10] || tens[Math.floor(number / 10) % 10] || rounder}`;
}

/** A number with a space for thousands and a comma for decimals, the same in the three languages. */
export function formatNumber(value: number, decimals = 0): string {
  const [whole = '0', fraction] = value.toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ' ');
  // -0.001 is rounded to -0.
  if (Number(value.toFixed(decimals)) === 0 && whole.startsWith('-')) return formatNumber(0, decimals);
  return fraction ? `${grouped},${fraction}` : grouped;
}

const sizeUnits: Catalogue<readonly [kibi: string, mebi: string, gibi: string]> = {
  az: ['KB', 'MB', 'GB'],
  en: ['KB', 'MB', 'GB'],
  ru: ['КБ', 'МБ', 'ГБ'],
};

/** A size as people read it, in steps of 1024 octets: `0,1 KB`, `1,5 MB`, `1 GB`; in Russian `1,5 МБ`. */
export function formatSize(octets: number, language: Language): string {
  const [kibi, mebi, gibi] = sizeUnits[language];
  const [size, unit] =
    octets >= 1024 ** 3
      ? [octets / 1024 ** 3, gibi]
      : octets >= 1024 ** 2
        ? [octets / 1024 ** 2, mebi]
        : [Math.max(octets / 1024, 0.1), kibi];
  return `${formatNumber(size, Number.isInteger(size) ? 0 : 1)}\u00A0${unit}`;
}

const bakuParts = new Intl.DateTimeFormat('en-GB', {
  timeZone,
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  hour12: false,
});

function inBaku(at: Date): Record<'year' | 'month' | 'day' | 'hour' | 'minute', number> {
  const parts = bakuParts.formatToParts(at);
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value ?? 0);
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour') % 24,
    minute: part('minute'),
  };
}
