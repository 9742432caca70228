import { describe, expect, it } from 'vitest';
import { createCookieSignatures } from '../../../oidc/provider/cookie-signatures.ts';

const cookie = 'acar_session=x';
/** As keygrip 1.1 signs it with the keys "açar-one" and "two". */
const [byFirst, bySecond] = ['wMyMxOCgLjZTmw0r_uPtrfdXBJs', 'iSfmr88DBqSapLCHd2Dh2vQyJ8U'];

describe('the signatures of cookies', () => {
  const signatures = createCookieSignatures(['açar-one', 'two']);

  it('are those that Koa makes by itself, with the first key', () => {
    expect(signatures.sign(cookie)).toBe(byFirst);
  });

  it('are good with every key, and tell which one', () => {
    expect([byFirst, bySecond].map((given) => signatures.index(cookie, given))).toEqual([0, 1]);
    expect([byFirst, bySecond].map((given) => signatures.verify(cookie, given))).toEqual([true, true]);
  });

  it.each([
    ['another cookie', 'acar_session=y', byFirst],
    ['another key', cookie, createCookieSignatures(['three']).sign(cookie)],
    ['nothing', cookie, ''],
    ['a part', cookie, byFirst.slice(0, -1)],
    ['more', cookie, `${byFirst}=`],
    ['letters of two bytes', cookie, 'ə'.repeat(byFirst.length)],
  ])('are refused for %s', (_, data, given) => {
    expect(signatures.index(data, given)).toBe(-1);
    expect(signatures.verify(data, given)).toBe(false);
  });

  it('need a key', () => {
    expect(() => createCookieSignatures([])).toThrow(RangeError);
  });
});
