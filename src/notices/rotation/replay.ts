import {
  apply,
  barredFrom,
  type CourtState,
  emptyCourt,
  hold,
  participants,
  urnOf,
  type Waiting,
} from './court-state.ts';
import { add, judgesIn, refill } from './urn.ts';
import { dayInBaku, readJudges, writeJudges } from './model.ts';
import { type CourtRecord, tell, type ToldFacts } from './told.ts';
import { drawnJudge, follows } from './value.ts';

/** What is wrong with a draw. */
export type DrawFindingCode =
  /** Draws are not numbered one after the other: one is missing, or there twice. */
  | 'draw.gap'
  /** Nobody asked for it, or it was asked for another case. */
  | 'draw.unrequested'
  /** Another case waited longer, and could have been drawn. */
  | 'draw.out_of_turn'
  /** The secret is not the one that was committed to, or was not committed to in time. */
  | 'draw.other_secret'
  /** It took another checkpoint than the first that covers the request and the commitment. */
  | 'draw.other_checkpoint'
  /** The day is not that of the record. */
  | 'draw.other_day'
  /** Other judges or lots than follow from what was recorded before. */
  | 'draw.other_judges'
  /** The lot falls on another judge. */
  | 'draw.other_judge'
  /** A draw was asked for again that had been made, or a case was taken from somebody who did not have it. */
  | 'draw.asked_twice'
  /** A record that cannot be read, or is of another court. */
  | 'draw.malformed';

export interface DrawFinding {
  readonly code: DrawFindingCode;
  /** Names the urn and the draw. */
  readonly message: string;
}

/** What the log has signed. */
export interface SeenCheckpoint {
  readonly size: number;
  /** Hexadecimal. */
  readonly root: string;
}

export interface Replay {
  /** The next record of the court, in the order of the record. */
  take(record: CourtRecord): Promise<void>;
  /** By case: who was drawn or named, one after the other. */
  holders(): ReadonlyMap<string, readonly string[]>;
  counts(): { readonly draws: number; readonly given: number; readonly waiting: number };
}

export interface ReplayDeps {
  readonly court: string;
  /** The first checkpoint that was shown with more than `size` leaves. */
  firstBeyond(size: number): Promise<SeenCheckpoint | undefined>;
  readonly onFinding: (finding: DrawFinding) => void;
}

/** Goes through everything that was recorded of a court and makes every draw anew; what follows a finding is judged by what the record says. */
export function replayDraws(deps: ReplayDeps): Replay {
  const state = emptyCourt();
  return {
    async take(record) {
      const telling = tell(record);
      if (telling.kind === 'other') return;
      const isOurs = telling.kind === 'told' && telling.told.facts.court === deps.court;
      if (!isOurs) {
        const message = `a record ${record.type} of ${record.at.toISOString()} cannot be read`;
        return deps.onFinding({ code: 'draw.malformed', message });
      }
      if (telling.told.type === 'case.drawn') await judge(deps, state, record, telling.told.facts);
      else {
        const objection = apply(state, record, telling.told);
        if (objection) deps.onFinding({ code: objection.code, message: `${deps.court}: ${objection.words}` });
      }
    },
    holders: () => state.holders,
    counts() {
      const urns = [...state.urns.values()];
      const sum = (count: (urn: (typeof urns)[number]) => number) =>
        urns.reduce((total, urn) => total + count(urn), 0);
      return {
        draws: sum(({ draws }) => draws),
        given: state.given,
        waiting: sum(({ waiting }) => waiting.size),
      };
    },
  };
}

