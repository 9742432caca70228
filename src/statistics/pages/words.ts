import { textsFor } from '../../http/index.ts';
import { formatNumber, type Language } from '../../messages/index.ts';
import { describeWay } from '../../ways/index.ts';
import { nameTexts, texts } from '../messages.ts';
import { type Cell, changeInPercent, type Month, smallestShown } from '../model.ts';

/** `noyabr 2026` */
export function monthInWords(month: Month, language: Language): string {
  return named(month, textsFor(nameTexts, { language }).monthNames);
}

/** `noy 2026` */
export function shortMonth(month: Month, language: Language): string {
  return named(month, textsFor(nameTexts, { language }).shortMonths);
}

function named(month: Month, names: string): string {
  const [year = '', place = '1'] = month.split('-');
  return `${names.split(' ')[Number(place) - 1] ?? ''} ${year}`;
}

/** A number as it stands in a table; a hidden one in words. */
export function inNumbers(count: number | undefined, language: Language): string {
  return count === undefined ? textsFor(texts, { language }).hidden : formatNumber(count);
}

/** A total: what hides it is only that it is small. */
export function totalInNumbers(count: number | undefined, language: Language): string {
  return count === undefined ? textsFor(texts, { language }).fewer(smallestShown) : formatNumber(count);
}

/** `+12,4 %`, or that nothing changed; undefined where there is nothing to compare with. */
export function changeInWords(
  now: number | undefined,
  before: number | undefined,
  language: Language,
): string | undefined {
  const change = changeInPercent(now, before);
  if (change === undefined) return undefined;
  const rounded = Math.round(change * 10) / 10;
  if (rounded === 0) return textsFor(texts, { language }).same;
  return `${rounded > 0 ? '+' : '−'}${formatNumber(Math.abs(rounded), 1)} %`;
}

const formats: Readonly<Record<string, string>> = {
  pades: 'PAdES',
  cades: 'CAdES',
  xades: 'XAdES',
  jades: 'JAdES',
  asic: 'ASiC',
};

/** What a key of a figure is called. Names of services and agencies that have none in the language are Azerbaijani. */
export function keyInWords(
  cell: Cell,
  language: Language,
): { readonly text: string; readonly language: Language } {
  const { key, names } = cell;
  const own = names?.[language];
  if (own) return { text: own, language };
  if (names?.az) return { text: names.az, language: 'az' };
  if (key === 'unknown') return { text: textsFor(texts, { language }).unknown, language };
  const { kinds }: { kinds: Readonly<Record<string, string>> } = textsFor(nameTexts, { language });
  const text = describeWay(key, language)?.name ?? kinds[key] ?? formats[key] ?? key;
  return { text, language };
}
