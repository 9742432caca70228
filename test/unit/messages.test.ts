import { describe, expect, it } from 'vitest';
import {
  azerbaijaniOrdinal,
  chooseLanguage,
  formatDate,
  formatDateTime,
  formatExactTime,
  formatNumber,
  formatSize,
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
  it.each([
    [1, '1-ci'],
    [3, '3-cü'],
    [6, '6-cı'],
    [9, '9-cu'],
    [30, '30-cu'],
    [100, '100-cü'],
    [2000, '2000-ci'],
    [2013, '2013-cü'],
    [2025, '2025-ci'],
    [2026, '2026-cı'],
    [2040, '2040-cı'],
  ])('the Azerbaijani ordinal of %d ends as its last word is spoken', (number, text) => {
    expect(azerbaijaniOrdinal(number)).toBe(text);
  });

  it('are written in words, in the time of Baku', () => {
    const lateInUtc = new Date('2026-11-21T20:05:00Z');
    expect(formatDate(lateInUtc, 'az')).toBe('22 noyabr 2026');
    expect(formatDateTime(lateInUtc, 'en')).toBe('22 November 2026, 00:05');
    expect(formatDate(lateInUtc, 'ru')).toBe('22 ноября 2026');
    expect(formatExactTime(new Date('2026-11-21T20:05:09.999Z'), 'az')).toBe('22 noyabr 2026, 00:05:09');
  });

  it.each([
    [1, 'az', '0,1 KB'],
    [2048, 'en', '2 KB'],
    [1_572_864, 'ru', '1,5 МБ'],
    [1_073_741_824, 'az', '1 GB'],
  ] as const)('%d octets in %s are %s', (octets, language, text) => {
    expect(formatSize(octets, language)).toBe(text.replace(' ', '\u00A0'));
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
