import { textOf, type XmlElement } from '../xml/index.ts';

/** The octets that an element holds as base64, white space aside; undefined where it does not. */
export function base64Of(element: XmlElement): Buffer | undefined {
  if (element.children.some(({ kind }) => kind === 'element')) return undefined;
  return decodeBase64(textOf(element));
}

export function decodeBase64(text: string): Buffer | undefined {
  const plain = /[\t\n\r ]/.test(text) ? text.replace(/[\t\n\r ]/g, '') : text;
  if (plain.length % 4 !== 0) return undefined;
  const octets = Buffer.from(plain, 'base64');
  // What is decoded leniently is taken only where it is what would be written.
  return octets.toString('base64') === plain ? octets : undefined;
}
