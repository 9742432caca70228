import { describe, expect, it } from 'vitest';
import { csvHead, csvLine, toExported } from '../../../src/accesses/codec.ts';
import { type Access, instantsOf, readAnswer, readQuestion, signsOf } from '../../../src/accesses/model.ts';

const inAll = (text: string) => ({ az: text, en: text, ru: text });
const access: Access = {
  id: '7',
  at: new Date('2026-11-22T06:05:09.123Z'),
  exchange: '00000000-0000-4000-8000-000000000001',
  organisation: { id: 'VATAZ-1400000009', names: inAll('Fond, "Ərazi"') },
  service: { id: 'population.residence', titles: inAll('Ünvan'), contents: undefined },
  purpose: { id: 'social-benefit', texts: inAll('Müavinət') },
  basis: { kind: 'consent', consentId: 'c' },
  official: '=HYPERLINK("http://x.example")',
  caseNumber: '-1',
  outcome: 'answered',
  reason: undefined,
  end: undefined,
  question: undefined,
};

describe('what stands out', () => {
  it.each([
    ['2026-11-22T02:59:59Z', ['at_night']],
    ['2026-11-22T03:00:00Z', []],
    ['2026-11-22T16:59:59Z', []],
    ['2026-11-22T17:00:00Z', ['at_night']],
    ['2026-11-22T20:30:00Z', ['at_night']],
  ])('is a request from 21 to 7 o’clock in Baku: %s', (at, signs) => {
    expect(signsOf({ outcome: 'answered', at: new Date(at) })).toEqual(signs);
  });

  it('is a request that was refused, or whose answer did not come', () => {
    const at = new Date('2026-11-22T08:00:00Z');
    expect(signsOf({ outcome: 'refused', at })).toEqual(['refused']);
    expect(signsOf({ outcome: 'failed', at })).toEqual(['failed']);
    expect(signsOf({ outcome: 'without_data', at })).toEqual([]);
  });
});

describe('the days of a filter', () => {
  it('begin and end at midnight in Baku, the last one included', () => {
    expect(instantsOf({ from: '2026-11-22', until: '2026-11-22' })).toEqual({
      since: new Date('2026-11-21T20:00:00Z'),
      before: new Date('2026-11-22T20:00:00Z'),
    });
    expect(instantsOf({})).toEqual({ since: undefined, before: undefined });
  });
});

describe('a question', () => {
  it('has 10 to 2000 characters and unified line ends', () => {
    expect(readQuestion(' Niyə\r\nsoruşmusunuz? ')).toBe('Niyə\nsoruşmusunuz?');
    expect(readQuestion('x'.repeat(2000))).toHaveLength(2000);
    for (const text of [
      'qısa',
      ' '.repeat(20),
      'x'.repeat(2001),
      `on simvol\u0007 var`,
      'yarım \ud800 simvol',
    ])
      expect(readQuestion(text)).toBeUndefined();
  });

  it('may be answered in one word', () => {
    expect(readAnswer('Bəli')).toBe('Bəli');
    expect(readAnswer('x'.repeat(4001))).toBeUndefined();
    expect(readAnswer('  ')).toBeUndefined();
  });
});

describe('an export', () => {
  it('quotes what needs it (RFC 4180) and lets no spreadsheet run a formula', () => {
    const [head, line] = [csvHead, csvLine(toExported(access, 'az'))];
    expect(head.startsWith('\u{feff}id,at,organisation,')).toBe(true);
    expect(line).toContain('"Fond, ""Ərazi"""');
    expect(line).toContain(`"'=HYPERLINK(""http://x.example"")"`);
    expect(line).toContain(`,'-1,`);
    expect(line.endsWith('\r\n')).toBe(true);
    expect(line.split(',').length).toBeGreaterThanOrEqual(head.split(',').length);
  });

  it('has times in UTC, and null for what is not known', () => {
    expect(toExported(access, 'az')).toMatchObject({
      at: '2026-11-22T06:05:09.123Z',
      basis: 'consent c',
      reason: null,
      endedAt: null,
      questionedAt: null,
    });
  });
});
