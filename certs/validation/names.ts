import { type Der, decodeText, isTextTag, oidOf, fieldsOf, readDer, someOf, tags } from '../asn1/index.ts';
import type { Name, NameAttribute } from './model.ts';

/** A Name (RFC 5280 4.1.2.4) with its keys for comparison. */
export function parseName(value: Der): Name {
  const rdns = fieldsOf(value)
    .rest()
    .map((rdn) => parseRdn(rdn));
  const rdnKeys = rdns.map(({ key }) => key);
  return {
    raw: value.bytes,
    attributes: rdns.flatMap(({ attributes }) => attributes),
    rdnKeys,
    key: JSON.stringify(rdnKeys),
  };
}

interface Rdn {
  readonly attributes: readonly NameAttribute[];
  readonly key: string;
}

/** A relative distinguished name; its attributes have no order. */
export function parseRdn(value: Der, tag: number = tags.set): Rdn {
  const parsed = someOf(value, tag).map(parseAttribute);
  const keys = parsed.map(({ key }) => key).sort();
  return { attributes: parsed.map(({ attribute }) => attribute), key: JSON.stringify(keys) };
}

function parseAttribute(value: Der): { readonly attribute: NameAttribute; readonly key: string } {
  const fields = fieldsOf(value);
  const type = oidOf(fields.next(tags.oid));
  const [content] = fields.rest();
  const source = content ?? readDer(new Uint8Array());
  if (!isTextTag(source.tag)) {
    const text = `#${Buffer.from(source.bytes).toString('hex')}`;
    return { attribute: { type, text }, key: `${type}#${text}` };
  }
  const text = decodeText(source.tag, source.content);
  return { attribute: { type, text }, key: `${type}=${prepareString(text)}` };
}

/** RFC 4518 2.2: soft hyphens, joiners, direction marks and variation selectors. */
const mappedToNothing =
  /\u00AD|\u034F|\u1806|[\u180B-\u180D]|[\u200B-\u200F]|[\u202A-\u202E]|[\u2060-\u2063]|[\uFE00-\uFE0F]|\uFEFF|\uFFFC/g;

/**
 * Prepares text for comparison (RFC 4518 2 as RFC 5280 7.1 asks): map, normalise, fold case, and take
 * insignificant space away. The dotless and the dotted i stay different letters.
 */
function prepareString(text: string): string {
  return text
    .replace(mappedToNothing, '')
    .replace(/[\t\n\v\f\r\u0085]/g, ' ')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ς', 'σ')
    .normalize('NFKC')
    .replace(/\p{Zs}+/gu, ' ')
    .trim();
}

/** A name for people to read. */
export function describeName(name: Name): string {
  return name.attributes.map(({ type, text }) => `${labels[type] ?? type}=${text}`).join(', ');
}

const labels: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.25': 'DC',
};
