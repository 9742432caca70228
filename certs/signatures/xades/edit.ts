import type { XmlDocument, XmlElement } from '../xml/index.ts';

/** A change to the text of a document that leaves all else as it is. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Puts a text behind all that an element holds. */
export function appended(document: XmlDocument, element: XmlElement, text: string): Edit {
  const { contentEnd, end, prefix, local } = element;
  if (!document.text.startsWith('/>', contentEnd)) return { start: contentEnd, end: contentEnd, text };
  const name = prefix === '' ? local : `${prefix}:${local}`;
  return { start: contentEnd, end, text: `>${text}</${name}>` };
}

/** Edits that do not overlap, applied. */
export function edited(document: XmlDocument, edits: readonly Edit[]): string {
  let out = '';
  let at = 0;
  for (const { start, end, text } of edits.toSorted((left, right) => left.start - right.start)) {
    out += document.text.slice(at, start) + text;
    at = end;
  }
  return out + document.text.slice(at);
}
