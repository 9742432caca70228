import { describe, expect, it } from 'vitest';
import { isPersonName, isPlainName } from '../../../../certs/lint/index.ts';

describe('the text of a name', () => {
  it('is in NFC, whether it has combining marks or not (UAX #15)', () => {
    expect(isPersonName('Şəhla Ğıcıq')).toBe(true);
    expect(isPersonName('S\u0327əhla')).toBe(false);
    expect(isPlainName('Nu\u0308munə')).toBe(false);
    // No composed form exists of these two.
    expect(isPersonName('X\u0327alil')).toBe(true);
  });

  it('needs no look at its form below U+0300: there no letter is another one composed', () => {
    const letters = Array.from({ length: 0x300 }, (_, code) => String.fromCodePoint(code));
    expect(letters.filter((letter) => letter.normalize('NFC') !== letter)).toEqual([]);
    // One that follows joins none of them either: what combines stands from U+0300 on.
    expect(letters.filter((letter) => /\p{M}/u.test(letter))).toEqual([]);
  });
});
