import {
  type LogErrorCode,
  noteKey,
  readSignedCheckpoint,
  readVerifierKey,
  timeSignedBy,
} from '../../../certs/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import type { Queryable } from '../../db/index.ts';
import { readLogProgress } from './health-store.ts';

/** Why records get no receipts; what to do about each is in this folder's README. */
export type StandstillReason =
  /** What stopped the sequencer of this process. */
  | LogErrorCode
  /** Records wait for a place: no sequencer runs, or it does not get on. */
  | 'record_log.not_sequenced'
  /** Records have places, but no checkpoint shows them. */
  | 'record_log.not_published';

/** How the log does, as an operator watches it. */
export interface LogHealth {
  /** Records in the signed tree. */
  readonly entries: number;
  /** Of them, those that the newest checkpoint shows. */
  readonly published: number;
  /** How long the oldest record without a place waits; 0 when none does. */
  readonly waitingSeconds: number;
  /** Since the newest checkpoint was signed; grows also while nothing is recorded. Undefined before the first. */
  readonly checkpointSeconds: number | undefined;
  readonly standsStill: StandstillReason | undefined;
}

export interface LogHealthDeps {
  /** As `acar_web`. */
  readonly db: Queryable;
  readonly clock: Clock;
  /** A record may wait so long. */
  readonly alertSeconds: number;
  /** What stopped the sequencer, where it runs in this process. */
  readonly stoppedBy: () => LogErrorCode | undefined;
}

/** One statement, whose cost does not grow with the log. */
export async function readLogHealth(deps: LogHealthDeps): Promise<LogHealth> {
  const { db, clock, alertSeconds, stoppedBy } = deps;
  const { entries, signedAt, oldestWaiting, checkpoint } = await readLogProgress(db);
  const secondsSince = (time: Date | undefined) =>
    time === undefined ? 0 : Math.max(0, (clock.now() - time.getTime()) / 1000);
  const waitingSeconds = secondsSince(oldestWaiting);
  const published = checkpoint?.size ?? 0;
  const shownAt = checkpoint && timeOf(checkpoint.note, checkpoint.verifierKey);
  const isUnpublished = entries > published && secondsSince(signedAt) > alertSeconds;
  return {
    entries,
    published,
    waitingSeconds,
    checkpointSeconds: shownAt && secondsSince(shownAt),
    standsStill:
      stoppedBy() ??
      (waitingSeconds > alertSeconds ? 'record_log.not_sequenced' : undefined) ??
      (isUnpublished ? 'record_log.not_published' : undefined),
  };
}

/** When the log signed the checkpoint, by its own word. */
function timeOf(note: string, verifierKey: string): Date | undefined {
  const [signed, key] = [readSignedCheckpoint(note), readVerifierKey(verifierKey)];
  if (signed.kind !== 'read' || key.kind !== 'read') return undefined;
  const timed = noteKey(key.value.name, 'cosignature', key.value.publicKey);
  const seconds = timeSignedBy(signed.value.note, timed);
  return seconds === undefined ? undefined : new Date(seconds * 1000);
}

/** Rejects when the log stands still, with the reason: for `/readyz` of the operator. */
export async function refuseStandstill(deps: LogHealthDeps): Promise<void> {
  const { standsStill, waitingSeconds } = await readLogHealth(deps);
  if (standsStill !== undefined)
    throw new Error(`the log stands still: ${standsStill}, records wait for ${Math.round(waitingSeconds)} s`);
}
