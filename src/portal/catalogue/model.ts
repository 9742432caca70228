/** Published counts of one agency; `undefined` where the table does not list it. */
export interface Agency {
  readonly code: string;
  readonly name: string;
  /** Services used at the portal, and how often, in September 2013. */
  readonly usage: { readonly services: number; readonly uses: number } | undefined;
  /** Electronic services approved and offered, on 1 October 2013. */
  readonly integration: Integration | undefined;
}

export interface Integration {
  readonly approved: number;
  readonly approvedOnPortal: number;
  readonly onPortal: number;
  readonly onOwnSite: number;
  readonly approvedOnOwnSite: number;
}

export interface Service {
  readonly code: string;
  readonly name: string;
  readonly agencyCode: string;
  readonly agencyName: string;
  /** In September 2013. */
  readonly uses: number;
}

export interface Found {
  readonly kind: 'agency' | 'service';
  readonly code: string;
  readonly name: string;
  /** The agency's own code and name for an agency. */
  readonly agencyCode: string;
  readonly agencyName: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** The key for the next page; absent on the last. */
  readonly next: string | undefined;
}

/** Published totals, by subject and name, as in `figures-2013.json`. */
export type Figures = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What the portal asks of the catalogue. Every list is bounded. */
export interface Catalogue {
  /** In the order of the Azerbaijani alphabet; `after` is `next` of the page before. */
  agencies(after?: string): Promise<Page<Agency>>;
  agency(
    code: string,
  ): Promise<{ readonly agency: Agency; readonly services: readonly Service[] } | undefined>;
  /** Nothing for a text without a word of two letters or digits. */
  search(text: string, after?: string): Promise<Page<Found>>;
  /** The most used first, at most 10. */
  topServices(): Promise<readonly Service[]>;
  /** Every agency, at most 500; for the tables of figures. */
  allAgencies(): Promise<readonly Agency[]>;
  figures(): Promise<Figures>;
}

/**
 * A text as search compares it: lower case without marks, so that `sağlamlıq`, `SAĞLAMLIQ` and `saglamliq` are one.
 * The four letters i of the Azerbaijani and English alphabets become one letter, ə becomes e.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ı/g, 'i')
    .replace(/ə/g, 'e')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const longestWord = 40;
const mostWords = 6;
const shortestWord = 2;

/** The words to look for, the longest (and so the rarest) first; what is too long or too much is left out. */
export function searchWords(text: string): string[] {
  const words = fold(text.slice(0, 400))
    .split(' ')
    .filter((word) => word.length >= shortestWord)
    .map((word) => word.slice(0, longestWord));
  return [...new Set(words)].sort((a, b) => b.length - a.length).slice(0, mostWords);
}

/** The endings of every word of an item: what is searched by their beginnings finds any part of a word. */
export function searchTerms(texts: readonly string[]): string[] {
  const terms = new Set<string>();
  for (const word of texts.flatMap((text) => fold(text).split(' '))) {
    for (let start = 0; start === 0 || start <= word.length - shortestWord; start++) {
      const ending = word.slice(start, start + longestWord);
      if (ending !== '') terms.add(ending);
    }
  }
  return [...terms];
}

const alphabet = 'abcçdeəfgğhxıijkqlmnoöprsştuüvwyz';

/** A key whose order by code point is that of the Azerbaijani alphabet, whatever the server's collation. */
export function sortKey(name: string): string {
  const lower = name.normalize('NFC').replace(/I/g, 'ı').replace(/İ/g, 'i').toLowerCase();
  return Array.from(lower, (character) => {
    const place = alphabet.indexOf(character);
    if (place >= 0) return String.fromCodePoint(0x41 + place);
    return /[\p{L}\p{N}]/u.test(character) ? character : ' ';
  })
    .join('')
    .replace(/ +/g, ' ')
    .trim();
}
