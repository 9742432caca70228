import type { TypedCase } from './model.ts';

const plain: Readonly<Record<string, string>> = {
  ı: 'i',
  ə: 'e',
  ğ: 'g',
  ö: 'o',
  ü: 'u',
  ş: 's',
  ç: 'c',
};

/** Small letters without marks, so that `Eliyev` finds `Əliyev` and `IŞIQ` finds `İşıq`. */
export function foldText(text: string): string {
  return text
    .normalize('NFC')
    .toLocaleLowerCase('az')
    .replace(/[ıəğöüşç]/g, (letter) => plain[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{M}/gu, '');
}

const longestWord = 64;
const mostWords = 200;

function wordsOf(text: string): string[] {
  return foldText(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.slice(0, longestWord));
}

/** The words by which a case is found. A number is one word, and so is its end: `15/2026`. */
export function searchWords({ participants }: Pick<TypedCase, 'participants'>, number?: string): string[] {
  const words = participants.flatMap(({ code, name }) => [...wordsOf(code), ...wordsOf(name)]);
  const ofNumber = number === undefined ? [] : [number, number.slice(number.indexOf('-') + 1)];
  return [...new Set([...ofNumber, ...words])].slice(0, mostWords);
}

const mostAsked = 5;

/** What somebody looks for, the longest word first: each word is the beginning of one of the case's. */
export function askedWords(query: string): string[] {
  const words = query.split(/\s+/).flatMap((word) => (/^\d[\d()/-]*$/.test(word) ? [word] : wordsOf(word)));
  return [...new Set(words)].toSorted((a, b) => b.length - a.length).slice(0, mostAsked);
}
