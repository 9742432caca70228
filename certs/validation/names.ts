import {
  type Der,
  decodeText,
  isTextTag,
  oidOf,
  fieldsOf,
  readDer,
  remembering,
  someOf,
  tags,
} from '../asn1/index.ts';
import type { Name, NameAttribute } from './model.ts';

/** A Name (RFC 5280 4.1.2.4). */
export function parseName(value: Der): Name {
  return new ReadName(value.bytes, fieldsOf(value).rest().map(parseRdnAttributes));
}

/** The same; those of issuers and services stand everywhere, and are long to compare: they are read once. */
export const recallName = remembering(parseName);

/** A class, because names are read so often; its keys for comparison are made when they are first asked for. */
class ReadName implements Name {
  readonly raw: Uint8Array;
  readonly attributes: readonly NameAttribute[];
  readonly isSingleValued: boolean;
  readonly #rdns: readonly (readonly NameAttribute[])[];
  #rdnKeys: readonly string[] | undefined;
  #key: string | undefined;

  constructor(raw: Uint8Array, rdns: readonly (readonly NameAttribute[])[]) {
    this.raw = raw;
    this.#rdns = rdns;
    const attributes: NameAttribute[] = [];
    for (const rdn of rdns) for (const attribute of rdn) attributes.push(attribute);
    this.attributes = attributes;
    this.isSingleValued = this.attributes.length === rdns.length;
  }

  get rdnKeys() {
    this.#rdnKeys ??= this.#rdns.map(rdnKeyOf);
    return this.#rdnKeys;
  }

  get key() {
    this.#key ??= JSON.stringify(this.rdnKeys);
    return this.#key;
  }
}

/** The key for comparison of a relative distinguished name; its attributes have no order. */
export function parseRdnKey(value: Der, tag: number): string {
  return rdnKeyOf(someOf(value, tag).map(parseAttribute));
}

function parseRdnAttributes(value: Der): readonly NameAttribute[] {
  return someOf(value, tags.set).map(parseAttribute);
}

function rdnKeyOf(attributes: readonly NameAttribute[]): string {
  return JSON.stringify(attributes.map(keyOf).sort());
}

function parseAttribute(value: Der): NameAttribute {
  const fields = fieldsOf(value);
  const type = oidOf(fields.next(tags.oid));
  const source = fields.last() ?? readDer(new Uint8Array());
  const text = isTextTag(source.tag)
    ? decodeText(source.tag, source.content)
    : `#${Buffer.from(source.bytes).toString('hex')}`;
  return { type, tag: source.tag, text };
}

/** Texts are equal when prepared; values of another type when their bytes are. */
function keyOf({ type, tag, text }: NameAttribute): string {
  return isTextTag(tag) ? `${type}=${prepareString(text)}` : `${type}${text}`;
}

/** RFC 4518 2.2: soft hyphens, joiners, direction marks and variation selectors. */
const mappedToNothing =
  /\u00AD|\u034F|\u1806|[\u180B-\u180D]|[\u200B-\u200F]|[\u202A-\u202E]|[\u2060-\u2063]|[\uFE00-\uFE0F]|\uFEFF|\uFFFC/g;

/**
 * Prepares text for comparison (RFC 4518 2 as RFC 5280 7.1 asks): map, normalise, fold case, and take
 * insignificant space away. The dotless and the dotted i stay different letters.
 */
function prepareString(text: string): string {
  return plain.test(text) ? text.toLowerCase() : prepareAnyString(text);
}

/** Words of letters that the steps below leave alone, with one space between: nearly every name here. */
const plain = /^[!-~ƏəĞğıÖöŞşÇçÜü]+( [!-~ƏəĞğıÖöŞşÇçÜü]+)*$/;

/**
 * More marks on one letter than any language has (UAX #15 13): to bring them into order takes time by their square. The
 * two half-width marks become such ones.
 */
const heapOfMarks = /[\p{M}\uFF9E\uFF9F]{31}/u;

/** A text with heaps of marks is equal to itself alone. */
function prepareAnyString(text: string): string {
  const kept = text.replace(mappedToNothing, '');
  if (heapOfMarks.test(kept)) return kept;
  return kept
    .replace(/[\t\n\v\f\r\u0085]/g, ' ')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ς', 'σ')
    .normalize('NFKC')
    .replace(/\p{Zs}+/gu, ' ')
    .trim();
}

/** What a person would call the holder: the common name, else that of the organisation, else all of the name. */
export function callName(name: Name): string {
  const first = (wanted: string) => name.attributes.find(({ type }) => type === wanted)?.text;
  return first(commonName) ?? first(organizationName) ?? describeName(name);
}

const commonName = '2.5.4.3';
const organizationName = '2.5.4.10';

/**
 * A name with all its attributes for people to read. As in RFC 4514 2.4 a backslash stands before what would otherwise
 * seem to begin another attribute, and for what cannot be seen stand its octets.
 */
export function describeName(name: Name): string {
  return name.attributes.map(({ type, text }) => `${labels[type] ?? type}=${escaped(text)}`).join(', ');
}

const unseen = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;
const seemingStart = /[,+](?=[^,+=]*=)/g;

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replace(seemingStart, '\\$&').replace(unseen, octetsOf);
}

function octetsOf(character: string): string {
  return Array.from(Buffer.from(character), (octet) => `\\${octet.toString(16).padStart(2, '0')}`).join('');
}

/** The keywords of RFC 4514 3, and for the others the names of X.520 and of the standards that define them. */
const labels: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'surname',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.13': 'description',
  '2.5.4.15': 'businessCategory',
  '2.5.4.17': 'postalCode',
  '2.5.4.41': 'name',
  '2.5.4.42': 'givenName',
  '2.5.4.43': 'initials',
  '2.5.4.44': 'generationQualifier',
  '2.5.4.46': 'dnQualifier',
  '2.5.4.65': 'pseudonym',
  '2.5.4.97': 'organizationIdentifier',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
};
