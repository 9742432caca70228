/** What the rules compare a password with. */
export interface PasswordOwner {
  readonly loginCode: string;
  readonly personalCode: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly patronymic?: string | undefined;
  readonly birthdate?: string | undefined;
  readonly email?: string | undefined;
  readonly mobile?: string | undefined;
}

export type PasswordProblem = 'too_short' | 'too_long' | 'too_simple' | 'personal' | 'common';

const shortestPassword = 10;
export const longestPassword = 128;
/** A password must hold so many characters that do not follow from the one before. */
const leastUnforeseen = 5;

/** The form in which passwords are counted, compared and hashed: NFKC (NIST SP 800-63B-4, 3.1.1.2). */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

/**
 * NIST SP 800-63B: length and a list of what attackers try first; no rules of composition. Undefined = acceptable.
 * Lengths are in code points.
 */
export function checkPassword(password: string, owner: PasswordOwner): PasswordProblem | undefined {
  const normal = normalisePassword(password);
  const { length } = Array.from(normal);
  if (length < shortestPassword) return 'too_short';
  if (length > longestPassword) return 'too_long';
  if (countUnforeseen(normal) < leastUnforeseen || isRepetition(normal)) return 'too_simple';
  if (holdsPersonalPart(normal, owner)) return 'personal';
  if (isCommon(normal)) return 'common';
  return undefined;
}

const rows = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', '1234567890', 'йцукенгшщзхъ', 'фывапролджэ', 'ячсмитьбю'];

/** Counts the characters that are neither the same as the one before nor its neighbour in the alphabet or on a keyboard. */
function countUnforeseen(password: string): number {
  const characters = Array.from(password.toLowerCase());
  return characters.filter((character, index) => {
    const before = characters[index - 1];
    return before === undefined || !isNeighbour(before, character);
  }).length;
}

function isNeighbour(a: string, b: string): boolean {
  const distance = Math.abs((a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0));
  if (distance <= 1) return true;
  return rows.some(
    (row) => row.includes(a) && row.includes(b) && Math.abs(row.indexOf(a) - row.indexOf(b)) === 1,
  );
}

/** One piece of at most half the length, again and again: `abcabcabcabc`. */
function isRepetition(password: string): boolean {
  const lower = password.toLowerCase();
  for (let size = 1; size <= Math.min(6, lower.length / 2); size++) {
    if (
      lower
        .slice(0, size)
        .repeat(Math.ceil(lower.length / size))
        .startsWith(lower)
    )
      return true;
  }
  return false;
}

const shortestPersonalPart = 4;

function holdsPersonalPart(password: string, owner: PasswordOwner): boolean {
  const folded = fold(password);
  const digits = password.replace(/\D/g, '');
  const names = [owner.givenName, owner.familyName, owner.patronymic ?? '', owner.email?.split('@')[0] ?? ''];
  const words = names.flatMap((name) => fold(name).split(/[^a-z0-9а-я]+/));
  const parts = [...words, fold(owner.personalCode)].filter((part) => part.length >= shortestPersonalPart);
  const numbers = [owner.loginCode, owner.mobile?.slice(4) ?? '', ...datesOf(owner.birthdate)];
  return (
    parts.some((part) => folded.includes(part)) ||
    numbers.some((number) => number.length >= 6 && digits.includes(number))
  );
}

/** A birth date as people type it: 19900523, 23051990. */
function datesOf(birthdate = ''): string[] {
  const [year = '', month = '', day = ''] = birthdate.split('-');
  return [`${year}${month}${day}`, `${day}${month}${year}`];
}

const letters: Readonly<Record<string, string>> = {
  ə: 'e',
  ğ: 'g',
  ı: 'i',
  ö: 'o',
  ş: 's',
  ü: 'u',
  ç: 'c',
  ё: 'е',
};

/** Small letters without the marks that people leave out when they type. */
function fold(text: string): string {
  const lower = text.replaceAll('İ', 'i').replaceAll('I', 'i').normalize('NFKC').toLowerCase();
  return lower.replace(/[əğıöşüçё]/g, (letter) => letters[letter] ?? letter);
}

const lookAlikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Words that passwords are made of here and elsewhere, folded; our own list. */
const commonWords = new Set(
  `password passwort passw parol parolum parolu sifre sifrem kod acar giris daxil ol admin administrator root user
  istifadeci welcome hello salam salamlar login letmein qwerty qwertz asdf asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx
  iloveyou love sevgi sevgilim sevirem seni seni canim ezizim gulum menim men sen ana anam ata atam ailem usaqlarim
  azerbaycan azerbaijan azerbaycanim vetenim veten baki baku bakim bakisehri gence sumqayit naxcivan qarabag karabakh
  susa xankendi lacin xezer neftci qarabagfk futbol galatasaray fenerbahce besiktas barcelona realmadrid novruz
  bahar yaz qis bayram ramazan allah bismillah insallah masallah allahekber master monkey dragon sunshine princess
  football baseball superman batman pokemon minecraft computer komputer internet telefon samsung iphone nokia
  google facebook instagram whatsapp youtube mail email test testing guest temp changeme default secret gizli mexfi
  hakim mehkeme dovlet egov portal hokumet elektron abc abcd abcde abcdef xyz one two bir iki uc dord bes
  пароль привет любовь люблю тебя солнце баку азербайджан йцукен фыва мама папа россия москва админ
  dunya hayat heyat dost dostum dostluq qardas qardasim baci bacim oglum qizim balam mawin masin mercedes bmw toyota`
    .split(/\s+/)
    .filter(Boolean),
);

/** Nothing but common words with numbers and signs between them or around them, or look-alikes in place of letters. */
function isCommon(password: string): boolean {
  const folded = fold(password);
  const plain = onlyLetters(folded);
  // Numbers alone are accepted only when they are long: shorter ones are dates and telephone numbers.
  if (plain === '') return folded.replace(/\D/g, '').length < 14;
  const core = folded.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const spelled = core.replace(/./gu, (character) => lookAlikes[character] ?? character);
  return isMadeOfWords(plain) || isMadeOfWords(onlyLetters(spelled));
}

function onlyLetters(text: string): string {
  return text.replace(/[^\p{L}]/gu, '');
}

/** Made of at most three common words; four or more chosen at random are a fair passphrase. */
function isMadeOfWords(text: string): boolean {
  const fewest = [0];
  for (let end = 1; end <= text.length; end++) {
    const ways = fewest.flatMap((count, start) =>
      commonWords.has(text.slice(start, end)) ? [count + 1] : [],
    );
    fewest[end] = Math.min(...ways, Number.POSITIVE_INFINITY);
  }
  return (fewest[text.length] ?? 0) <= 3;
}
