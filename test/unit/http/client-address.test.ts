import { describe, expect, it } from 'vitest';
import { isInRanges, parseRanges } from '../../../src/http/index.ts';

describe('ranges of addresses', () => {
  it.each([
    ['10.0.0.0/8', '10.200.1.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.0.0.0/8', '::ffff:10.0.0.1', true],
    ['192.0.2.1', '192.0.2.1', true],
    ['192.0.2.1', '192.0.2.2', false],
    ['::1, 2001:db8::/32', '2001:db8:1::', true],
    ['::1', '127.0.0.1', false],
    ['', '127.0.0.1', false],
    ['0.0.0.0/0', 'not an address', false],
    ['0.0.0.0/0', '10', false],
  ])('%j hold %s: %s', (ranges, address, isHeld) => {
    expect(isInRanges(address, parseRanges(ranges))).toBe(isHeld);
  });

  it.each(['localhost', '10', '10.0.0.0/33', '10.0.0.0/x', '0x7f.1', '10.0.0.0-10.0.0.9'])(
    'refuse %s',
    (list) => {
      expect(() => parseRanges(list)).toThrow();
    },
  );
});
