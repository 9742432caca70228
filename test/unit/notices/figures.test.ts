import { describe, expect, it } from 'vitest';
import {
  type CourtMonth,
  durationInWords,
  stateOfMonth,
  toPublished,
} from '../../../src/notices/figures/model.ts';

const times = { half: 3600, most: 7200 };
const court = (courtId: string, sent: number, delivered = sent, read = sent, cases = sent): CourtMonth => ({
  courtId,
  month: '2026-11',
  sent,
  delivered,
  read,
  cases,
  toNotice: times,
  toReading: times,
});
const publish = (...courts: CourtMonth[]) => {
  const sum = (of: (one: CourtMonth) => number) => courts.reduce((total, one) => total + of(one), 0);
  const total = court(
    '',
    sum(({ sent }) => sent),
    sum(({ delivered }) => delivered),
    sum(({ read }) => read),
  );
  return toPublished(total, courts);
};

describe('published figures of the courts', () => {
  it('show what is large', () => {
    const { total, courts } = publish(court('a', 100, 90, 80), court('b', 50, 40, 30));
    expect(total).toMatchObject({ sent: 150, delivered: 130, read: 110, toNotice: times });
    expect(courts).toMatchObject([
      { courtId: 'a', sent: 100, delivered: 90, read: 80 },
      { courtId: 'b', sent: 50, delivered: 40, read: 30, toReading: times },
    ]);
  });

  it('hide a court with few notices, and two others with it, so that the total gives nothing back', () => {
    const { total, courts } = publish(court('a', 100), court('b', 3), court('c', 40), court('d', 60));
    expect(total.sent).toBe(203);
    expect(courts.map(({ sent }) => sent)).toEqual([100, undefined, undefined, undefined]);
    expect(courts[1]).toMatchObject({ read: undefined, toNotice: { half: undefined } });
  });

  it('hide the total where the chair of one hidden court could take their own away (decision 0001)', () => {
    const { total, courts } = publish(court('a', 100), court('b', 3), court('c', 40));
    expect(courts.map(({ sent }) => sent)).toEqual([100, undefined, undefined]);
    expect(total.sent).toBeUndefined();
    const few = publish(court('a', 100), court('b', 3), court('c', 4), court('d', 5), court('e', 70));
    expect(few.total.sent).toBe(182);
    expect(few.courts.map(({ sent }) => sent)).toEqual([100, undefined, undefined, undefined, undefined]);
  });

  it('hide that all but a few were read: those few are a small count too', () => {
    const { courts, total } = publish(
      court('a', 100, 98, 97),
      court('b', 60, 50, 50),
      court('c', 60, 50, 50),
    );
    expect(courts[0]).toMatchObject({ sent: 100, delivered: undefined, read: undefined });
    expect(courts[1]).toMatchObject({ delivered: 50, read: 50 });
    expect(total).toMatchObject({ sent: 220, delivered: undefined, read: undefined });
  });

  it('never tell of hidden courts together that all but a few were read: what is sent is shown', () => {
    const rows = [court('a', 100, 100, 99), court('b', 100, 100, 98), court('c', 60, 50, 50)];
    const { total, courts } = publish(...rows);
    expect(courts.map(({ sent, read }) => [sent, read])).toEqual([
      [100, undefined],
      [100, undefined],
      [60, 50],
    ]);
    expect(total).toMatchObject({ sent: 260, delivered: 250, read: undefined });
  });

  it('never let a total less what is shown be a small count', () => {
    const sizes = [0, 1, 4, 5, 9, 12, 40];
    for (const a of sizes)
      for (const b of sizes)
        for (const read of [0, 2, 5, 8]) {
          const rows = [
            court('a', a, a, Math.min(read, a)),
            court('b', b, b, b),
            court('c', 30, 28, 15),
            court('d', 60, 40, 30),
            court('e', 90, 50, 40),
          ];
          const { total, courts } = publish(...rows);
          for (const name of ['sent', 'delivered', 'read'] as const) {
            const all = total[name];
            if (all === undefined) continue;
            const rest = courts.reduce((left, one) => left - (one[name] ?? 0), all);
            const hidden = rows.filter((_, at) => courts[at]?.[name] === undefined);
            const isSmall = (count: number) => count > 0 && count < 5;
            // For everybody, and for the chair of each hidden court.
            for (const own of [undefined, ...hidden]) {
              const others = hidden.filter((one) => one !== own);
              const left = rest - (own?.[name] ?? 0);
              const undone = others.reduce((sum, one) => sum + one.sent - one[name], 0);
              const isGiven = others.length === 1 || isSmall(left) || isSmall(undone);
              expect(isGiven, `${name} ${a} ${b} ${read}`).toBe(false);
            }
          }
        }
  });

  it('show times in whole hours where at least ten cases or readings are behind them', () => {
    const exact = { ...court('c', 60, 40, 30), toNotice: { half: 9 * 3600 + 1799, most: 20 } };
    const { courts } = publish(court('a', 100, 90, 80, 9), court('b', 50, 40, 30), exact);
    expect(courts[0]).toMatchObject({ toNotice: { half: undefined, most: undefined }, toReading: times });
    expect(courts[2]).toMatchObject({ toNotice: { half: 9 * 3600, most: 3600 } });
  });
});

describe('a month', () => {
  it.each([
    ['2026-11', 'ongoing'],
    ['2026-10', 'settling'],
    ['2026-09', 'settling'],
    ['2026-08', 'final'],
  ])('%s is %s on 30 November in Baku', (month, state) => {
    expect(stateOfMonth(month, Date.parse('2026-11-29T21:00:00Z'))).toBe(state);
  });
});

describe('a duration', () => {
  it.each([
    [0, '1 dəq'],
    [59 * 60, '59 dəq'],
    [3600, '1 saat'],
    [3 * 3600 + 20 * 60, '3 saat 20 dəq'],
    [2 * 86_400 + 3 * 3600 + 59, '2 gün 3 saat'],
  ])('of %i seconds is %s', (seconds, words) => {
    expect(durationInWords(seconds, 'az')).toBe(words);
  });
});
