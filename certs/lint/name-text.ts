/** RFC 5280 appendix A.1: most characters of each attribute; X.520 gives organizationIdentifier none. */
export const upperBounds = {
  commonName: 64,
  surname: 64,
  givenName: 64,
  serialNumber: 64,
  organizationName: 64,
  organizationalUnitName: 64,
  title: 64,
  organizationIdentifier: 64,
} as const;

/** Whether a text has more characters (code points, as X.680 counts them) than the bound. */
export function isLongerThan(text: string, bound: number): boolean {
  // A text of that many UTF-16 units needs no counting.
  return text.length > 2 * bound || (text.length > bound && Array.from(text).length > bound);
}

const personName = /^\p{Script=Latin}[\p{Script=Latin}\p{M}'’\-. ]*$/u;
const anyName = /^[\p{Script=Latin}\p{M}\p{Nd}'’"“”„«»()&,.:;/№#+\-–— ]+$/u;

/** Letters of the Latin alphabets (Azerbaijani among them), with what stands between them in names of persons. */
export function isPersonName(text: string): boolean {
  return personName.test(text) && isTidy(text);
}

/** Latin letters, digits and the punctuation of names of organisations, offices and services. */
export function isPlainName(text: string): boolean {
  return anyName.test(text) && isTidy(text);
}

/** One form for one text: composed (NFC), no space at the ends, never two together. */
function isTidy(text: string): boolean {
  return (
    text === text.trim() && !text.includes('  ') && (isComposed.test(text) || text === text.normalize('NFC'))
  );
}

/** Below U+0300 no character combines with another or stands for others: such a text is in NFC (UAX #15, 9.1). */
const isComposed = /^[\p{ASCII}\u0080-\u02FF]*$/u;
