import type { RecordPart } from '../../certs/index.ts';

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
  add('at', at.toISOString());
  add('person', accountId);
  add('service', clientId);
  add('session', sessionUid);
  // The type of each fact is that of the event's type: a number and its digits cannot be confused.
  for (const [name, value] of Object.entries(facts))
    if (value !== undefined) add(partName(name), String(value));
  return parts;
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
