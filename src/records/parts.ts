import { openParts, type RecordPart, redact, type ShownPart } from '../../certs/index.ts';
import { personalFacts } from './facts.ts';

/** What the log's leaf is made of (decision 0001); the same from the event and from its row. */
export interface RecordedFacts {
  readonly type: string;
  readonly at: Date;
  /** One that is undefined is none. */
  readonly facts: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly accountId?: string | null | undefined;
  readonly clientId?: string | null | undefined;
  readonly sessionUid?: string | null | undefined;
}

/** The parts of a record, each of which can be shown, kept back and erased by itself. */
export function partsOf(record: RecordedFacts): readonly RecordPart[] {
  const { type, at, accountId, clientId, sessionUid, facts } = record;
  const parts: RecordPart[] = [];
  const add = (name: string, text: string | null | undefined) => {
    if (text !== undefined && text !== null) parts.push({ name, text });
  };
  add('type', type);
  add('at', timeText(at));
  add('person', accountId);
  add('service', clientId);
  add('session', sessionUid);
  // The type of each fact is that of the event's type: a number and its digits cannot be confused.
  for (const [name, value] of Object.entries(facts))
    if (value !== undefined) add(partName(name), String(value));
  return parts;
}

let lastTime = Number.NaN;
let lastText = '';

/** Records that are made together are of one moment, and to write it takes as long as to hash it. */
function timeText(at: Date): string {
  const time = at.getTime();
  if (time !== lastTime) {
    lastText = at.toISOString();
    lastTime = time;
  }
  return lastText;
}

/** What a record is proven with after its personal facts and its seed are gone; as the database keeps it. */
export interface Redaction {
  /** Of the parts that stay, with a blank between them. */
  readonly openNames: string;
  /** 32 octets for each, in that order. */
  readonly salts: Uint8Array;
  readonly erasedNames: string;
  readonly digests: Uint8Array;
}

export interface ProvenFacts extends RecordedFacts {
  /** Undefined where the row is from before the log and was not entered yet, and where it was redacted. */
  readonly seed: Uint8Array | undefined;
  readonly redaction: Redaction | undefined;
}

/**
 * The parts of a row as they can be shown: open, but for those that were erased. Undefined before the row has a seed.
 * @throws RangeError when facts and redaction are not of one record
 */
export function shownPartsOf(row: ProvenFacts): readonly ShownPart[] | undefined {
  const parts = partsOf(row);
  const { seed, redaction } = row;
  if (!redaction) return seed && openParts(parts, seed);
  const salts = valuesByName(redaction.openNames, redaction.salts);
  const digests = valuesByName(redaction.erasedNames, redaction.digests);
  if ([...digests.keys()].some((name) => !personalParts.has(name)))
    throw new RangeError('only personal facts are erased');
  return [
    ...parts.map(({ name, text }) => ({ name, text, salt: salts.get(name) ?? new Uint8Array() })),
    ...Array.from(digests, ([name, digest]) => ({ name, digest })),
  ];
}

/** What stays of the proof when the personal facts go; undefined when there are none, or no seed. */
export function redactionOf(row: ProvenFacts): Redaction | undefined {
  if (!row.seed) return undefined;
  const shown = redact(openParts(partsOf(row), row.seed), [...personalParts]);
  const erased = shown.flatMap((part) => ('digest' in part ? [part] : []));
  if (erased.length === 0) return undefined;
  const open = shown.flatMap((part) => ('salt' in part ? [part] : []));
  return {
    openNames: open.map(({ name }) => name).join(' '),
    salts: Buffer.concat(open.map(({ salt }) => salt)),
    erasedNames: erased.map(({ name }) => name).join(' '),
    digests: Buffer.concat(erased.map(({ digest }) => digest)),
  };
}

const octetsOfOne = 32;

function valuesByName(names: string, values: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const listed = names.split(' ');
  if (values.length !== listed.length * octetsOfOne)
    throw new RangeError('a redaction has a value for each name');
  return new Map(
    listed.map((name, at) => [name, values.subarray(at * octetsOfOne, (at + 1) * octetsOfOne)] as const),
  );
}

// Facts are those of the model, a few dozen.
const names = new Map<string, string>();

/** `userAgent` -> `fact_user_agent` */
function partName(fact: string): string {
  const known = names.get(fact);
  if (known !== undefined) return known;
  const name = `fact_${fact.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
  names.set(fact, name);
  return name;
}

const personalParts: ReadonlySet<string> = new Set(personalFacts.map(partName));
