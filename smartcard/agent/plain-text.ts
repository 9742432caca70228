/**
 * Words from outside, fit for a window or a page of ours: on one line, without control and formatting characters (which
 * could turn the reading direction or hide what follows), and no longer than `length` characters.
 */
export function plainText(words: string, length = 100): string {
  const line = words
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{C}/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : line;
}
