import {
  isSignedBy,
  type NoteKey,
  readSignedCheckpoint,
  type SignedCheckpoint,
} from '../../../certs/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import type { Database, Transaction } from '../../db/index.ts';
import type { BulkRecorder } from '../../records/index.ts';
import { assign } from './assignment-store.ts';
import { nextSecret, openChain } from './chain.ts';
import { findChain, type StoredChain, useStep } from './chain-store.ts';
import { dayInBaku, type JudgeLots, mostJudges, type Urn, writeJudges } from './model.ts';
import {
  endRequest,
  insertDraw,
  listActiveJudges,
  listCheckpointsFrom,
  listUrnsWaiting,
  listWaiting,
  lockDraws,
  placeWaiting,
  readCheckpointBeyond,
  readNextNumber,
  readPublishedSize,
  setTrouble,
  type WaitingRequest,
  writeLots,
} from './store.ts';
import { add, judgesIn, refill } from './urn.ts';
import { chainLength, drawnJudge } from './value.ts';

export interface DrawingDeps {
  /** As `acar_worker`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: BulkRecorder;
  /** Under which secrets to come are sealed. */
  readonly key: Uint8Array;
  /** A draw waits until one of them has cosigned; none = the log has no witnesses. */
  readonly witnesses: readonly NoteKey[];
  /** How many secrets follow from one commitment. */
  readonly chainLength?: number;
  /** For tests, which end the process there. */
  readonly onStep?: (step: 'claimed' | 'assigned' | 'recorded') => void;
}

/**
 * Draws for every case that waits and that the log covers. Each draw is a transaction of its own: whatever ends the
 * process, a case is drawn once, in the order of the log; any number of processes may do it.
 */
