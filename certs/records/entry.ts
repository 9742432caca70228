import { hashOctets, sha256, sha256Octets } from './hashing.ts';

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
  refuseSeed(seed);
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

/**
 * `entryOf(openParts(parts, seed))`, for records by the thousand: salts and digests stay texts of an octet a letter, as
 * the hash gives them, and never become values of their own, which would cost more than the hashes do.
 * @throws RangeError for parts that are no record
 */
export function sealedEntry(parts: readonly RecordPart[], seed: Uint8Array): Uint8Array {
  refuseSeed(seed);
  refuseCount(parts.length);
  let record = recordDomainText;
  let before = '';
  for (const part of sortedByName(parts)) {
    if (part.name === before) throw doubled();
    if (!part.text.isWellFormed()) throw malformedText();
    before = part.name;
    record += `${part.name}\n${sealedDigest(part, seed)}`;
  }
  return Buffer.from(`\u0001${octetsHash(record)}`, 'latin1');
}

function sealedDigest({ name, text }: RecordPart, seed: Uint8Array): string {
  const { saltInput, partText } = prefixesOf(name);
  saltInput.set(seed, saltInput.length - seedOctets);
  const before = partText + sha256Octets(saltInput);
  const octets = Buffer.byteLength(text);
  // A text of ASCII is as long in octets as in letters.
  if (octets === text.length) return octetsHash(before + text);
  const input = Buffer.allocUnsafe(before.length + octets);
  input.write(before, 'latin1');
  input.write(text, before.length, 'utf8');
  return sha256Octets(input);
}

/** The hash of a text of an octet a letter, as such a text. */
function octetsHash(text: string): string {
  const input = scratchOf(text.length);
  input.write(text, 'latin1');
  return sha256Octets(input);
}

const mostScratch = 1024;
// Buffers by their length: making one costs as much as a block of the hash, and none is needed after its hash.
const scratch: (Buffer | undefined)[] = [];

function scratchOf(length: number): Buffer {
  if (length > mostScratch) return Buffer.allocUnsafe(length);
  return (scratch[length] ??= Buffer.alloc(length));
}

/** By insertion: a record has some ten parts, and those of an event stand almost in order. */
function sortedByName(parts: readonly RecordPart[]): readonly RecordPart[] {
  const sorted: RecordPart[] = [];
  for (const part of parts) {
    let at = sorted.length;
    for (let next = sorted[at - 1]; next && next.name > part.name; next = sorted[at - 1]) {
      sorted[at] = next;
      at -= 1;
    }
    sorted[at] = part;
  }
  return sorted;
}

const version = Buffer.of(1);

// Each hash begins with its purpose, so that none can stand in for another.
const recordDomainText = 'acar record v1\n';
const recordDomain = Buffer.from(recordDomainText);
const partDomain = 'acar record part v1\n';
const saltDomain = 'acar record salt v1\n';

/** What the hashes about a part begin with. */
interface Prefixes {
  readonly name: Buffer;
  readonly salt: Buffer;
  readonly part: Buffer;
  readonly partText: string;
  /** The salt's prefix with room for a seed: filled and hashed within a call. */
  readonly saltInput: Buffer;
}

// Records by the thousand have the same few names; whatever a stranger's document names is not kept.
const known = new Map<string, Prefixes>();
const mostKnown = 500;

function prefixesOf(name: string): Prefixes {
  const found = known.get(name);
  if (found) return found;
  if (!isPartName(name)) throw new RangeError('the name of a part is a word in small letters');
  const salt = Buffer.from(`${saltDomain}${name}\n`);
  const partText = `${partDomain}${name}\n`;
  const prefixes = {
    name: Buffer.from(`${name}\n`),
    salt,
    part: Buffer.from(partText),
    partText,
    saltInput: Buffer.concat([salt, Buffer.alloc(seedOctets)]),
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

function refuseSeed(seed: Uint8Array): void {
  if (seed.length !== seedOctets) throw new RangeError(`a seed has ${seedOctets} octets`);
}

function refuseCount(count: number): void {
  if (count === 0 || count > mostParts) throw new RangeError(`a record has from 1 to ${mostParts} parts`);
}

const doubled = () => new RangeError('a record has each part once');
const malformedText = () => new RangeError('a part is well-formed text');

function refuseParts(parts: readonly ShownPart[]): void {
  refuseCount(parts.length);
  if (new Set(parts.map(({ name }) => name)).size < parts.length) throw doubled();
  for (const part of parts) {
    prefixesOf(part.name);
    const octets = 'digest' in part ? part.digest : part.salt;
    if (octets.length !== hashOctets) throw new RangeError(`digests and salts have ${hashOctets} octets`);
    if ('text' in part && !part.text.isWellFormed()) throw malformedText();
  }
}
