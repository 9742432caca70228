import { hashOctets, sha256 } from './hashing.ts';

/** One part of a record, such as who or when: what can be shown, kept back and erased by itself. */
export interface RecordPart {
  /** A word in small letters. */
  readonly name: string;
  /** Well-formed text. */
  readonly text: string;
}

/** A part with what is needed to check it. */
export interface OpenPart extends RecordPart {
  /** 32 octets that nobody can guess, so that the digest tells nothing of the text. */
  readonly salt: Uint8Array;
}

/** A part that is kept back or was erased. */
export interface RedactedPart {
  readonly name: string;
  readonly digest: Uint8Array;
}

export type ShownPart = OpenPart | RedactedPart;

/** Octets of a seed, from which the salts of one record are derived. */
export const seedOctets = 32;
export const mostParts = 64;
export const isPartName = (name: string) => /^[a-z][a-z0-9_]{0,31}$/.test(name);

/** The record with all its parts open. A seed belongs to one record and is as secret as the record's parts. */
export function openParts(parts: readonly RecordPart[], seed: Uint8Array): readonly OpenPart[] {
  if (seed.length !== seedOctets) throw new RangeError(`a seed has ${seedOctets} octets`);
  return parts.map(({ name, text }) => ({ name, text, salt: saltOf(name, seed) }));
}

/** The same record without the texts and salts of some parts; it stays the same entry of the log. */
export function redact(parts: readonly ShownPart[], names: readonly string[]): readonly ShownPart[] {
  return parts.map((part) =>
    names.includes(part.name) ? { name: part.name, digest: digestOf(part) } : part,
  );
}

/**
 * What stands in the log for a record: a version and one hash over the salted digests of all parts (decision 0001). Of
 * one length, whatever the record holds.
 * @throws RangeError for parts that are no record
 */
export function entryOf(parts: readonly ShownPart[]): Uint8Array {
  refuseParts(parts);
  const sorted = parts.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const pieces: Uint8Array[] = [recordDomain];
  for (const part of sorted) pieces.push(prefixesOf(part.name).name, digestOf(part));
  return Buffer.concat([version, sha256(Buffer.concat(pieces))]);
}

const version = Buffer.of(1);

// Each hash begins with its purpose, so that none can stand in for another.
const recordDomain = Buffer.from('acar record v1\n');
const partDomain = 'acar record part v1\n';
const saltDomain = 'acar record salt v1\n';

/** What the hashes about a part begin with. */
interface Prefixes {
  readonly name: Buffer;
  readonly salt: Buffer;
  readonly part: Buffer;
}

// Records by the thousand have the same few names; whatever a stranger's document names is not kept.
const known = new Map<string, Prefixes>();
const mostKnown = 500;

function prefixesOf(name: string): Prefixes {
  const found = known.get(name);
  if (found) return found;
  const prefixes = {
    name: Buffer.from(`${name}\n`),
    salt: Buffer.from(`${saltDomain}${name}\n`),
    part: Buffer.from(`${partDomain}${name}\n`),
  };
  if (known.size < mostKnown) known.set(name, prefixes);
  return prefixes;
}

function saltOf(name: string, seed: Uint8Array): Uint8Array {
  const { salt } = prefixesOf(name);
  const input = Buffer.allocUnsafe(salt.length + seed.length);
  input.set(salt);
  input.set(seed, salt.length);
  return sha256(input);
}

function digestOf(part: ShownPart): Uint8Array {
  if ('digest' in part) return part.digest;
  // Names have no newline and salts one length: no two parts have the same input.
  const prefix = prefixesOf(part.name).part;
  const textAt = prefix.length + part.salt.length;
  const input = Buffer.allocUnsafe(textAt + Buffer.byteLength(part.text));
  input.set(prefix);
  input.set(part.salt, prefix.length);
  input.write(part.text, textAt);
  return sha256(input);
}

function refuseParts(parts: readonly ShownPart[]): void {
  if (parts.length === 0 || parts.length > mostParts)
    throw new RangeError(`a record has from 1 to ${mostParts} parts`);
  if (new Set(parts.map(({ name }) => name)).size < parts.length)
    throw new RangeError('a record has each part once');
  for (const part of parts) {
    if (!isPartName(part.name)) throw new RangeError('the name of a part is a word in small letters');
    const octets = 'digest' in part ? part.digest : part.salt;
    if (octets.length !== hashOctets) throw new RangeError(`digests and salts have ${hashOctets} octets`);
    if ('text' in part && !part.text.isWellFormed()) throw new RangeError('a part is well-formed text');
  }
}
