import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkDigit,
  formatActivationCode,
  formatLoginCode,
  makeActivationCode,
  maskDestination,
  readActivationCode,
  readBirthDate,
  readEmailAddress,
  readLoginCode,
  readMobileNumber,
  readName,
  readOneTimeCode,
  readPersonalCode,
  toLoginCode,
} from '../../../src/accounts/model.ts';

const sevenDigits = fc.integer({ min: 0, max: 9_999_999 }).map((n) => String(n).padStart(7, '0'));

describe('login code', () => {
  it.each([
    ['79462', '3'],
    ['00200667308', '5'],
  ])('has the check digit of ISO/IEC 7064 MOD 11,10: %s -> %s', (digits, expected) => {
    expect(checkDigit(digits)).toBe(expected);
  });

  it('is accepted with blanks as it is shown', () => {
    fc.assert(
      fc.property(sevenDigits, (digits) => {
        const code = toLoginCode(digits);
        expect(readLoginCode(` ${formatLoginCode(code)} `)).toBe(code);
      }),
    );
  });

  it('is refused when any one digit is wrong', () => {
    fc.assert(
      fc.property(sevenDigits, fc.nat(7), fc.integer({ min: 1, max: 9 }), (digits, at, shift) => {
        const code = toLoginCode(digits);
        const wrong = (Number(code[at]) + shift) % 10;
        expect(readLoginCode(code.slice(0, at) + wrong + code.slice(at + 1))).toBeUndefined();
      }),
    );
  });

  it.each(['', '1234567', '123456789', 'abcdefgh', '１２３４５６７８', '-1234567'])('refuses %j', (text) => {
    expect(readLoginCode(text)).toBeUndefined();
  });
});

describe('activation code', () => {
  it('has ten characters without look-alikes, and is accepted as people type it', () => {
    let next = 0;
    const code = makeActivationCode((bound) => (next += 7) % bound);
    expect(code).toMatch(/^[^0O1IL2Z5S8BUV]{10}$/);
    expect(readActivationCode(` ${formatActivationCode(code).toLowerCase()} `)).toBe(code);
  });

  it.each(['', 'ACDEFGHJK', 'ACDEFGHJKMN', 'ACDEFGHJK0', 'ACDEFGHJKƏ'])('refuses %j', (text) => {
    expect(readActivationCode(text)).toBeUndefined();
  });
});

describe('identifiers of domain', () => {
  it.each([
    ['5AB12CD', '5AB12CD'],
    [' 5ab12cd ', '5AB12CD'],
    ['5AB12CO', undefined],
    ['5AB12CI', undefined],
    ['5AB12C', undefined],
    ['5AB12CDE', undefined],
    ['5AB12CƏ', undefined],
  ])('reads the personal code %j as %j', (text, expected) => {
    expect(readPersonalCode(text)).toBe(expected);
  });

  it.each([
    ['+994 50 123 45 67', '+994501234567'],
    ['+994501234567', '+994501234567'],
    ['994501234567', '+994501234567'],
    ['00994501234567', '+994501234567'],
    ['(050) 123-45-67', '+994501234567'],
    ['501234567', '+994501234567'],
    ['994123456', '+994994123456'],
    ['+994401234567', undefined],
    ['+44 7700 900123', undefined],
    ['+99450123456', undefined],
    ['', undefined],
  ])('reads the mobile number %j as %j', (text, expected) => {
    expect(readMobileNumber(text)).toBe(expected);
  });

  it.each([
    ['a.b+c@example.az', true],
    ['ə@misal.az', true],
    ['a@b', false],
    ['a b@example.az', false],
    ['a@example..az', false],
    ['a@-example.az', false],
    ['a@example.az\r\nBcc: b@example.az', false],
    ['a\u0001b@example.az', false],
    [`${'a'.repeat(65)}@example.az`, false],
    [`a@${'b.'.repeat(130)}az`, false],
  ])('reads the e-mail address %j: %s', (text, isAccepted) => {
    expect(readEmailAddress(text) !== undefined).toBe(isAccepted);
  });

  it.each([
    ['1990-02-28', true],
    ['2000-02-29', true],
    ['1900-02-29', false],
    ['1990-02-30', false],
    ['1990-13-01', false],
    ['1990-00-10', false],
    ['1899-12-31', false],
    ['1990-2-3', false],
  ])('reads the date %j: %s', (text, isAccepted) => {
    expect(readBirthDate(text) !== undefined).toBe(isAccepted);
  });

  it('reads names with the letters of the country and refuses markup', () => {
    expect(readName('  Əli  Ağa ')).toBe('Əli Ağa');
    expect(readName("O'Нил-Əliyeva")).toBe("O'Нил-Əliyeva");
    expect(readName('<b>')).toBeUndefined();
    expect(readName('')).toBeUndefined();
    expect(readName('a'.repeat(101))).toBeUndefined();
  });

  it('reads a one-time code of six digits with blanks', () => {
    expect(readOneTimeCode('123 456')).toBe('123456');
    expect(readOneTimeCode('12345')).toBeUndefined();
    expect(readOneTimeCode('12345a')).toBeUndefined();
  });

  it('masks destinations', () => {
    expect(maskDestination('email', 'elnur@example.az')).toBe('e•••@example.az');
    expect(maskDestination('sms', '+994501234567')).toBe('+994 50 ••• •• 67');
  });

  it('never throws, whatever the text', () => {
    const readers = [
      readActivationCode,
      readBirthDate,
      readEmailAddress,
      readLoginCode,
      readMobileNumber,
      readName,
      readOneTimeCode,
      readPersonalCode,
    ];
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const read of readers) expect(typeof (read(text) ?? '')).toBe('string');
      }),
    );
  });
});
