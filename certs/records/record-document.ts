import { entryOf, isPartName, mostParts, type ShownPart } from './entry.ts';
import { hashOctets } from './hashing.ts';
import { malformed, readBase64, type Reading, writeBase64 } from './text-values.ts';

const format = 'acar-record/1';
const longestDocument = 1024 * 1024;

/** A record as it is handed out, with some parts open and others kept back: JSON (decision 0001). */
export function writeRecordDocument(parts: readonly ShownPart[]): string {
  const members = parts.map((part) =>
    'digest' in part
      ? { name: part.name, digest: writeBase64(part.digest) }
      : { name: part.name, text: part.text, salt: writeBase64(part.salt) },
  );
  return `${JSON.stringify({ format, parts: members }, undefined, 2)}\n`;
}

export interface RecordDocument {
  readonly parts: readonly ShownPart[];
  /** What stands in the log for it. */
  readonly entry: Uint8Array;
}

export function readRecordDocument(text: string): Reading<RecordDocument> {
  if (text.length > longestDocument) return malformed(`a record has at most ${longestDocument} characters`);
  const given = membersOf(parse(text));
  if (given?.['format'] !== format) return malformed(`a record is JSON of the format ${format}`);
  const listed = given['parts'];
  if (!Array.isArray(listed) || listed.length === 0 || listed.length > mostParts)
    return malformed(`a record has from 1 to ${mostParts} parts`);
  const parts: ShownPart[] = [];
  for (const one of listed) {
    const part = readPart(membersOf(one));
    if (!part) return malformed('a part has a name and a digest, or a name, a text and a salt');
    parts.push(part);
  }
  if (new Set(parts.map(({ name }) => name)).size < parts.length)
    return malformed('a record has each part once');
  return { kind: 'read', value: { parts, entry: entryOf(parts) } };
}

type Members = Readonly<Record<string, unknown>>;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function membersOf(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function readPart(given: Members | undefined): ShownPart | undefined {
  const { name, digest, text, salt, ...others } = given ?? {};
  if (typeof name !== 'string' || !isPartName(name) || Object.keys(others).length > 0) return undefined;
  const [digestValue, saltValue] = [digest, salt].map((value) =>
    typeof value === 'string' ? octetsOf(value) : undefined,
  );
  if (digestValue && text === undefined && salt === undefined) return { name, digest: digestValue };
  if (saltValue && digest === undefined && typeof text === 'string' && text.isWellFormed())
    return { name, text, salt: saltValue };
  return undefined;
}

function octetsOf(text: string): Uint8Array | undefined {
  const octets = readBase64(text);
  return octets?.length === hashOctets ? octets : undefined;
}
