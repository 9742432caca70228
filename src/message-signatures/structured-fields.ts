import { MessageSignatureError } from './errors.ts';

/**
 * Structured fields (RFC 9651, which replaces RFC 8941), as far as signatures and the exchange need them: no decimals
 * and no dates. Strict: what the RFC does not allow is refused, and so is what is larger than a message may need.
 */

export type BareItem =
  | { readonly type: 'integer'; readonly value: number }
  | { readonly type: 'string' | 'token' | 'display'; readonly value: string }
  | { readonly type: 'bytes'; readonly value: Uint8Array }
  | { readonly type: 'boolean'; readonly value: boolean };

export type Parameters = ReadonlyMap<string, BareItem>;

export interface Item {
  readonly kind: 'item';
  readonly value: BareItem;
  readonly parameters: Parameters;
}

export interface InnerList {
  readonly kind: 'list';
  readonly items: readonly Item[];
  readonly parameters: Parameters;
}

export type Member = Item | InnerList;

/** `Acar-Records` has two places for each of a hundred persons. */
const bounds = { characters: 16 * 1024, members: 256, items: 64, parameters: 16 } as const;

const key = /[a-z*][a-z0-9_.*-]*/y;
const integer = /-?\d{1,15}(?![\d.])/y;
const text = /"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"/y;
const token = /[A-Za-z*][\w!#$%&'*+.^`|~:/-]*/y;
const bytes = /:([A-Za-z0-9+/]*={0,2}):/y;
const boolean = /\?([01])/y;
const display = /%"((?:[\x20-\x21\x23-\x24\x26-\x7e]|%[0-9a-f]{2})*)"/y;

/** Where reading has come to. */
class Reader {
  readonly source: string;
  at = 0;

  constructor(source: string) {
    if (source.length > bounds.characters) throw malformed('too long');
    this.source = source;
  }

  /** The match of a sticky expression here, passed over. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    if (!found) return undefined;
    this.at += found[0].length;
    return found;
  }

  takes(sign: string): boolean {
    if (!this.source.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    return true;
  }

  get isOver(): boolean {
    return this.at === this.source.length;
  }
}

const malformed = (what: string) => new MessageSignatureError('message.malformed_field', what);
const spaces = / */y;
const blanks = /[ \t]*/y;

/** RFC 9651 4.2.3. @throws MessageSignatureError */
export function parseItem(source: string): Item {
  return parseWhole(source, readItem);
}

/** RFC 9651 4.2.1. @throws MessageSignatureError */
export function parseList(source: string): readonly Member[] {
  return parseWhole(source, (reader) => {
    const members: Member[] = [];
    readMembers(reader, () => members.push(readMember(reader)));
    return members;
  });
}

/** RFC 9651 4.2.2; of a key that comes twice the last counts, which we refuse. @throws MessageSignatureError */
export function parseDictionary(source: string): ReadonlyMap<string, Member> {
  return parseWhole(source, (reader) => {
    const members = new Map<string, Member>();
    readMembers(reader, () => {
      const name = readKey(reader);
      if (members.has(name)) throw malformed('a key comes twice');
      members.set(name, reader.takes('=') ? readMember(reader) : readTrue(reader));
    });
    return members;
  });
}

function parseWhole<T>(source: string, read: (reader: Reader) => T): T {
  const reader = new Reader(source);
  reader.take(spaces);
  const value = read(reader);
  reader.take(spaces);
  if (!reader.isOver) throw malformed('something stands behind the value');
  return value;
}

function readMembers(reader: Reader, readOne: () => void): void {
  for (let count = 0; !reader.isOver; count += 1) {
    if (count === bounds.members) throw malformed('too many members');
    readOne();
    reader.take(blanks);
    if (reader.isOver) return;
    if (!reader.takes(',')) throw malformed('members stand apart by commas');
    reader.take(blanks);
    if (reader.isOver) throw malformed('nothing stands behind a comma');
  }
}

const readTrue = (reader: Reader): Item => ({
  kind: 'item',
  value: { type: 'boolean', value: true },
  parameters: readParameters(reader),
});

function readMember(reader: Reader): Member {
  if (!reader.takes('(')) return readItem(reader);
  const items: Item[] = [];
  for (;;) {
    reader.take(spaces);
    if (reader.takes(')')) return { kind: 'list', items, parameters: readParameters(reader) };
    if (items.length === bounds.items) throw malformed('too many items');
    items.push(readItem(reader));
    if (!/^[ )]/.test(reader.source.slice(reader.at, reader.at + 1)))
      throw malformed('items stand apart by blanks');
  }
}

function readItem(reader: Reader): Item {
  return { kind: 'item', value: readBareItem(reader), parameters: readParameters(reader) };
}

function readParameters(reader: Reader): Parameters {
  const parameters = new Map<string, BareItem>();
  while (reader.takes(';')) {
    reader.take(spaces);
    if (parameters.size === bounds.parameters) throw malformed('too many parameters');
    const name = readKey(reader);
    if (parameters.has(name)) throw malformed('a parameter comes twice');
    parameters.set(name, reader.takes('=') ? readBareItem(reader) : { type: 'boolean', value: true });
  }
  return parameters;
}

function readKey(reader: Reader): string {
  const found = reader.take(key);
  if (!found) throw malformed('a key is missing');
  return found[0];
}

function readBareItem(reader: Reader): BareItem {
  const found =
    readWith(reader, text, ([, value = '']) => ({ type: 'string', value: value.replace(/\\(.)/g, '$1') })) ??
    readWith(reader, integer, ([value]) => ({ type: 'integer', value: Number(value) })) ??
    readWith(reader, bytes, ([, value = '']) => ({ type: 'bytes', value: fromBase64(value) })) ??
    readWith(reader, boolean, ([, value]) => ({ type: 'boolean', value: value === '1' })) ??
    readWith(reader, display, ([, value = '']) => ({ type: 'display', value: fromDisplay(value) })) ??
    readWith(reader, token, ([value]) => ({ type: 'token', value }));
  if (!found) throw malformed('a value has no known form');
  return found;
}

function readWith(
  reader: Reader,
  pattern: RegExp,
  make: (found: RegExpExecArray) => BareItem,
): BareItem | undefined {
  const found = reader.take(pattern);
  return found && make(found);
}

/** Padding and the last bits must be as an encoder leaves them, so that octets have one form. */
function fromBase64(value: string): Uint8Array {
  const octets = Buffer.from(value, 'base64');
  if (octets.toString('base64') !== value) throw malformed('octets are not in base64');
  return octets;
}

function fromDisplay(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw malformed('a display string is not UTF-8');
  }
}

