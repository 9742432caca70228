import { type CourtRecord, type Told } from './told.ts';
import { add, type Lots } from './urn.ts';

/** What must not have been recorded. */
export interface Objection {
  readonly code: 'draw.other_secret' | 'draw.asked_twice';
  readonly words: string;
}

export interface Waiting {
  readonly draw: string;
  readonly case: string;
  readonly place: number | undefined;
  readonly from: string | undefined;
}

interface Chain {
  readonly number: number;
  readonly place: number | undefined;
  readonly length: number;
  step: number;
  /** The commitment, or the secret that was revealed last. */
  last: string;
}

interface UrnState {
  lots: Lots;
  readonly waiting: Map<string, Waiting>;
  chain: Chain | undefined;
  draws: number;
}

export interface CourtState {
  readonly judges: Set<string>;
  readonly leaves: Map<string, { readonly judge: string; readonly from: string; readonly until: string }>;
  /** By case. */
  readonly recused: Map<string, Set<string>>;
  readonly urns: Map<string, UrnState>;
  /** Cases for which a draw was ever asked. */
  readonly asked: Set<string>;
  readonly holders: Map<string, string[]>;
  given: number;
}

export function emptyCourt(): CourtState {
  return {
    judges: new Set(),
    leaves: new Map(),
    recused: new Map(),
    urns: new Map(),
    asked: new Set(),
    holders: new Map(),
    given: 0,
  };
}

export function urnOf(state: CourtState, kind: string): UrnState {
  const urn = state.urns.get(kind) ?? { lots: new Map(), waiting: new Map(), chain: undefined, draws: 0 };
  state.urns.set(kind, urn);
  return urn;
}

export function hold(state: CourtState, caseId: string, judge: string): void {
  state.holders.set(caseId, [...(state.holders.get(caseId) ?? []), judge]);
}

function move(urn: UrnState, judge: string, count: 1 | -1): void {
  const lots = new Map(urn.lots);
  add(lots, judge, count);
  urn.lots = lots;
}

/** Everything but a draw: what draws depend on. What must not have been recorded is objected to, and counts all the same. */
export function apply(
  state: CourtState,
  record: CourtRecord,
  told: Exclude<Told, { readonly type: 'case.drawn' }>,
): Objection | undefined {
  switch (told.type) {
    case 'court.appointed':
      if (told.facts.office === 'judge') state.judges.add(told.facts.staff);
      return undefined;
    case 'court.dismissed':
      state.judges.delete(told.facts.staff);
      return undefined;
    case 'judge.leave_entered':
      state.leaves.set(told.facts.leave, told.facts);
      return undefined;
    case 'judge.leave_withdrawn':
      state.leaves.delete(told.facts.leave);
      return undefined;
    case 'case.recused': {
      const recused = state.recused.get(told.facts.case) ?? new Set();
      state.recused.set(told.facts.case, recused.add(told.facts.judge));
      return undefined;
    }
    case 'draw.committed':
    case 'draw.requested':
    case 'draw.cancelled':
    case 'case.given':
      return applyToUrn(state, record, told);
  }
}

type UrnTold = Extract<
  Told,
  { readonly type: 'draw.committed' | 'draw.requested' | 'draw.cancelled' | 'case.given' }
>;

function applyToUrn(state: CourtState, { place }: CourtRecord, told: UrnTold): Objection | undefined {
  const urn = urnOf(state, told.facts.kind);
  switch (told.type) {
    case 'draw.committed': {
      const { chain, commitment, length } = told.facts;
      const before = urn.chain;
      urn.chain = { number: chain, place, length, step: 0, last: commitment };
      // Whoever could leave secrets behind could choose among draws.
      const isNext = before ? before.number + 1 === chain && before.step === before.length : chain === 1;
      return isNext
        ? undefined
        : { code: 'draw.other_secret', words: 'secrets were left before they were used up' };
    }
    case 'draw.requested': {
      const { draw, from } = told.facts;
      if (from !== undefined) move(urn, from, 1);
      urn.waiting.set(draw, { draw, case: told.facts.case, place, from });
      return objectTo(state, told.facts.case, from);
    }
    case 'draw.cancelled':
      urn.waiting.delete(told.facts.draw);
      return undefined;
    case 'case.given': {
      const { draw, from, judge: given } = told.facts;
      if (from !== undefined) move(urn, from, 1);
      if (draw !== undefined) urn.waiting.delete(draw);
      move(urn, given, -1);
      hold(state, told.facts.case, given);
      state.given += 1;
      return undefined;
    }
  }
}

/** A case is asked for once when it is registered, and again only when it is taken from who has it. */
function objectTo(
  { asked, holders }: CourtState,
  caseId: string,
  from: string | undefined,
): Objection | undefined {
  const isFair = from === undefined ? !asked.has(caseId) : holders.get(caseId)?.at(-1) === from;
  asked.add(caseId);
  return isFair
    ? undefined
    : { code: 'draw.asked_twice', words: `a draw of case ${caseId} was asked for once more` };
}

export function participants(state: CourtState, asked: Pick<Waiting, 'case' | 'from'>, day: string) {
  const away = new Set(
    [...state.leaves.values()]
      .filter(({ from, until }) => from <= day && day <= until)
      .map(({ judge: id }) => id),
  );
  return { active: [...state.judges].filter((id) => !away.has(id)), barred: barredFrom(state, asked) };
}

export function barredFrom(state: CourtState, asked: Pick<Waiting, 'case' | 'from'>): ReadonlySet<string> {
  return new Set([
    ...(state.recused.get(asked.case) ?? []),
    ...(asked.from === undefined ? [] : [asked.from]),
  ]);
}
