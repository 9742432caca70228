import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../oidc/ports.ts';
import type { Database, Transaction } from '../../db/index.ts';
import type { Recorder } from '../../records/index.ts';
import type { CourtRoom, Courts, StaffMember } from '../courts/index.ts';
import type { GivingUpErrorCode, HearingErrorCode } from './errors.ts';
import {
  beginningsOf,
  dayMs,
  dayOf,
  durations,
  endOf,
  type FreeSlot,
  type Hearing,
  keepsHours,
  minutesOf,
  type UntoldHearing,
  type WorkingHours,
} from './model.ts';
import {
  type BusyTime,
  findHeardCase,
  findSameHearing,
  freeHearings,
  giveUpHearing,
  type HeardCase,
  holdCaseOfCourt,
  insertGivenUp,
  insertHearing,
  listBusy,
  listHearings,
  listOfCase,
  releaseFormerHearings,
  releaseUntoldHearings,
  takeHearingOver,
} from './store.ts';
import { countUntold, listUntold } from './untold-store.ts';

export interface HearingsDeps {
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly courts: Pick<Courts, 'roomsOf'>;
  readonly hours: WorkingHours;
  /** Days from now to the first time that is proposed: a notice must arrive before its hearing. */
  readonly leadDays: number;
  /** Days from today to the last day on which a hearing is held. */
  readonly aheadDays: number;
}

/** What a judge asks the calendar for. */
export interface WantedTime {
  readonly roomId: string;
  /** Milliseconds since 1970. */
  readonly startsAt: number;
  readonly minutes: number;
}

/** A time that may be booked; whether it is free, booking it says. */
export interface FitTime {
  readonly kind: 'fit';
  readonly room: CourtRoom;
  readonly startsAt: Date;
  readonly minutes: number;
}

export type JudgedTime = FitTime | { readonly kind: 'refused'; readonly code: HearingErrorCode };

export type Booked =
  | { readonly kind: 'booked'; readonly hearingId: string }
  | { readonly kind: 'refused'; readonly code: HearingErrorCode };

/** The calendar of a court. */
export interface Hearings {
  /** The next times at which the judge and a room are free, the earliest first; from the lead on, or from `after`. */
  nextFree(
    judge: StaffMember,
    wanted: { readonly minutes: number; readonly count: number; readonly after?: number | undefined },
  ): Promise<readonly FreeSlot[]>;
  /** Midnight in Baku of the last day that can be booked. */
  lastDay(): Date;
  /** Only in the future and not too far, within working hours, in a room of the court. */
  judgeTime(courtId: string, wanted: WantedTime): Promise<JudgedTime>;
  /** Whether a time that was booked is on a working day and within working hours, as they are now. */
  keepsHours(time: { readonly startsAt: Date; readonly endsAt: Date }): boolean;
  /**
   * The database refuses what is taken; a refusal ends the transaction's use. Whoever of `joining` was not told of the
   * case's own hearing at that time and place joins it; of a former judge it becomes this judge's. `isThere`: that hearing
   * must be there, nothing else is booked.
   */
  book(
    tx: Transaction,
    of: { readonly caseId: string; readonly joining: readonly string[]; readonly isThere: boolean },
    judge: StaffMember,
    time: FitTime,
  ): Promise<Booked>;
  /** Gives the times free. */
  free(tx: Transaction, hearingIds: readonly string[], state: 'postponed' | 'cancelled'): Promise<void>;
  /** A judge loses the case: times of which no participant was told are free at once. */
  releaseUntold(tx: Transaction, caseId: string): Promise<void>;
  /** Participants were told of another time: those that former judges of the cases hold are free. */
  releaseFormer(tx: Transaction, caseIds: readonly string[]): Promise<void>;
  /** A week of a room or a judge, from its Monday on. */
  week(
    of: { readonly what: 'room' | 'judge'; readonly id: string; readonly courtId: string },
    monday: number,
  ): Promise<readonly Hearing[]>;
  /** What is planned, and what was given up and is to be told of; the earliest first. */
  ofCase(caseId: string): Promise<readonly Hearing[]>;
  /** Of the open cases of a judge or a court, or of one case: see {@link UntoldHearing}. The earliest first, at most 50. */
  untold(of: {
    readonly what: 'judge' | 'court' | 'case';
    readonly id: string;
  }): Promise<readonly UntoldHearing[]>;
  /** How many of these a judge and a court have; a hundred stands for more. */
  countUntold(
    courtId: string,
    judgeId: string | undefined,
  ): Promise<{ readonly ofJudge: number; readonly ofCourt: number }>;
  /** A case of the court, for who may see its hearings. */
  caseOf(courtId: string, caseId: string): Promise<HeardCase | undefined>;
  /**
   * Gives the time of a hearing free whose judge has the case no more, and records it: by the judge who has the case, or
   * by the chair.
   */
  giveUp(
    acting: GivingUp,
    of: { readonly caseId: string; readonly hearingId: string },
  ): Promise<{ readonly kind: 'given_up' } | { readonly kind: 'refused'; readonly code: GivingUpErrorCode }>;
}

/** Who gives a hearing's time up, at which court. */
export interface GivingUp {
  readonly courtId: string;
  readonly staffId: string;
  readonly isChair: boolean;
}

/** How far ahead a free time is looked for. */
const horizonDays = 120;

