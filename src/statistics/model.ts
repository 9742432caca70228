import type { Language } from '../messages/index.ts';

/** What is counted; the ids stand in addresses and documents, so they are added to and never renamed. */
export const figures = [
  'visits',
  'visitors',
  'service_requests',
  'page_views',
  'sign_ins',
  'failed_sign_ins',
  'failure_reasons',
  'step_ups',
  'service_uses',
  'agency_uses',
  'consents',
  'data_requests',
  'data_answers',
  'data_refusals',
  'data_service_uses',
  'certificates_issued',
  'certificates_suspended',
  'certificates_revoked',
  'certificates_valid',
  'documents_signed',
  'documents_verified',
  'documents_uploaded',
  'accounts_activated',
  'phones_enrolled',
] as const;
export type FigureId = (typeof figures)[number];

export function isFigure(id: string): id is FigureId {
  return figures.some((figure) => figure === id);
}

/** What a figure may be divided by: the relying party, or a fact that the view `statistics_record` shows. */
export type Dimension =
  | 'client'
  | 'method'
  | 'reason'
  | 'profile'
  | 'format'
  | 'way'
  | 'consumer'
  | 'provider'
  | 'service';

/** Which records a figure counts. */
export interface CountingRule {
  readonly figure: FigureId;
  readonly types: readonly string[];
  /** Absent: one number. */
  readonly by?: Dimension;
  /** Each person once in a month. */
  readonly isPersons?: true;
}

/** The sign-ons of a relying party: the first of a session, and those that follow it without a new proof. */
const signOns = ['sign_in.succeeded', 'sign_in.continued'];

/**
 * The figures that come from records, one to a line. A type of event that nothing records yet counts nothing. After a
 * change `acar statistics rebuild` counts what was before.
 */
export const countingRules: readonly CountingRule[] = [
  { figure: 'visits', types: ['sign_in.succeeded'] },
  { figure: 'visitors', types: [...signOns, 'sign_in.stepped_up'], isPersons: true },
  { figure: 'service_requests', types: signOns },
  { figure: 'service_uses', types: signOns, by: 'client' },
  { figure: 'sign_ins', types: ['sign_in.succeeded'], by: 'method' },
  { figure: 'failed_sign_ins', types: ['sign_in.failed'], by: 'method' },
  { figure: 'failure_reasons', types: ['sign_in.failed'], by: 'reason' },
  { figure: 'step_ups', types: ['sign_in.stepped_up'], by: 'method' },
  { figure: 'consents', types: ['consent.given'], by: 'client' },
  { figure: 'data_requests', types: ['data.requested'], by: 'consumer' },
  { figure: 'data_answers', types: ['data.answered'], by: 'consumer' },
  { figure: 'data_refusals', types: ['data.refused', 'data.failed'], by: 'consumer' },
  { figure: 'data_service_uses', types: ['data.requested'], by: 'service' },
  { figure: 'certificates_issued', types: ['certificate.issued'], by: 'profile' },
  { figure: 'certificates_suspended', types: ['certificate.held'], by: 'profile' },
  { figure: 'certificates_revoked', types: ['certificate.revoked'], by: 'profile' },
  { figure: 'documents_signed', types: ['document.signed'], by: 'format' },
  { figure: 'documents_verified', types: ['document.verified'], by: 'format' },
  { figure: 'documents_uploaded', types: ['document.uploaded'] },
  { figure: 'accounts_activated', types: ['account.activated', 'account.opened'] },
  { figure: 'phones_enrolled', types: ['phone.enrolled'] },
];

/** `2026-11`. */
export type Month = string;

export function isMonth(text: string): boolean {
  return /^(19|20)\d\d-(0[1-9]|1[0-2])$/.test(text);
}

/** The month so many months later, or earlier. */
export function addMonths(month: Month, count: number): Month {
  const [year = 0, place = 1] = month.split('-').map(Number);
  const index = year * 12 + place - 1 + count;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}

export function daysIn(month: Month): number {
  const [year = 0, place = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, place, 0)).getUTCDate();
}

const bakuMonth = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Baku',
  year: 'numeric',
  month: '2-digit',
});

/** The month of a moment, by the calendar of Baku. */
export function monthOf(at: number): Month {
  const parts = bakuMonth.formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}`;
}

/** A month that has figures. */
export interface Period {
  readonly month: Month;
  /** `records`, or the publication that the figures are from. */
  readonly source: string;
}

/** The name of a service or agency; a language without one of its own has that of `az`. */
export type KeyNames = Readonly<Partial<Record<Language, string | null>>>;

/** One number of a month. */
export interface Cell {
  readonly month: Month;
  readonly figure: FigureId;
  /** Empty for the total. */
  readonly key: string;
  readonly names?: KeyNames | undefined;
  /** Undefined: too small to be shown. */
  readonly count: number | undefined;
}

/** A cell before it is published. */
export type CountedCell = Cell & { readonly count: number };

/** Counts below this could point at persons. */
export const smallestShown = 5;

/**
 * Hides small counts: those from 1 to 4, and then the next larger ones until what the total gives away about the hidden
 * together is no small count of one cell either. 0 is shown: it is nobody. The order stays.
 */
export function withoutSmall<T extends { readonly count: number }>(
  cells: readonly T[],
): readonly (Omit<T, 'count'> & { readonly count: number | undefined })[] {
  const rising = cells.filter(({ count }) => count > 0).toSorted((a, b) => a.count - b.count);
  const hidden = new Set<T>();
  let together = 0;
  for (const cell of rising) {
    const isEnough = hidden.size === 0 || (hidden.size > 1 && together >= 2 * smallestShown);
    if (cell.count >= smallestShown && isEnough) break;
    hidden.add(cell);
    together += cell.count;
  }
  return cells.map((cell) => ({ ...cell, count: hidden.has(cell) ? undefined : cell.count }));
}

/**
 * What a month publishes: of each figure its total, unless it is small, and its parts without the small ones. What others
 * published stays as it was published.
 */
export function toPublished(cells: readonly CountedCell[], source: string): readonly Cell[] {
  if (source !== ownSource) return cells;
  return figures.flatMap((figure) => {
    const own = cells.filter((cell) => cell.figure === figure);
    const [first] = own;
    if (!first) return [];
    const total = {
      ...first,
      key: '',
      names: undefined,
      count: own.reduce((sum, { count }) => sum + count, 0),
    };
    const parts = dimensionOf(figure) === undefined ? [] : withoutSmall(own);
    return [{ ...total, count: unlessSmall(total.count) }, ...parts];
  });
}

/** A number that stands alone. */
function unlessSmall(count: number): number | undefined {
  return count > 0 && count < smallestShown ? undefined : count;
}

/** What a figure is divided by; undefined for one number. */
export function dimensionOf(figure: FigureId): Dimension | 'agency' | 'kind' | undefined {
  if (figure === 'agency_uses') return 'agency';
  if (figure === 'certificates_valid') return 'kind';
  return countingRules.find((rule) => rule.figure === figure)?.by;
}

/** The source of what this service counted itself. */
export const ownSource = 'records';

/** The change in hundredths of `before`; undefined where there is nothing to compare with. */
export function changeInPercent(now: number | undefined, before: number | undefined): number | undefined {
  if (now === undefined || before === undefined || before === 0) return undefined;
  return ((now - before) / before) * 100;
}
