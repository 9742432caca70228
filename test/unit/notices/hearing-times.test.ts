import { describe, expect, it } from 'vitest';
import { courtSettings } from '../../../src/notices/index.ts';
import {
  beginningsOf,
  dateText,
  dayOf,
  keepsHours,
  readDate,
  readMinutes,
  timeText,
  weekOf,
} from '../../../src/notices/hearings/model.ts';

const hours = [
  { from: 9 * 60, to: 13 * 60 },
  { from: 14 * 60, to: 18 * 60 },
];
const at = (text: string) => Date.parse(`${text}:00+04:00`);

describe('times of hearings, in Baku', () => {
  it('begin the day at midnight there, and the week on Monday', () => {
    expect(dayOf(at('2026-12-01T00:30'))).toBe(at('2026-12-01T00:00'));
    expect(dayOf(at('2026-11-30T23:59'))).toBe(at('2026-11-30T00:00'));
    expect(weekOf(at('2026-12-06T23:00'))).toBe(at('2026-11-30T00:00'));
    expect([dateText(at('2026-12-01T01:00')), timeText(at('2026-12-01T01:00'))]).toEqual([
      '2026-12-01',
      '01:00',
    ]);
  });

  it.each(['2026-02-30', '2026-13-01', '26-01-01', '2026-1-1', '', 'x'.repeat(10)])(
    'refuse the date %j',
    (text) => {
      expect(readDate(text)).toBeUndefined();
    },
  );

  it('read a date and a time of day as forms have them', () => {
    expect(readDate('2026-12-07')).toBe(at('2026-12-07T00:00'));
    expect([readMinutes('09:30'), readMinutes('24:00'), readMinutes('9:30')]).toEqual([
      570,
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['2026-11-30T09:00', 60, true],
    ['2026-11-30T12:00', 60, true],
    ['2026-11-30T12:30', 60, false],
    ['2026-11-30T08:30', 60, false],
    ['2026-11-30T17:30', 60, false],
    ['2026-12-05T09:00', 60, false],
  ])('keep working hours: %s for %i minutes: %s', (text, minutes, keeps) => {
    expect(keepsHours(at(text), minutes, hours)).toBe(keeps);
  });

  it('offer the full and the half hours of a working day, and none on a day of rest', () => {
    const monday = at('2026-11-30T00:00');
    expect(beginningsOf(monday, 240, hours).map(timeText)).toEqual(['09:00', '14:00']);
    expect(beginningsOf(monday, 180, hours).map(timeText)).toEqual([
      '09:00',
      '09:30',
      '10:00',
      '14:00',
      '14:30',
      '15:00',
    ]);
    expect(beginningsOf(at('2026-12-05T00:00'), 30, hours)).toEqual([]);
  });

  it.each([
    '',
    '9-13',
    '13:00-09:00',
    '09:00-13:00-14:00',
    '14:00-18:00,09:00-13:00',
    '09:00-13:00,12:00-18:00',
  ])('refuse %j as working hours', (text) => {
    expect(courtSettings.hours.schema.safeParse(text).success).toBe(false);
  });
});
