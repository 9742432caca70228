import type { Clock } from '../../../oidc/ports.ts';
import type { Database, Queryable } from '../../db/index.ts';
import type { Recorder } from '../model.ts';
import { isPayloadId } from '../payloads/model.ts';
import {
  type Hold,
  type HoldErrorCode,
  type HoldOrder,
  holdProblem,
  type HoldScope,
  isLine,
} from './model.ts';
import {
  endHoldOf,
  findAccountOf,
  findHoldable,
  insertHold,
  listHoldsAfter,
  listHoldsOf,
  lockErasures,
  type NewHold,
} from './store.ts';

export interface HoldsDeps {
  /** As `acar_operator`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly newId: () => string;
  /** The keyed digest of a personal code. */
  readonly subjectOf: (personalCode: string) => string;
}

type Refused = { readonly kind: 'refused'; readonly code: HoldErrorCode };

/** Legal holds (decision 0004): what they are on is erased neither at the end of its time nor on request. */
export interface Holds {
  /** Recorded; in force for every erasure that begins after it resolves. */
  place(order: HoldOrder): Promise<{ readonly kind: 'placed'; readonly id: string } | Refused>;
  /** Before its time; recorded. What is due is then erased as if it had never been held. */
  end(
    id: string,
    how: { readonly reason: string; readonly by: string },
  ): Promise<{ readonly kind: 'ended' } | Refused>;
  /** Those in force, or all; the newest first, at most 200, from behind `after`. */
  list(page: { readonly isAll: boolean; readonly after?: string | undefined }): Promise<readonly Hold[]>;
}

export function createHolds(deps: HoldsDeps): Holds {
  const { db, clock } = deps;
  return {
    place: (order) => place(deps, order),
    end: (id, how) => end(deps, id, how),
    list: ({ isAll, after }) => {
      const from = after !== undefined && isPayloadId(after) ? after : undefined;
      return listHoldsAfter(db, { isAll, now: new Date(clock.now()), after: from });
    },
  };
}

/** Every hold that is or was on a payload, the oldest first: a part of its record's history. */
export function holdsOfPayload(db: Queryable, payload: string): Promise<readonly Hold[]> {
  return isPayloadId(payload) ? listHoldsOf(db, payload) : Promise.resolve([]);
}

const refused = (code: HoldErrorCode): Refused => ({ kind: 'refused', code });

type Scoped = Pick<NewHold, 'payload' | 'case' | 'subject' | 'accountId' | 'organisation'>;

async function place(deps: HoldsDeps, order: HoldOrder): ReturnType<Holds['place']> {
  const { db, clock, recorder, newId } = deps;
  const problem = holdProblem(order, clock.now());
  if (problem) return refused(problem);
  const { reason, until, by } = order;
  return db.transaction(async (tx) => {
    await lockErasures(tx);
    const scoped = await scopeOf(deps, tx, order.on);
    if (typeof scoped === 'string') return refused(scoped);
    const { accountId, concerned, ...of } = scoped;
    const id = newId();
    await insertHold(tx, { id, ...of, accountId, reason, until, by, at: new Date(clock.now()) });
    const { payload: held, ...others } = of;
    const facts = { hold: id, held, ...others, reason, until: until.toISOString(), by };
    await recorder.record(tx, { type: 'payload.held', accountId: concerned, facts });
    return { kind: 'placed', id };
  });
}

/** `concerned`: the person whose history tells of the hold. */
async function scopeOf(
  { subjectOf }: HoldsDeps,
  tx: Queryable,
  on: HoldScope,
): Promise<(Scoped & { readonly concerned?: string | undefined }) | HoldErrorCode> {
  switch (on.kind) {
    case 'payload': {
      const found = isPayloadId(on.payload) ? await findHoldable(tx, on.payload) : undefined;
      if (!found) return 'hold.payload_unknown';
      if (found.isErased) return 'hold.payload_erased';
      return { payload: on.payload, concerned: found.accountId ?? undefined };
    }
    case 'case':
      return { case: on.number };
    case 'person': {
      const accountId = await findAccountOf(tx, on.personalCode);
      return { subject: subjectOf(on.personalCode), accountId, concerned: accountId };
    }
    case 'agency':
      return { organisation: on.organisation };
  }
}

async function end(
  { db, clock, recorder }: HoldsDeps,
  id: string,
  { reason, by }: { readonly reason: string; readonly by: string },
): ReturnType<Holds['end']> {
  if (!isLine(reason, 300)) return refused('hold.reason');
  if (!isPayloadId(id)) return refused('hold.unknown');
  return db.transaction(async (tx) => {
    const ended = await endHoldOf(tx, id, { at: new Date(clock.now()), by, reason });
    if (!ended) return refused('hold.unknown');
    const ofPayload = ended.payload === null ? undefined : await findHoldable(tx, ended.payload);
    const accountId = ended.accountId ?? ofPayload?.accountId ?? undefined;
    await recorder.record(tx, { type: 'payload.hold_ended', accountId, facts: { hold: id, reason, by } });
    return { kind: 'ended' };
  });
}