export async function drawWaiting(deps: DrawingDeps, signal?: AbortSignal): Promise<number> {
  // In this order: every place below this size is in the database before the places are read.
  const size = await readPublishedSize(deps.db);
  if (size === 0) return 0;
  await placeWaiting(deps.db);
  let drawn = 0;
  const errors: unknown[] = [];
  for (const urn of await listUrnsWaiting(deps.db)) {
    try {
      drawn += await drawFrom(deps, { urn, size }, signal);
    } catch (error) {
      // Urns do not depend on one another: the others are drawn from.
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, `draws of ${errors.length} urns failed`);
  return drawn;
}

async function drawFrom(
  deps: DrawingDeps,
  { urn, size }: { readonly urn: Urn; readonly size: number },
  signal: AbortSignal | undefined,
): Promise<number> {
  let drawn = 0;
  for (;;) {
    if (signal?.aborted) return drawn;
    const outcome = await deps.db.transaction((tx) => drawNext(deps, tx, urn, size));
    if (outcome === 'waits') return drawn;
    if (outcome === 'drawn') drawn += 1;
  }
}

/** `cancelled`: the case does not want a judge any more. */
type DrawOutcome = 'drawn' | 'cancelled' | 'waits';

async function drawNext(deps: DrawingDeps, tx: Transaction, urn: Urn, size: number): Promise<DrawOutcome> {
  // 1. Who may be drawn stays as it is until the end; another process waits here, and then finds the next request.
  await lockDraws(tx, urn.courtId);
  // 2. Secrets are committed to; they serve as soon as the log has the commitment.
  const chain = await findChain(tx, urn);
  if (!chain || chain.used === chain.length) {
    await openChain(deps, tx, urn, {
      number: (chain?.number ?? 0) + 1,
      length: deps.chainLength ?? chainLength,
      at: new Date(deps.clock.now()),
    });
    return 'waits';
  }
  if (chain.logPlace === undefined) return 'waits';
  // 3. The first in the log for whom there is a judge.
  const day = dayInBaku(deps.clock.now());
  const judges = await listActiveJudges(tx, urn, day);
  const request = await findDrawable(tx, { urn, size, judges });
  if (!request) return 'waits';
  // 4. What nobody could foresee when it was registered, nor when the secret was committed to.
  const checkpoint = await findCheckpoint(deps, tx, Math.max(request.logPlace, chain.logPlace));
  if (!checkpoint) return 'waits';
  deps.onStep?.('claimed');
  // 5. The draw.
  return draw(deps, tx, { urn, chain, request, judges, day, checkpoint });
}

const requestsAtOnce = 10;

async function findDrawable(
  tx: Transaction,
  { urn, size, judges }: { readonly urn: Urn; readonly size: number; readonly judges: readonly JudgeLots[] },
): Promise<WaitingRequest | undefined> {
  for (let after = -1; ; ) {
    const found = await listWaiting(tx, urn, { after, size, limit: requestsAtOnce });
    for (const request of found) {
      const able = judges.filter(({ staffId }) => !barredFrom(request).has(staffId)).length;
      if (able > 0 && able <= mostJudges) return request;
      const trouble = able === 0 ? 'no_judge' : 'too_many_judges';
      if (request.trouble !== trouble) await setTrouble(tx, request.drawId, trouble);
    }
    const last = found.at(-1);
    if (!last || found.length < requestsAtOnce) return undefined;
    after = last.logPlace;
  }
}

function barredFrom({ recused, fromJudge }: WaitingRequest): ReadonlySet<string> {
  return new Set([...recused, ...(fromJudge === undefined ? [] : [fromJudge])]);
}

/** The first one that covers the place; undefined before there is one, and until a witness has seen it or a later one. */
async function findCheckpoint(
  { witnesses }: DrawingDeps,
  tx: Transaction,
  place: number,
): Promise<SignedCheckpoint['checkpoint'] | undefined> {
  const note = await readCheckpointBeyond(tx, place);
  const read = note === undefined ? undefined : readSignedCheckpoint(note);
  if (read?.kind !== 'read') return undefined;
  const { checkpoint } = read.value;
  if (witnesses.length === 0) return checkpoint;
  const since = await listCheckpointsFrom(tx, checkpoint.size);
  return since.some((text) => isWitnessed(text, witnesses)) ? checkpoint : undefined;
}

function isWitnessed(text: string, witnesses: readonly NoteKey[]): boolean {
  const read = readSignedCheckpoint(text);
  return read.kind === 'read' && witnesses.some((witness) => isSignedBy(read.value.note, witness));
}

interface Ready {
  readonly urn: Urn;
  readonly chain: StoredChain;
  readonly request: WaitingRequest;
  readonly judges: readonly JudgeLots[];
  readonly day: string;
  readonly checkpoint: SignedCheckpoint['checkpoint'];
}

async function draw(deps: DrawingDeps, tx: Transaction, ready: Ready): Promise<DrawOutcome> {
  const { urn, chain, request, judges, day, checkpoint } = ready;
  const { drawId, caseId } = request;
  const at = new Date(deps.clock.now());
  const taking = { active: judges.map(({ staffId }) => staffId), barred: barredFrom(request) };
  const lots = new Map(refill(new Map(judges.map((one) => [one.staffId, one.lots])), taking));
  const urnJudges = judgesIn(lots, taking);
  const terms = {
    court: urn.courtId,
    kind: urn.kind,
    n: await readNextNumber(tx, urn),
    draw: drawId,
    case: caseId,
    secret: nextSecret(deps, chain),
    size: checkpoint.size,
    root: Buffer.from(checkpoint.root).toString('hex'),
  };
  const judge = drawnJudge(terms, urnJudges);
  if (!(await assign(tx, { caseId, judgeId: judge }, at))) {
    await endRequest(tx, drawId, 'cancelled', at);
    const facts = { court: urn.courtId, kind: urn.kind, draw: drawId, case: caseId };
    await deps.recorder.record(tx, { type: 'draw.cancelled', facts });
    return 'cancelled';
  }
  deps.onStep?.('assigned');
  add(lots, judge, -1);
  await writeLots(tx, urn, lots);
  await endRequest(tx, drawId, 'drawn', at);
  const step = chain.used + 1;
  if (!(await useStep(tx, chain.chainId, step))) throw new Error('a secret of draws was used twice');
  const facts = { ...terms, chain: chain.number, step, day, judges: writeJudges(urnJudges), judge };
  const [recordId = ''] = await deps.recorder.recordAll(tx, [{ type: 'case.drawn', facts }]);
  await insertDraw(tx, { ...urn, n: terms.n, drawId, recordId });
  deps.onStep?.('recorded');
  return 'drawn';
}
