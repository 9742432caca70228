import type { Language } from '../../messages/index.ts';
import { addMonths, type Month, monthOf, smallestShown, withoutSmall } from '../../statistics/index.ts';

/** Seconds within which half of them, and nine tenths, were done; undefined where there are none to measure. */
export interface Durations {
  readonly half: number | undefined;
  readonly most: number | undefined;
}

/** A court's month, counted. */
export interface CourtMonth {
  /** Empty for all courts together. */
  readonly courtId: string;
  readonly month: Month;
  readonly sent: number;
  readonly delivered: number;
  readonly read: number;
  /** Cases whose first notice was sent in the month. */
  readonly cases: number;
  readonly toNotice: Durations;
  readonly toReading: Durations;
}

const counts = ['sent', 'delivered', 'read'] as const;
export type CountName = (typeof counts)[number];

/** What is published of it: a count that is undefined is hidden, for it could point at persons. */
export interface PublishedCourtMonth extends Pick<CourtMonth, 'courtId' | 'toNotice' | 'toReading'> {
  readonly sent: number | undefined;
  readonly delivered: number | undefined;
  readonly read: number | undefined;
}

export interface PublishedMonth {
  readonly total: PublishedCourtMonth;
  readonly courts: readonly PublishedCourtMonth[];
}

const hiddenDurations: Durations = { half: undefined, most: undefined };

function isSmall(count: number): boolean {
  return count > 0 && count < smallestShown;
}

/**
 * Hides small counts of a month: in each column those that statistics hide (their decision 0002), those of which all but a
 * few were delivered or read, and those of courts whose notices are hidden. A total is hidden too where it tells somebody
 * who knows one of the hidden courts what another has, or that only a few of the others' were not delivered or read
 * (decision 0001). Times are whole hours, and those of few cases or readings are hidden.
 */
export function toPublished(total: CourtMonth, courts: readonly CourtMonth[]): PublishedMonth {
  const hidden = new Map<CountName, ReadonlySet<string>>();
  for (const name of counts) hidden.set(name, hiddenIn(name, courts, hidden.get('sent')));
  const isHidden = (name: CountName, one: CourtMonth): boolean => {
    const of = hidden.get(name);
    if (one.courtId !== '') return of?.has(one.courtId) === true;
    const unseen = courts.filter(({ courtId }) => of?.has(courtId));
    return isSmall(one[name]) || isSmall(one.sent - one[name]) || givesAway(name, unseen);
  };
  const publish = (one: CourtMonth): PublishedCourtMonth => {
    const shown = (name: CountName) => (isHidden(name, one) ? undefined : one[name]);
    const [sent, read] = [shown('sent'), shown('read')];
    return {
      courtId: one.courtId,
      sent,
      delivered: shown('delivered'),
      read,
      toNotice: sent !== undefined && one.cases >= fewestTimed ? inHours(one.toNotice) : hiddenDurations,
      toReading: read !== undefined && one.read >= fewestTimed ? inHours(one.toReading) : hiddenDurations,
    };
  };
  return { total: publish(total), courts: courts.map(publish) };
}

/** Whether a total tells somebody of a single hidden court, or of few: everybody, or who knows one of them exactly. */
function givesAway(name: CountName, unseen: readonly CourtMonth[]): boolean {
  return [undefined, ...unseen].some((known) => {
    const others = unseen.filter((one) => one !== known);
    const sumOf = (count: (one: CourtMonth) => number) => others.reduce((sum, one) => sum + count(one), 0);
    const rest = sumOf((one) => one.sent - one[name]);
    return others.length === 1 || isSmall(sumOf((one) => one[name])) || isSmall(rest);
  });
}

/** Behind a time that everybody sees. */
const fewestTimed = 2 * smallestShown;
const hourSeconds = 3600;

function inHours({ half, most }: Durations): Durations {
  return { half: toHours(half), most: toHours(most) };
}

/** At least one, so that a time is never told to be none. */
function toHours(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.max(1, Math.round(seconds / hourSeconds)) * hourSeconds;
}

function hiddenIn(
  name: CountName,
  courts: readonly CourtMonth[],
  hiddenSent: ReadonlySet<string> | undefined,
): ReadonlySet<string> {
  const small = withoutSmall(courts.map((one) => ({ courtId: one.courtId, count: one[name] })));
  const ids = small.flatMap(({ courtId, count }) => (count === undefined ? [courtId] : []));
  const rests =
    name === 'sent'
      ? []
      : courts.filter((one) => isSmall(one.sent - one[name])).map(({ courtId }) => courtId);
  return withOthers(name, courts, new Set([...ids, ...rests, ...(hiddenSent ?? [])]));
}

/** With the next larger ones, so that whoever knows one of the hidden courts cannot take it away and has another. */
function withOthers(
  name: CountName,
  courts: readonly CourtMonth[],
  hidden: ReadonlySet<string>,
): ReadonlySet<string> {
  if (hidden.size === 0) return hidden;
  const all = new Set(hidden);
  const shown = courts
    .filter((one) => one[name] > 0 && !hidden.has(one.courtId))
    .toSorted((a, b) => b[name] - a[name]);
  const isEnough = () => {
    const sizes = courts.flatMap((one) => (all.has(one.courtId) ? [one[name]] : []));
    const together = sizes.reduce((sum, size) => sum + size, 0);
    return sizes.length > 2 && together - Math.max(...sizes) >= 2 * smallestShown;
  };
  while (shown.length > 1 && !isEnough()) all.add(shown.pop()?.courtId ?? '');
  return all;
}

/** Months before the present one that are counted again: so long may a notice wait to be delivered and read. */
export const recountedMonths = 2;

/** `ongoing`: notices are still sent in it; `settling`: some of them may still be read. */
export type MonthState = 'ongoing' | 'settling' | 'final';

export function stateOfMonth(month: Month, now: number): MonthState {
  const present = monthOf(now);
  if (month >= present) return 'ongoing';
  return month >= addMonths(present, -recountedMonths) ? 'settling' : 'final';
}

const units: Readonly<Record<Language, readonly [day: string, hour: string, minute: string]>> = {
  az: ['gün', 'saat', 'dəq'],
  en: ['d', 'h', 'min'],
  ru: ['дн.', 'ч', 'мин'],
};

/** In its two largest units: `2 gün 3 saat`, `45 dəq`; what is shorter than a minute is one. */
export function durationInWords(seconds: number, language: Language): string {
  const [day, hour, minute] = units[language];
  const minutes = Math.max(1, Math.round(seconds / 60));
  const parts =
    minutes >= 1440
      ? [`${Math.floor(minutes / 1440)} ${day}`, `${Math.floor((minutes % 1440) / 60)} ${hour}`]
      : minutes >= 60
        ? [`${Math.floor(minutes / 60)} ${hour}`, `${minutes % 60} ${minute}`]
        : [`${minutes} ${minute}`];
  return parts.filter((part) => !part.startsWith('0 ')).join(' ');
}
