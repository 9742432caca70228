import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import type { BulkRecorder, Recorder } from '../model.ts';
import {
  deletePiecesOf,
  type DuePlace,
  eraseDueSecrets,
  eraseSecrets,
  isClaimed,
  isHeld,
  listHalfErased,
  lockHolds,
  markPayloadEmptied,
  markSweptUntil,
  removeUnclaimedPayloads,
} from './erasure-store.ts';
import { isPayloadId, type RetentionClass } from './model.ts';

export interface ErasureDeps<Records extends Recorder = Recorder> {
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Records;
}

/** `held`: a legal hold is on it (decision 0004). */
export type ErasureOutcome = 'erased' | 'erased_before' | 'held' | 'unknown';

const dayMs = 24 * 3_600_000;
/** So many of a class are looked at in one transaction. */
const dueAtOnce = 100;
/** Pieces of 256 KiB in one statement. */
const piecesAtOnce = 64;
const removedAtOnce = 50;
/** Whoever keeps a payload records it within this time. */
const unclaimedMs = dayMs;

/**
 * Erases the payload of a record: key and salt go with the record of it, in one transaction, and then the octets, which
 * say nothing any more. When this breaks off between the two, the sweep goes on. As `acar_operator`.
 */
export async function erasePayload(
  deps: ErasureDeps,
  id: string,
  why: { readonly reason: string; readonly by?: string },
): Promise<ErasureOutcome> {
  if (!isPayloadId(id)) return 'unknown';
  const { db, clock, recorder } = deps;
  const now = new Date(clock.now());
  const outcome = await db.transaction(async (tx) => {
    await lockHolds(tx);
    if (await isHeld(tx, id, now)) return 'held';
    const found = await eraseSecrets(tx, id, now);
    if (found) await recorder.record(tx, { type: 'payload.erased', facts: { erased: id, ...why } });
    return found ? 'erased' : 'not_there';
  });
  if (outcome === 'held') return outcome;
  if (outcome === 'not_there') return (await isClaimed(db, id)) ? 'erased_before' : 'unknown';
  await empty(deps, id);
  return 'erased';
}

/**
 * Erases payloads whose class is kept for fewer days and which no hold is on, in small batches; how many. As
 * `acar_worker`.
 */
export async function eraseDuePayloads(
  { db, clock, recorder }: ErasureDeps<BulkRecorder>,
  keptDays: Readonly<Record<RetentionClass, number>>,
  signal: AbortSignal,
): Promise<number> {
  let count = 0;
  for (const [retention, days] of Object.entries(keptDays) as [RetentionClass, number][]) {
    let after: DuePlace | undefined;
    do {
      const now = clock.now();
      const before = new Date(now - days * dayMs);
      const due = { retention, before, now: new Date(now), limit: dueAtOnce, after };
      const { ids, place } = await db.transaction(async (tx) => {
        await lockHolds(tx);
        const outcome = await eraseDueSecrets(tx, due);
        const events = outcome.ids.map((id) => ({ erased: id, reason: 'retention_over' }));
        await recorder.recordAll(
          tx,
          events.map((facts) => ({ type: 'payload.erased', facts })),
        );
        return outcome;
      });
      count += ids.length;
      after = place;
    } while (after && !signal.aborted);
  }
  return count;
}

/** Finishes erasures that broke off, and removes what no record claimed in a day. As `acar_worker`. */
export async function sweepPayloads(deps: EmptyingDeps, signal: AbortSignal): Promise<void> {
  const { db, clock } = deps;
  for (let isLeft = true; isLeft && !signal.aborted; ) {
    const ids = await listHalfErased(db, removedAtOnce);
    for (const id of ids) await empty(deps, id, signal);
    isLeft = ids.length === removedAtOnce;
  }
  const until = new Date(clock.now() - unclaimedMs);
  for (let removed = removedAtOnce; removed === removedAtOnce; ) {
    if (signal.aborted) return;
    removed = await removeUnclaimedPayloads(db, until, removedAtOnce);
  }
  await markSweptUntil(db, until);
}

type EmptyingDeps = Pick<ErasureDeps, 'db' | 'clock'>;

async function empty({ db, clock }: EmptyingDeps, id: string, signal?: AbortSignal): Promise<void> {
  for (let deleted = piecesAtOnce; deleted === piecesAtOnce; ) {
    if (signal?.aborted) return;
    deleted = await deletePiecesOf(db, id, piecesAtOnce);
  }
  await markPayloadEmptied(db, id, new Date(clock.now()));
}
