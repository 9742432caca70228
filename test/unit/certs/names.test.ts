import { describe, expect, it } from 'vitest';
import { der, readDer } from '../../../certs/asn1/index.ts';
import { describeName, parseName } from '../../../certs/validation/index.ts';

const nameWith = (value: Uint8Array) =>
  parseName(readDer(der.sequence(der.setOf(der.sequence(der.oid('2.5.4.3'), value)))));
const keyOf = (text: string) => nameWith(der.utf8String(text)).key;
const marks = (count: number, pair: string) => `e${pair.repeat(count)}`;

describe('the comparison of names (RFC 5280 7.1)', () => {
  it.each([
    ['in case', 'Ali Əliyev', 'ALI əliyev'],
    ['in the number of spaces', '  a \t b ', 'a b'],
    ['in what is not seen', 'a\u00adb\u200d', 'ab'],
    ['in the order of marks', 'e\u0300\u0316', 'e\u0316\u0300'],
    ['in the form of letters', 'ﬁ', 'FI'],
  ])('passes over what differs %s', (_name, one, other) => expect(keyOf(one)).toBe(keyOf(other)));

  it.each([
    ['with and without a space', 'a b', 'ab'],
    ['with the dotted and the dotless i', 'i', 'ı'],
    ['with other marks', 'e\u0300', 'e\u0301'],
  ])('tells apart names %s', (_name, one, other) => expect(keyOf(one)).not.toBe(keyOf(other)));

  it('takes no pains with more than thirty marks on a letter: such a text is equal to itself alone', () => {
    const [one, other] = ['\u0300\u0316', '\u0316\u0300'];
    expect(keyOf(marks(15, one))).toBe(keyOf(marks(15, other)));
    expect(keyOf(marks(16, one))).not.toBe(keyOf(marks(16, other)));
    expect(keyOf(marks(60_000, one))).toBe(keyOf(marks(60_000, one)));
    expect(keyOf(marks(16, '\u0316\uff9e'))).not.toBe(keyOf(marks(16, '\uff9e\u0316')));
    expect(keyOf(marks(16, '\u0316\u00ad\u0300'))).not.toBe(keyOf(marks(16, '\u0300\u00ad\u0316')));
  });

  it('compares values that are no text by their octets', () => {
    expect(nameWith(der.octetString(Uint8Array.of(1))).key).not.toBe(keyOf('#040101'));
    expect(nameWith(der.octetString(Uint8Array.of(1))).key).toBe(
      nameWith(der.octetString(Uint8Array.of(1))).key,
    );
  });
});

describe('a name for people to read (RFC 4514 2.4)', () => {
  it.each([
    ['Ali Əliyev', 'CN=Ali Əliyev'],
    ['Gəmi, Limited', 'CN=Gəmi, Limited'],
    ['a = b', 'CN=a = b'],
    ['Ali, O=Ministry', 'CN=Ali\\, O=Ministry'],
    ['Ali+O=Ministry', 'CN=Ali\\+O=Ministry'],
    ['Ali\\, O=Ministry', 'CN=Ali\\\\\\, O=Ministry'],
    ['Ali\nvalid', 'CN=Ali\\0avalid'],
    ['\u001b[2J', 'CN=\\1b[2J'],
    ['\u202eilA', 'CN=\\e2\\80\\aeilA'],
  ])('of %j is %j', (text, expected) => expect(describeName(nameWith(der.utf8String(text)))).toBe(expected));
});
