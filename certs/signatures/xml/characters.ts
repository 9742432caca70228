/** Which characters XML 1.0 (fifth edition) allows where; names as in Namespaces in XML 1.0. */

// Units that stand for themselves, so that the search need not know of code points.
// oxlint-disable-next-line no-control-regex -- the production Char names them
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;

/** Whether a text has nothing but Char (2.2). */
export function isCharacters(text: string): boolean {
  return !forbidden.test(text) && text.isWellFormed();
}

/** Whether a code point is a Char; numbers beyond Unicode are not. */
export function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

const start =
  'A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}-\\u{200D}' +
  '\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}';
const rest = `${start}\\-.0-9\\u{B7}\\u{300}-\\u{36F}\\u{203F}-\\u{2040}`;
const noColonName = `[${start}][${rest}]*`;

const qualifiedName = new RegExp(`(?:(${noColonName}):)?(${noColonName})`, 'uy');

export interface QualifiedName {
  /** Empty where there is none. */
  readonly prefix: string;
  readonly local: string;
  /** Behind the name. */
  readonly end: number;
}

/** The QName at a place of a text; undefined where there is none. */
export function qualifiedNameAt(text: string, at: number): QualifiedName | undefined {
  return plainNameAt(text, at) ?? anyNameAt(text, at);
}

function anyNameAt(text: string, at: number): QualifiedName | undefined {
  qualifiedName.lastIndex = at;
  const [all = '', prefix = '', local] = qualifiedName.exec(text) ?? [];
  return local === undefined ? undefined : { prefix, local, end: at + all.length };
}

const letters = (first: string, last: string) =>
  Array.from(
    { length: last.charCodeAt(0) - first.charCodeAt(0) + 1 },
    (_, index) => first.charCodeAt(0) + index,
  );

const mayStart = new Uint8Array(128);
for (const code of [...letters('A', 'Z'), ...letters('a', 'z'), 0x5f]) mayStart[code] = 1;
const mayFollow = Uint8Array.from(mayStart);
for (const code of [...letters('0', '9'), 0x2d, 0x2e]) mayFollow[code] = 1;

/** The same where the name and what follows it are ASCII, as nearly all are, at a fraction of the cost. */
function plainNameAt(text: string, at: number): QualifiedName | undefined {
  const first = endOfPlainName(text, at);
  if (first === at) return undefined;
  const hasPrefix = text.charCodeAt(first) === 0x3a;
  const end = hasPrefix ? endOfPlainName(text, first + 1) : first;
  if ((hasPrefix && end === first + 1) || text.charCodeAt(end) >= 0x80) return undefined;
  return hasPrefix
    ? { prefix: text.slice(at, first), local: text.slice(first + 1, end), end }
    : { prefix: '', local: text.slice(at, first), end };
}

/** The place itself where no name begins there. */
function endOfPlainName(text: string, at: number): number {
  if (mayStart[text.charCodeAt(at)] !== 1) return at;
  let end = at + 1;
  while (mayFollow[text.charCodeAt(end)] === 1) end += 1;
  return end;
}

/** The order of code points, which that of UTF-16 code units is not. */
export function compareCodePoints(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const [one, other] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (one !== other) return weigh(one) - weigh(other);
  }
  return left.length - right.length;
}

/** Surrogates stand for what lies above U+FFFF. */
function weigh(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
