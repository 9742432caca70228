import { z } from 'zod';

/** A record about a court as it is replayed: from its row, or from its document with a receipt. */
export interface CourtRecord {
  /** Its place in the log; undefined while it has none. */
  readonly place: number | undefined;
  readonly at: Date;
  readonly type: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

const word = z.string().max(64);
const whole = z.coerce.number().int();
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const urn = { court: word, kind: word };

/** What is read of each type of record that draws depend on; records of other types do not matter. */
const schemas = {
  'court.appointed': z.object({ court: word, staff: word, office: word }),
  'court.dismissed': z.object({ court: word, staff: word, office: word }),
  'judge.leave_entered': z.object({ court: word, leave: word, judge: word, from: word, until: word }),
  'judge.leave_withdrawn': z.object({ court: word, leave: word }),
  'case.recused': z.object({ court: word, case: word, judge: word }),
  'draw.committed': z.object({ ...urn, chain: whole, commitment: digest, length: whole }),
  'draw.requested': z.object({ ...urn, draw: word, case: word, from: word.optional() }),
  'draw.cancelled': z.object({ ...urn, draw: word }),
  'case.given': z.object({
    ...urn,
    case: word,
    judge: word,
    from: word.optional(),
    draw: word.optional(),
  }),
  'case.drawn': z.object({
    ...urn,
    draw: word,
    case: word,
    n: whole,
    chain: whole,
    step: whole,
    secret: digest,
    size: whole,
    root: digest,
    day: z.iso.date(),
    judges: z.string().max(4000),
    judge: word,
  }),
} as const;

export type ToldType = keyof typeof schemas;
export const toldTypes = Object.keys(schemas);

export function isToldType(type: string): type is ToldType {
  return Object.hasOwn(schemas, type);
}

export type Told = {
  readonly [Type in ToldType]: { readonly type: Type; readonly facts: z.output<(typeof schemas)[Type]> };
}[ToldType];
export type ToldFacts<Type extends ToldType> = Extract<Told, { readonly type: Type }>['facts'];

export type Telling =
  | { readonly kind: 'told'; readonly told: Told }
  /** Of no matter for draws. */
  | { readonly kind: 'other' }
  | { readonly kind: 'malformed' };

export function tell({ type, facts }: Pick<CourtRecord, 'type' | 'facts'>): Telling {
  if (!isToldType(type)) return { kind: 'other' };
  const read = schemas[type].safeParse(facts);
  if (!read.success) return { kind: 'malformed' };
  return { kind: 'told', told: { type, facts: read.data } as Told };
}
