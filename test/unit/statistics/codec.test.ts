import { describe, expect, it } from 'vitest';
import { figureDocument, toCsv, toFigureDocument } from '../../../src/statistics/codec.ts';
import type { Cell } from '../../../src/statistics/model.ts';

const cell = (key: string, count: number | undefined, az?: string): Cell => ({
  month: '2026-11',
  figure: 'service_uses',
  key,
  count,
  names: az === undefined ? undefined : { az },
});

describe('figures as CSV (RFC 4180)', () => {
  it('have a heading, an empty field for a hidden count, and quotes where they must', () => {
    expect(toCsv([cell('', 120), cell('a1', undefined, 'Vergi, “gəlir” və "rüsum"')])).toBe(
      'month,figure,key,name,count\r\n2026-11,service_uses,,,120\r\n2026-11,service_uses,a1,"Vergi, “gəlir” və ""rüsum""",\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@sum', '\tx'])('keep spreadsheets from taking %j for a formula', (name) => {
    expect(toCsv([cell('k', 7, name)])).toContain(`,'${name},7`);
  });
});

describe('a figure as JSON', () => {
  it('keeps the schema that is described, with names in three languages and null for what is hidden', () => {
    const period = { month: '2026-11', source: 'records', isComplete: false };
    const cells = [cell('', 120), cell('a1', undefined, 'Vergi')];
    const document = toFigureDocument('service_uses', [{ ...period, cells }]);
    expect(figureDocument.parse(document)).toEqual({
      figure: 'service_uses',
      dividedBy: 'client',
      months: [
        {
          ...period,
          count: 120,
          parts: [{ key: 'a1', names: { az: 'Vergi', en: 'Vergi', ru: 'Vergi' }, count: null }],
        },
      ],
    });
  });
});
