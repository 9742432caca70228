import type { Clock } from '../../../oidc/ports.ts';
import type { Database, Transaction } from '../../db/index.ts';
import type { BulkNotifier, MessageOutcome, OnOutcomes } from '../../notify/index.ts';
import type { BulkRecorder } from '../../records/index.ts';
import {
  limitOf,
  type NoticeDeliveries,
  type NoticeLinks,
  outcomeState,
  type ReachTimes,
  type SendingChannel,
  type Verdict,
  verdictOn,
  type Watched,
} from './model.ts';
import { notificationOf, noticeTopic } from './notifications.ts';
import { enterDeliveries, enterFurther, type Queued, type StateCount, writeOutcomes } from './store.ts';
import { endWatch, insertEscalations, postponeChecks, takeDue } from './watch-store.ts';

export interface DeliveriesDeps {
  readonly clock: Clock;
  readonly outbox: BulkNotifier;
  readonly recorder: BulkRecorder;
  readonly links: NoticeLinks;
  readonly times: ReachTimes;
}

export function createNoticeDeliveries(deps: DeliveriesDeps): NoticeDeliveries {
  return {
    async queue(tx, noticeIds) {
      if (noticeIds.length === 0) return;
      const now = new Date(deps.clock.now());
      const queued = await enterDeliveries(tx, noticeIds, { now, times: deps.times });
      await writeMessages(deps, tx, queued);
      const escalated = queued.filter(({ isEscalated }) => isEscalated);
      await recordEscalations(
        deps,
        tx,
        escalated.map(({ words, courtId }) => ({ noticeId: words.noticeId, courtId, reason: 'no_contact' })),
      );
    },
  };
}

/** Sends notices once more by the ways named, in the caller's transaction. */
export async function queueAgain(
  deps: Pick<DeliveriesDeps, 'clock' | 'outbox' | 'links'>,
  tx: Transaction,
  wanted: readonly { readonly noticeId: string; readonly channel: SendingChannel }[],
): Promise<void> {
  await writeMessages(deps, tx, await enterFurther(tx, wanted, new Date(deps.clock.now())));
}

async function writeMessages(
  { outbox, links }: Pick<DeliveriesDeps, 'outbox' | 'links'>,
  tx: Transaction,
  queued: readonly Queued[],
): Promise<void> {
  const messages = queued.flatMap(({ words, deliveries }) =>
    deliveries.map((delivery) => notificationOf(words, delivery, links)),
  );
  if (messages.length > 0) await outbox.enqueueAll(tx, messages);
}

interface Escalated {
  readonly noticeId: string;
  readonly courtId: string;
  readonly reason: 'no_contact' | 'not_reached';
}

async function recordEscalations(
  { recorder }: Pick<DeliveriesDeps, 'recorder'>,
  tx: Transaction,
  escalated: readonly Escalated[],
): Promise<void> {
  if (escalated.length === 0) return;
  await recorder.recordAll(
    tx,
    escalated.map(({ noticeId, courtId, reason }) => ({
      type: 'notice.escalated',
      facts: { notice: noticeId, court: courtId, reason },
    })),
  );
}

/**
 * What the sender of messages is given (`startSender`): writes what became of a delivery in the transaction that marks
 * its message. Of other messages it knows nothing.
 */
export function hearNoticeOutcomes(deps: {
  readonly clock: Clock;
  /** Told of states that changed. */
  readonly onStates?: (counts: readonly StateCount[]) => void;
}): OnOutcomes {
  return async (tx, outcomes) => {
    const ours = strongest(outcomes.filter(({ topic }) => topic === noticeTopic));
    if (ours.length === 0) return;
    const states = ours.map((outcome) => ({ deliveryId: outcome.reference, ...outcomeState(outcome) }));
    const counts = await writeOutcomes(tx, states, new Date(deps.clock.now()));
    if (counts.length > 0) deps.onStates?.(counts);
  };
}

/** One outcome for each message: a statement changes a row once. The later was told later. */
function strongest(outcomes: readonly MessageOutcome[]): readonly MessageOutcome[] {
  return [...new Map(outcomes.map((outcome) => [outcome.reference, outcome])).values()];
}

const atOnce = 200;

export interface ReachChecksDeps extends DeliveriesDeps {
  /** As `acar_worker`. */
  readonly db: Database;
}

/**
 * Looks at the notices whose time has come: those that reached nobody are sent again, or wait for a clerk. A batch is one
 * transaction; what a killed process left is found by the next look. How many were looked at.
 */
export async function checkReached(deps: ReachChecksDeps, signal?: AbortSignal): Promise<number> {
  let looked = 0;
  for (;;) {
    const count = await deps.db.transaction((tx) => checkSome(deps, tx));
    looked += count;
    if (count < atOnce || signal?.aborted) return looked;
  }
}

async function checkSome(deps: ReachChecksDeps, tx: Transaction): Promise<number> {
  const now = new Date(deps.clock.now());
  const watched = await takeDue(tx, now, atOnce);
  const judged = watched.map((notice) => ({ notice, verdict: verdictOn(notice, now) }));
  const of = <Kind extends Verdict['kind']>(kind: Kind) =>
    judged.flatMap(({ notice, verdict }) =>
      verdict.kind === kind ? [{ notice, verdict: verdict as Extract<Verdict, { kind: Kind }> }] : [],
    );
  await escalate(
    deps,
    tx,
    of('escalate').map(({ notice, verdict }) => ({ ...notice, reason: verdict.reason })),
  );
  const ended = [...of('over'), ...of('escalate')].map(({ notice }) => notice.noticeId);
  if (ended.length > 0) await endWatch(tx, ended);
  const again = of('again');
  if (again.length > 0) {
    const wanted = again.flatMap(({ notice: { noticeId }, verdict }) =>
      verdict.channels.map((channel) => ({ noticeId, channel })),
    );
    await queueAgain(deps, tx, wanted);
    const next = ({ noticeId, hearingAt }: Watched) => ({
      noticeId,
      at: limitOf(now, hearingAt, deps.times),
    });
    await postponeChecks(
      tx,
      again.map(({ notice }) => next(notice)),
      { isSentAgain: true },
    );
  }
  const waiting = of('wait').map(({ notice: { noticeId, limitAt } }) => ({ noticeId, at: limitAt }));
  if (waiting.length > 0) await postponeChecks(tx, waiting, { isSentAgain: false });
  return watched.length;
}

async function escalate(deps: DeliveriesDeps, tx: Transaction, notices: readonly Escalated[]): Promise<void> {
  if (notices.length === 0) return;
  await insertEscalations(tx, notices, new Date(deps.clock.now()));
  await recordEscalations(deps, tx, notices);
}
