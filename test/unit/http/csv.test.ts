import { describe, expect, it } from 'vitest';
import { csvField } from '../../../src/http/index.ts';

describe('a field of a CSV', () => {
  it('is quoted where it must be (RFC 4180 2.6 and 2.7)', () => {
    expect(['Vergi', 'a, b', 'a "b"', 'a\nb'].map(csvField)).toEqual([
      'Vergi',
      '"a, b"',
      '"a ""b"""',
      '"a\nb"',
    ]);
  });

  it.each([
    ['=1+1', "'=1+1"],
    [' =1+1', "' =1+1"],
    ['\uff1d1+1', "'\uff1d1+1"],
    ['\tx', "'\tx"],
    ['A;=1+1', "A;'=1+1"],
    ['A; "=1+1', `"A;' ""=1+1"`],
    ['A\n@sum', `"A\n'@sum"`],
  ])('begins no formula, wherever a spreadsheet cuts: %j', (text, field) => {
    expect(csvField(text)).toBe(field);
  });

  it('keeps what is no formula', () => {
    for (const text of ['', 'a=b', '2026-11-22', 'Bakı; Gəncə', 'x - y']) expect(csvField(text)).toBe(text);
  });
});
