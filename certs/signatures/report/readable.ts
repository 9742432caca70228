/** Longest text of a document that a report repeats, in UTF-16 code units. */
const longest = 1000;

/** Controls, and characters without a width that turn the direction of writing or hide in a name. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const deceptive = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * A text that somebody else wrote (a name, a reason) as a person may see it: with no character that makes it read as
 * another one, which stands there by its number instead, and no longer than people read.
 */
export function readable(text: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cut.toWellFormed().replace(deceptive, (sign) => {
    const number = (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return sign === '\n' || sign === '\t' || sign === '\r' ? ' ' : `[U+${number}]`;
  });
}