export function createHearings(deps: HearingsDeps): Hearings {
  const { db, clock } = deps;
  return {
    nextFree: (judge, wanted) => nextFree(deps, judge, wanted),
    lastDay: () => new Date(lastDayOf(deps)),
    keepsHours: ({ startsAt, endsAt }) =>
      keepsHours(startsAt.getTime(), minutesOf(startsAt, endsAt), deps.hours),
    judgeTime: (courtId, wanted) => judgeTime(deps, courtId, wanted),
    book,
    free: (tx, hearingIds, state) => freeHearings(tx, hearingIds, state),
    releaseUntold: (tx, caseId) => releaseUntoldHearings(tx, caseId, new Date(clock.now())),
    releaseFormer: (tx, caseIds) => releaseFormerHearings(tx, caseIds, new Date(clock.now())),
    week: (of, monday) => listHearings(db, of, new Date(monday), new Date(monday + 7 * dayMs)),
    ofCase: (caseId) => listOfCase(db, caseId),
    untold: (of) => listUntold(db, of, new Date(clock.now())),
    countUntold: (courtId, judgeId) => countUntold(db, { courtId, judgeId }, new Date(clock.now())),
    caseOf: (courtId, caseId) => findHeardCase(db, { courtId, caseId }),
    giveUp: (acting, of) => giveUp(deps, acting, of),
  };
}

function lastDayOf({ clock, aheadDays }: HearingsDeps): number {
  return dayOf(clock.now()) + aheadDays * dayMs;
}

function giveUp(
  { db, clock, recorder }: HearingsDeps,
  { courtId, staffId, isChair }: GivingUp,
  { caseId, hearingId }: { readonly caseId: string; readonly hearingId: string },
): ReturnType<Hearings['giveUp']> {
  const refused = { kind: 'refused', code: 'hearing.not_to_give_up' } as const;
  return db.transaction(async (tx) => {
    const held = await holdCaseOfCourt(tx, { caseId, courtId });
    if (!held || (held.judgeId !== staffId && !isChair)) return refused;
    const given = { caseId, hearingId, by: staffId };
    const at = new Date(clock.now());
    const judge = await giveUpHearing(tx, given, at);
    if (judge === undefined) return refused;
    await insertGivenUp(tx, given, at);
    const facts = { court: courtId, case: caseId, hearing: hearingId, judge, by: staffId };
    await recorder.record(tx, { type: 'hearing.given_up', facts });
    return { kind: 'given_up' };
  });
}

const book: Hearings['book'] = async (tx, { caseId, joining, isThere }, judge, time) => {
  const { room, startsAt } = time;
  const { roomId, roomNumber } = room;
  const { staffId: judgeId, staffNumber: judgeNumber } = judge;
  const wanted = { caseId, roomId, roomNumber, judgeId, judgeNumber, startsAt, endsAt: endOf(time) };
  const same = joining.length === 0 ? undefined : await findSameHearing(tx, wanted, joining);
  if (isThere && same === undefined) return { kind: 'refused', code: 'hearing.told_already' };
  const hearingId = same ?? randomUUID();
  const taken =
    same === undefined
      ? await insertHearing(tx, { ...wanted, hearingId })
      : await takeHearingOver(tx, hearingId, wanted);
  return taken ? { kind: 'refused', code: `hearing.${taken}_taken` } : { kind: 'booked', hearingId };
};

async function judgeTime(
  deps: HearingsDeps,
  courtId: string,
  { roomId, startsAt, minutes }: WantedTime,
): Promise<JudgedTime> {
  const { clock, courts, hours } = deps;
  const room = (await courts.roomsOf(courtId)).find((one) => one.roomId === roomId);
  if (!room) return { kind: 'refused', code: 'hearing.room_unknown' };
  if (startsAt <= clock.now()) return { kind: 'refused', code: 'hearing.past' };
  if (dayOf(startsAt) > lastDayOf(deps)) return { kind: 'refused', code: 'hearing.too_far' };
  const isKnown = durations.some((known) => known === minutes);
  if (!isKnown || !keepsHours(startsAt, minutes, hours)) return { kind: 'refused', code: 'hearing.hours' };
  return { kind: 'fit', room, startsAt: new Date(startsAt), minutes };
}

async function nextFree(
  deps: HearingsDeps,
  judge: StaffMember,
  {
    minutes,
    count,
    after,
  }: { readonly minutes: number; readonly count: number; readonly after?: number | undefined },
): Promise<readonly FreeSlot[]> {
  const { db, clock, courts, hours, leadDays } = deps;
  const rooms = await courts.roomsOf(judge.courtId);
  const from = Math.max(after ?? dayOf(clock.now()) + leadDays * dayMs, clock.now() + 1);
  const to = Math.min(from + horizonDays * dayMs, lastDayOf(deps) + dayMs);
  const roomNumbers = rooms.map(({ roomNumber }) => roomNumber);
  const owned = { judgeNumber: judge.staffNumber, roomNumbers };
  const busy = await listBusy(db, owned, new Date(from), new Date(to));
  const found: FreeSlot[] = [];
  for (let day = dayOf(from); day < to && found.length < count; day += dayMs)
    for (const startsAt of beginningsOf(day, minutes, hours)) {
      if (startsAt < from || found.length >= count) continue;
      const slot = { startsAt: new Date(startsAt), minutes };
      const room = freeRoom(rooms, busy, judge, slot);
      if (room) found.push({ roomId: room.roomId, room: room.name, ...slot });
    }
  return found;
}

function freeRoom(
  rooms: readonly CourtRoom[],
  busy: readonly BusyTime[],
  { staffNumber }: StaffMember,
  slot: { readonly startsAt: Date; readonly minutes: number },
): CourtRoom | undefined {
  const endsAt = endOf(slot);
  const then = busy.filter((time) => time.startsAt < endsAt && time.endsAt > slot.startsAt);
  if (then.some(({ judgeNumber }) => judgeNumber === staffNumber)) return undefined;
  return rooms.find(({ roomNumber }) => then.every((time) => time.roomNumber !== roomNumber));
}