/** RFC 9651 4.1. @throws MessageSignatureError for what has no form in a field */
export function writeMember(member: Member): string {
  if (member.kind === 'item') return `${writeBareItem(member.value)}${writeParameters(member.parameters)}`;
  return `(${member.items.map(writeMember).join(' ')})${writeParameters(member.parameters)}`;
}

export function writeList(members: readonly Member[]): string {
  return members.map(writeMember).join(', ');
}

export function writeDictionary(members: ReadonlyMap<string, Member>): string {
  return [...members].map(([name, member]) => `${name}=${writeMember(member)}`).join(', ');
}

function writeParameters(parameters: Parameters): string {
  return [...parameters]
    .map(([name, value]) =>
      value.type === 'boolean' && value.value ? `;${name}` : `;${name}=${writeBareItem(value)}`,
    )
    .join('');
}

function writeBareItem(item: BareItem): string {
  switch (item.type) {
    case 'integer':
      return String(item.value);
    case 'boolean':
      return item.value ? '?1' : '?0';
    case 'bytes':
      return `:${Buffer.from(item.value).toString('base64')}:`;
    case 'token':
      return item.value;
    case 'string':
      if (!/^[\x20-\x7e]*$/.test(item.value)) throw malformed('a string is of visible ASCII');
      return `"${item.value.replace(/["\\]/g, '\\$&')}"`;
    case 'display':
      return `%"${toDisplay(item.value)}"`;
  }
}

function toDisplay(value: string): string {
  if (!value.isWellFormed()) throw malformed('a display string is well-formed text');
  return Array.from(Buffer.from(value), (octet) =>
    octet < 0x20 || octet > 0x7e || octet === 0x22 || octet === 0x25
      ? `%${octet.toString(16).padStart(2, '0')}`
      : String.fromCharCode(octet),
  ).join('');
}

const none: Parameters = new Map();

/** A value without parameters, or with them. */
export function item(value: BareItem, parameters: Parameters = none): Item {
  return { kind: 'item', value, parameters };
}

export const string = (value: string): BareItem => ({ type: 'string', value });

/** A text as a string where it is of visible ASCII, else as a display string. */
export const words = (value: string): BareItem =>
  /^[\x20-\x7e]*$/.test(value) ? string(value) : { type: 'display', value };
