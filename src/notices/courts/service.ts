import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Clock } from '../../../oidc/ports.ts';
import { readEmailAddress, readPersonalCode } from '../../accounts/index.ts';
import type { Database } from '../../db/index.ts';
import type { Recorder } from '../../records/index.ts';
import { findSignProblem, type SignProblem } from '../templates/index.ts';
import type { CourtDeskErrorCode } from './errors.ts';
import { type Court, type CourtRoom, offices, type StaffMember, type Workplace } from './model.ts';
import {
  endStaff,
  findCourt,
  findOffices,
  insertRoom,
  insertStaff,
  listCourts,
  listRooms,
  listStaff,
  writeCourt,
} from './store.ts';

/** What the court's pages ask about courts. */
export interface Courts {
  /** The courts at which the person has an office now, with all offices there; empty = none. */
  workplacesOf(personalCode: string): Promise<readonly Workplace[]>;
  find(courtId: string): Promise<Court | undefined>;
  list(): Promise<readonly Court[]>;
  staffOf(courtId: string): Promise<readonly StaffMember[]>;
  roomsOf(courtId: string): Promise<readonly CourtRoom[]>;
}

export function createCourts({ db }: { readonly db: Database }): Courts {
  return {
    async workplacesOf(personalCode) {
      const places = new Map<string, { court: Court; members: StaffMember[] }>();
      for (const { court, member } of await findOffices(db, personalCode)) {
        const place = places.get(court.courtId) ?? { court, members: [] };
        place.members.push(member);
        places.set(court.courtId, place);
      }
      return [...places.values()];
    },
    find: (courtId) => findCourt(db, courtId),
    list: () => listCourts(db),
    staffOf: (courtId) => listStaff(db, courtId),
    roomsOf: (courtId) => listRooms(db, courtId),
  };
}

export type DeskOutcome =
  | { readonly kind: 'entered'; readonly id: string }
  | { readonly kind: 'refused'; readonly code: CourtDeskErrorCode; readonly message: string };

/** The operator's side: courts, offices, rooms. What it is given is checked here; every change of an office is recorded. */
export interface CourtDesk {
  /** Enters a court, or its new names and addresses; what changes nothing is not recorded. */
  enterCourt(given: unknown): Promise<DeskOutcome>;
  appoint(given: unknown): Promise<DeskOutcome>;
  /** Ends an office; cases and notices keep the person's name. */
  dismiss(given: unknown): Promise<DeskOutcome>;
  enterRoom(given: unknown): Promise<DeskOutcome>;
}

export interface CourtDeskDeps {
  /** As `acar_operator`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Recorder;
}

/** It stands in notices. */
const line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .check(({ value, issues }) => {
      const problem = findSignProblem(value);
      if (!problem) return;
      const message = `${problem.sign} ${signText[problem.kind]}`;
      issues.push({ code: 'custom', input: value, params: { problem }, message });
    });
const signText: Readonly<Record<SignProblem['kind'], string>> = {
  hidden: 'is invisible or has no meaning; type the text by hand',
  unprintable: 'cannot be printed in a notice; write in Latin or Cyrillic letters',
};
const courtId = z.string().regex(/^[a-z][a-z0-9_-]{1,31}$/);
const personalCode = z.string().transform((text, context) => {
  const code = readPersonalCode(text);
  if (code === undefined) context.addIssue({ code: 'custom', message: 'is not a personal code' });
  return code ?? '';
});
const courtSchema = z.strictObject({
  courtId,
  names: z.strictObject({ az: line(200), en: line(200), ru: line(200) }),
  address: line(300),
  code: z.string().regex(/^[0-9]{3}$/),
  email: z
    .string()
    .refine((text) => readEmailAddress(text) !== undefined)
    .optional(),
});
const office = z.enum(offices);
const staffSchema = z.strictObject({ courtId, personalCode, name: line(200), office });
const dismissalSchema = z.strictObject({ courtId, personalCode, office });
const roomSchema = z.strictObject({ courtId, name: line(100) });

export function createCourtDesk(deps: CourtDeskDeps): CourtDesk {
  return {
    enterCourt: (given) => enterCourt(deps, given),
    appoint: (given) => appoint(deps, given),
    dismiss: (given) => dismiss(deps, given),
    enterRoom: (given) => enterRoom(deps, given),
  };
}

async function enterCourt({ db, clock, recorder }: CourtDeskDeps, given: unknown): Promise<DeskOutcome> {
  const read = courtSchema.safeParse(given);
  if (!read.success) return refuseForm(read.error);
  const { email, ...court } = read.data;
  return db.transaction(async (tx): Promise<DeskOutcome> => {
    const there = await findCourt(tx, court.courtId);
    const entered = { kind: 'entered', id: court.courtId } as const;
    if (there && there.code !== court.code)
      return refuse('court.code_fixed', `the code of the court is ${there.code} and never changes`);
    if (there && isDeepStrictEqual(there, { ...court, email })) return entered;
    await writeCourt(tx, { ...court, email }, new Date(clock.now()));
    await recorder.record(tx, { type: 'court.entered', facts: { court: court.courtId } });
    return entered;
  });
}

async function appoint({ db, clock, recorder }: CourtDeskDeps, given: unknown): Promise<DeskOutcome> {
  const read = staffSchema.safeParse(given);
  if (!read.success) return refuseForm(read.error);
  const member = { ...read.data, staffId: randomUUID() };
  return db.transaction(async (tx): Promise<DeskOutcome> => {
    if (!(await findCourt(tx, member.courtId))) return refuse('court.unknown', 'there is no such court');
    if (!(await insertStaff(tx, member, new Date(clock.now()))))
      return refuse('court.staff_there', 'the person has this office');
    const facts = { court: member.courtId, staff: member.staffId, office: member.office };
    await recorder.record(tx, { type: 'court.appointed', facts });
    return { kind: 'entered', id: member.staffId };
  });
}

async function dismiss({ db, clock, recorder }: CourtDeskDeps, given: unknown): Promise<DeskOutcome> {
  const read = dismissalSchema.safeParse(given);
  if (!read.success) return refuseForm(read.error);
  return db.transaction(async (tx): Promise<DeskOutcome> => {
    const staffId = await endStaff(tx, read.data, new Date(clock.now()));
    if (staffId === undefined) return refuse('court.staff_unknown', 'the person does not have this office');
    const facts = { court: read.data.courtId, staff: staffId, office: read.data.office };
    await recorder.record(tx, { type: 'court.dismissed', facts });
    return { kind: 'entered', id: staffId };
  });
}

async function enterRoom({ db }: CourtDeskDeps, given: unknown): Promise<DeskOutcome> {
  const read = roomSchema.safeParse(given);
  if (!read.success) return refuseForm(read.error);
  const room = { ...read.data, roomId: randomUUID() };
  return db.transaction(async (tx): Promise<DeskOutcome> => {
    if (!(await findCourt(tx, room.courtId))) return refuse('court.unknown', 'there is no such court');
    if (!(await insertRoom(tx, room))) return refuse('court.room_there', 'the court has a room of that name');
    return { kind: 'entered', id: room.roomId };
  });
}

function refuse(code: CourtDeskErrorCode, message: string): DeskOutcome {
  return { kind: 'refused', code, message };
}

function refuseForm(error: z.ZodError): DeskOutcome {
  const [issue] = error.issues;
  const isSign = issue?.code === 'custom' && issue.params?.['problem'] !== undefined;
  return refuse(
    isSign ? 'court.sign' : 'court.form',
    `${issue?.path.join('.') || 'the entry'}: ${issue?.message ?? 'is malformed'}`,
  );
}