async function judge(
  deps: ReplayDeps,
  state: CourtState,
  record: CourtRecord,
  drawn: ToldFacts<'case.drawn'>,
): Promise<void> {
  const urn = urnOf(state, drawn.kind);
  const find = (code: DrawFindingCode, words: string) =>
    deps.onFinding({ code, message: `${deps.court}, ${drawn.kind}, draw ${drawn.n}: ${words}` });
  if (drawn.n !== urn.draws + 1) find('draw.gap', `it follows draw ${urn.draws}`);
  urn.draws = drawn.n;
  const asked = urn.waiting.get(drawn.draw);
  if (!asked || asked.case !== drawn.case) find('draw.unrequested', 'nobody asked for it');
  const secretPlace = judgeSecret(urn, drawn, find);
  if (asked) await judgeCheckpoint(deps, [asked.place, secretPlace], drawn, find);
  const days = [0, 60_000].map((before) => dayInBaku(record.at.getTime() - before));
  if (!days.includes(drawn.day)) find('draw.other_day', `it says ${drawn.day}`);
  if (asked) judgeTurn(state, urn, { drawn, asked }, find);
  judgeLots(state, urn, { drawn, from: asked?.from }, find);
  urn.waiting.delete(drawn.draw);
  hold(state, drawn.case, drawn.judge);
}

type Find = (code: DrawFindingCode, words: string) => void;
type Drawn = ToldFacts<'case.drawn'>;

/** The place of the commitment in the log. */
function judgeSecret(urn: ReturnType<typeof urnOf>, drawn: Drawn, find: Find): number | undefined {
  const { chain } = urn;
  const isNext = chain?.number === drawn.chain && chain.step + 1 === drawn.step && drawn.step <= chain.length;
  if (!isNext || !follows(drawn.secret, chain.last))
    find('draw.other_secret', 'its secret is not the next one that was committed to');
  urn.chain = {
    number: drawn.chain,
    place: chain?.place,
    length: chain?.length ?? 0,
    step: drawn.step,
    last: drawn.secret,
  };
  return chain?.place;
}

async function judgeCheckpoint(
  deps: ReplayDeps,
  places: readonly (number | undefined)[],
  { size, root }: Drawn,
  find: Find,
): Promise<void> {
  const known = places.filter((place) => place !== undefined);
  const last = Math.max(...known);
  if (known.length < places.length || size <= last) {
    find('draw.other_checkpoint', `the checkpoint of ${size} entries does not cover what it must`);
    return;
  }
  const first = await deps.firstBeyond(last);
  if (first?.size !== size || first.root !== root)
    find(
      'draw.other_checkpoint',
      `the first one that covers it has ${first?.size ?? 'no'} entries, not ${size}`,
    );
}

/** Requests are drawn in the order of the log; only one for which there is no judge is passed over. */
function judgeTurn(
  state: CourtState,
  urn: ReturnType<typeof urnOf>,
  { drawn, asked }: { readonly drawn: Drawn; readonly asked: Waiting },
  find: Find,
): void {
  const { place } = asked;
  if (place === undefined) return;
  const passed = [...urn.waiting.values()].find(
    (other) =>
      other.place !== undefined &&
      other.place < place &&
      participants(state, other, drawn.day).active.some((id) => !barredFrom(state, other).has(id)),
  );
  if (passed) find('draw.out_of_turn', `case ${passed.case} was registered before`);
}

function judgeLots(
  state: CourtState,
  urn: ReturnType<typeof urnOf>,
  { drawn, from }: { readonly drawn: Drawn; readonly from: string | undefined },
  find: Find,
): void {
  const draw = participants(state, { case: drawn.case, from }, drawn.day);
  const filled = new Map(refill(urn.lots, draw));
  const expected = judgesIn(filled, draw);
  const told = readJudges(drawn.judges);
  if (writeJudges(expected) !== drawn.judges)
    find('draw.other_judges', `who could be drawn was ${writeJudges(expected) || 'nobody'}`);
  for (const { staffId, lots } of told ?? []) filled.set(staffId, lots);
  if (!told?.some(({ lots }) => lots > 0)) find('draw.other_judge', 'there was no lot to draw');
  else if (drawnJudge(drawn, told) !== drawn.judge)
    find('draw.other_judge', `the lot falls on ${drawnJudge(drawn, told)}, not on ${drawn.judge}`);
  add(filled, drawn.judge, -1);
  urn.lots = filled;
}
