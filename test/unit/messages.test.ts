import { describe, expect, it } from 'vitest';
import {
  chooseLanguage,
  formatDate,
  formatDateTime,
  formatExactTime,
  formatNumber,
} from '../../src/messages/index.ts';

describe('languages', () => {
  it.each([
    [['ru-RU', 'az'], 'ru'],
    [['fr', 'EN-gb'], 'en'],
    [['fr', ''], undefined],
    [['constructor'], undefined],
    [[], undefined],
  ])('of %j: %s is chosen', (tags, language) => {
    expect(chooseLanguage(tags)).toBe(language);
  });
});

describe('dates and numbers', () => {
  it('are written in words, in the time of Baku', () => {
    const lateInUtc = new Date('2026-11-21T20:05:00Z');
    expect(formatDate(lateInUtc, 'az')).toBe('22 noyabr 2026');
    expect(formatDateTime(lateInUtc, 'en')).toBe('22 November 2026, 00:05');
    expect(formatDate(lateInUtc, 'ru')).toBe('22 ноября 2026');
    expect(formatExactTime(new Date('2026-11-21T20:05:09.999Z'), 'az')).toBe('22 noyabr 2026, 00:05:09');
  });

  it.each([
    [1234567, 0, '1 234 567'],
    [999, 0, '999'],
    [-1234.5, 2, '-1 234,50'],
    [0.05, 1, '0,1'],
    [-0.001, 1, '0,0'],
  ])('%d with %d decimals is %s', (value, decimals, text) => {
    expect(formatNumber(value, decimals)).toBe(text);
  });
});
