import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, searchTerms, searchWords, sortKey } from '../../../src/portal/catalogue/model.ts';

const letters = Array.from('abcçdeəfgğhxıijkqlmnoöprsştuüvyzABCÇDEƏFGĞHXIİJKQLMNOÖPRSŞTUÜVYZ');
const word = fc
  .array(fc.constantFrom(...letters), { minLength: 2, maxLength: 20 })
  .map((parts) => parts.join(''));
const sentence = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));

function upper(text: string): string {
  return text.replace(/i/g, 'İ').replace(/ı/g, 'I').toUpperCase();
}

/** What people type on a keyboard without Azerbaijani letters. */
function plain(text: string): string {
  const pairs: Readonly<Record<string, string>> = { ə: 'e', ğ: 'g', ş: 's', ç: 'c', ö: 'o', ü: 'u', ı: 'i' };
  const lower = text.replace(/I/g, 'ı').replace(/İ/g, 'i').toLowerCase();
  return lower.replace(/[əğşçöüı]/g, (letter) => pairs[letter] ?? '');
}

describe('fold', () => {
  it('gives one form for any case, keyboard and Unicode form of an Azerbaijani text', () => {
    fc.assert(
      fc.property(sentence, (text) => {
        const folded = fold(text);
        const others = [upper(text), plain(text), upper(plain(text)), text.normalize('NFD'), folded];
        expect(others.map(fold)).toEqual(others.map(() => folded));
      }),
    );
  });

  it('leaves letters, digits and single spaces of any text, and is stable', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const folded = fold(text);
        expect(folded).toMatch(/^([\p{L}\p{N}]+( [\p{L}\p{N}]+)*)?$/u);
        expect(fold(folded)).toBe(folded);
      }),
    );
  });

  it('keeps different letters apart', () => {
    expect(fold('sağlamlıq')).toBe('saglamliq');
    expect(fold('Şərq')).not.toBe(fold('Çərq'));
    expect(fold('Здравоохранение, №5')).toBe('здравоохранение no5');
  });
});

describe('search terms and words', () => {
  it('find any part of two letters or more of any word, typed in any way', () => {
    fc.assert(
      fc.property(sentence, fc.nat(), fc.integer({ min: 2, max: 30 }), (text, at, length) => {
        const words = plain(text).split(' ');
        const chosen = words[at % words.length] ?? '';
        const start = at % (chosen.length - 1);
        const part = chosen.slice(start, start + length);
        const [asked = ''] = searchWords(upper(part));
        expect(searchTerms([text]).some((term) => term.startsWith(asked))).toBe(true);
      }),
    );
  });

  it('are bounded whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 3000 }), (text) => {
        const words = searchWords(text);
        expect(words.length).toBeLessThanOrEqual(6);
        for (const one of words) expect(one.length).toBeLessThanOrEqual(40);
      }),
    );
    expect(searchWords('a - ? %')).toEqual([]);
  });
});

describe('sortKey', () => {
  it('orders names as the Azerbaijani alphabet does', () => {
    const names = [
      'Xəzər',
      'İqtisad',
      'Işıq',
      'Ədliyyə',
      'Ekologiya',
      '“Azərsu”',
      'Həyat',
      'Çay',
      'Cəza',
      'Qala',
      'Kənd',
      'Lalə',
    ];
    const sorted = names.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
    expect(sorted).toEqual([
      '“Azərsu”',
      'Cəza',
      'Çay',
      'Ekologiya',
      'Ədliyyə',
      'Həyat',
      'Xəzər',
      'Işıq',
      'İqtisad',
      'Kənd',
      'Qala',
      'Lalə',
    ]);
  });
});
