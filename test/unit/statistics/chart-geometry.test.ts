import { describe, expect, it } from 'vitest';
import { barOf, heightOf, middleOf, scaleFor } from '../../../src/statistics/pages/chart-geometry.ts';

const plot = { top: 20, bottom: 220 };

describe('the scale', () => {
  it.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [9, [0, 5, 10]],
    [100, [0, 25, 50, 75, 100]],
    [2655, [0, 1000, 2000, 3000]],
    [78_919, [0, 20_000, 40_000, 60_000, 80_000]],
  ])('of %i has round marks', (greatest, marks) => {
    expect(scaleFor(greatest).marks).toEqual(marks);
  });

  it('reaches every value, with at most five steps of whole numbers', () => {
    for (let greatest = 0; greatest < 20_000; greatest += 7) {
      const { top, marks } = scaleFor(greatest);
      expect(top).toBeGreaterThanOrEqual(greatest);
      expect(marks.length).toBeLessThanOrEqual(6);
      expect(marks.every(Number.isInteger)).toBe(true);
    }
  });
});

describe('a bar', () => {
  const scale = scaleFor(100);

  it('stands on the axis and is as high as its value', () => {
    expect(barOf({ group: 0, groups: 4, nth: 0, of: 1 }, 50, scale, plot)).toEqual({
      x: 3.13,
      width: 18.75,
      y: 120,
      height: 100,
    });
  });

  it.each([0, undefined])('has no height for %s', (value) => {
    expect(barOf({ group: 1, groups: 2, nth: 0, of: 1 }, value, scale, plot)).toMatchObject({
      y: 220,
      height: 0,
    });
  });

  it('stands beside those of its group and in no other slot', () => {
    for (const groups of [4, 12, 31]) {
      let edge = 0;
      for (let group = 0; group < groups; group += 1) {
        for (const nth of [0, 1]) {
          const { x, width } = barOf({ group, groups, nth, of: 2 }, 1, scale, plot);
          expect(x).toBeGreaterThanOrEqual(edge - 0.02);
          edge = x + width;
        }
        expect(edge).toBeLessThanOrEqual(((group + 1) * 100) / groups);
      }
    }
  });

  it('is named in its middle', () => {
    expect(middleOf(1, 4)).toBe(37.5);
    expect(heightOf(25, scale, plot)).toBe(170);
  });
});
