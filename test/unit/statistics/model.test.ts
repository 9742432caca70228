import { describe, expect, it } from 'vitest';
import {
  addMonths,
  changeInPercent,
  type CountedCell,
  countingRules,
  daysIn,
  figures,
  isMonth,
  monthOf,
  toPublished,
  withoutSmall,
} from '../../../src/statistics/model.ts';

const hide = (...counts: readonly number[]) =>
  withoutSmall(counts.map((count) => ({ count }))).map(({ count }) => count ?? null);

describe('small counts', () => {
  it.each([
    ['nothing is hidden where all are large', [5, 900, 40], [5, 900, 40]],
    ['none is nobody, and is shown', [0, 12, 0], [0, 12, 0]],
    ['a single small count takes the next larger one with it', [3, 100, 50], [null, 100, null]],
    ['two small ones that come to less than 10 take one more', [2, 1, 500, 80], [null, null, 500, null]],
    ['two small ones that come to less than 10 take all there is', [4, 4, 70], [null, null, null]],
    ['small ones that come to 10 hide each other', [4, 4, 4, 70], [null, null, null, 70]],
    ['the only count is hidden when it is small', [2], [null]],
    ['the only count is shown when it is not', [7], [7]],
  ])('%s', (_, counts, shown) => {
    expect(hide(...counts)).toEqual(shown);
  });

  it('never lets the total give away less than two counts, or less than 10, beside what is shown', () => {
    for (let seed = 1; seed < 3000; seed += 1) {
      const counts = Array.from({ length: 2 + (seed % 5) }, (_, place) => (seed * (place + 7) * 13) % 23);
      const shown = hide(...counts);
      const hidden = counts.filter((_, place) => shown[place] === null);
      const together = hidden.reduce((sum, count) => sum + count, 0);
      const isAll = counts.every((count, place) => count === 0 || shown[place] === null);
      if (hidden.length > 0 && !isAll) expect([hidden.length > 1, together >= 10]).toEqual([true, true]);
      expect(shown.filter((count) => count !== null && count > 0 && count < 5)).toEqual([]);
    }
  });
});

const cell = (figure: CountedCell['figure'], key: string, count: number): CountedCell => ({
  month: '2026-11',
  figure,
  key,
  count,
});

describe('what a month publishes', () => {
  it('gives every figure its total, without its small parts', () => {
    const cells = [
      cell('visits', '', 3),
      cell('sign_ins', 'card', 2),
      cell('sign_ins', 'qr', 30),
      cell('sign_ins', 'password', 400),
    ];
    const shown = toPublished(cells, 'records').map(({ figure, key, count }) => [figure, key, count ?? null]);
    expect(shown).toEqual([
      ['visits', '', null],
      ['sign_ins', '', 432],
      ['sign_ins', 'card', null],
      ['sign_ins', 'qr', null],
      ['sign_ins', 'password', 400],
    ]);
  });

  it('leaves what others published as they published it', () => {
    const cells = [cell('agency_uses', 'arxiv', 1), cell('agency_uses', '', 7)];
    expect(toPublished(cells, 'bulletin-2013-10')).toBe(cells);
  });
});

describe('months', () => {
  it.each([
    ['2026-10-31T19:59:59Z', '2026-10'],
    ['2026-10-31T20:00:00Z', '2026-11'],
    ['2026-12-31T20:00:00Z', '2027-01'],
    // Summer time, until 2015: five hours before UTC.
    ['2013-09-30T18:59:59Z', '2013-09'],
    ['2013-09-30T19:00:00Z', '2013-10'],
  ])('%s is in %s, by the clock of Baku', (at, month) => {
    expect(monthOf(Date.parse(at))).toBe(month);
  });

  it.each([
    ['2026-11', -1, '2026-10'],
    ['2026-01', -1, '2025-12'],
    ['2026-11', -12, '2025-11'],
    ['2026-12', 1, '2027-01'],
  ])('%s and %i months is %s', (month, count, other) => {
    expect(addMonths(month, count)).toBe(other);
  });

  it('knows how long they are', () => {
    expect(['2026-02', '2028-02', '2026-04', '2026-12'].map(daysIn)).toEqual([28, 29, 30, 31]);
  });

  it.each(['2026-13', '2026-00', '2026-1', '26-01', '2026-11-01', '', '2026-11\n', '1026-01'])(
    'takes %j for none',
    (text) => {
      expect(isMonth(text)).toBe(false);
    },
  );
});

describe('the rules', () => {
  it('count each figure by one thing, and know every figure that they name', () => {
    expect(new Set(countingRules.map(({ figure }) => figure)).size).toBe(countingRules.length);
    expect(countingRules.every(({ figure }) => figures.includes(figure))).toBe(true);
  });

  it('divide no figure of persons: a part and its total would count them apart', () => {
    expect(countingRules.filter(({ isPersons, by }) => isPersons && by !== undefined)).toEqual([]);
  });
});

describe('a change', () => {
  it.each([
    [110, 100, 10],
    [90, 100, -10],
    [5, 0, undefined],
    [undefined, 10, undefined],
    [10, undefined, undefined],
  ])('from %s to %s', (now, before, change) => {
    expect(changeInPercent(now, before)).toBe(change);
  });
});
