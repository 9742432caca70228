import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { Court, CourtRoom, Office, StaffMember } from './model.ts';

interface CourtRow extends Row {
  readonly courtId: string;
  readonly names: Court['names'];
  readonly address: string;
  readonly code: string;
  readonly email: string | null;
}

const courtColumns = 'c.court_id as "courtId", c.names, c.address, c.code, c.email';
const staffColumns = `s.staff_id as "staffId", s.staff_number as "staffNumber", s.court_id as "courtId",
  s.personal_code as "personalCode", s.name, s.office, s.ended_at is null as "isActive"`;

const insertCourtRow = statement(
  'court.insert',
  `insert into court (court_id, names, address, code, email, entered_at) values ($1, $2, $3, $4, $5, $6)
   on conflict (court_id) do update set names = excluded.names, address = excluded.address, email = excluded.email`,
);

/** A court that is there gets the new names and addresses; its code never changes. */
export async function writeCourt(tx: Transaction, court: Court, at: Date): Promise<void> {
  const { courtId, names, address, code, email } = court;
  const values = [courtId, JSON.stringify(names), address, code, email ?? null, at];
  await tx.query(insertCourtRow, values);
}

const list = statement('court.list', `select ${courtColumns} from court c order by c.court_id limit 500`);

export async function listCourts(db: Queryable): Promise<readonly Court[]> {
  return (await db.query<CourtRow>(list)).map(toCourt);
}

const find = statement('court.find', `select ${courtColumns} from court c where c.court_id = $1`);

export async function findCourt(db: Queryable, courtId: string): Promise<Court | undefined> {
  const [row] = await db.query<CourtRow>(find, [courtId]);
  return row && toCourt(row);
}

function toCourt({ courtId, names, address, code, email }: CourtRow): Court {
  return { courtId, names, address, code, email: email ?? undefined };
}

const officesOf = statement(
  'court.offices_of',
  `select ${courtColumns}, ${staffColumns} from court_staff s join court c on c.court_id = s.court_id
    where s.personal_code = $1 and s.ended_at is null order by s.court_id, s.office limit 100`,
);

/** Every office that a person has now, with its court. */
export async function findOffices(
  db: Queryable,
  personalCode: string,
): Promise<readonly { readonly court: Court; readonly member: StaffMember }[]> {
  const rows = await db.query<CourtRow & StaffMember>(officesOf, [personalCode]);
  return rows.map((row) => ({ court: toCourt(row), member: toMember(row) }));
}

const staffOf = statement(
  'court.staff_of',
  `select ${staffColumns} from court_staff s where s.court_id = $1 and s.ended_at is null
    order by s.name, s.staff_id limit 500`,
);

/** Who has an office at a court now. */
export async function listStaff(db: Queryable, courtId: string): Promise<readonly StaffMember[]> {
  return (await db.query<StaffMember & Row>(staffOf, [courtId])).map(toMember);
}

function toMember(row: StaffMember): StaffMember {
  const { staffId, staffNumber, courtId, personalCode, name, office, isActive } = row;
  return { staffId, staffNumber, courtId, personalCode, name, office, isActive };
}

const insertStaffRow = statement(
  'court.insert_staff',
  `insert into court_staff (staff_id, court_id, personal_code, name, office, entered_at)
   values ($1, $2, $3, $4, $5, $6)
   on conflict (court_id, personal_code, office) where ended_at is null do nothing returning staff_id`,
);

export interface NewStaffMember {
  readonly staffId: string;
  readonly courtId: string;
  readonly personalCode: string;
  readonly name: string;
  readonly office: Office;
}

/** False when the person has that office already. */
export async function insertStaff(tx: Transaction, member: NewStaffMember, at: Date): Promise<boolean> {
  const { staffId, courtId, personalCode, name, office } = member;
  return (await tx.query(insertStaffRow, [staffId, courtId, personalCode, name, office, at])).length === 1;
}

const endRow = statement(
  'court.end_staff',
  `update court_staff set ended_at = $4 where court_id = $1 and personal_code = $2 and office = $3 and ended_at is null
   returning staff_id as "staffId"`,
);

/** The member's id; undefined when the person has no such office. */
export async function endStaff(
  tx: Transaction,
  { courtId, personalCode, office }: Pick<NewStaffMember, 'courtId' | 'personalCode' | 'office'>,
  at: Date,
): Promise<string | undefined> {
  const [row] = await tx.query<Row & { readonly staffId: string }>(endRow, [
    courtId,
    personalCode,
    office,
    at,
  ]);
  return row?.staffId;
}

const roomsOf = statement(
  'court.rooms_of',
  `select room_id as "roomId", room_number as "roomNumber", court_id as "courtId", name from court_room
    where court_id = $1 and ended_at is null order by name limit 500`,
);

export async function listRooms(db: Queryable, courtId: string): Promise<readonly CourtRoom[]> {
  return db.query<CourtRoom & Row>(roomsOf, [courtId]);
}

const insertRoomRow = statement(
  'court.insert_room',
  `insert into court_room (room_id, court_id, name) values ($1, $2, $3)
   on conflict (court_id, name) where ended_at is null do nothing returning room_id`,
);

/** False when the court has a room of that name. */
export async function insertRoom(
  tx: Transaction,
  { roomId, courtId, name }: Omit<CourtRoom, 'roomNumber'>,
): Promise<boolean> {
  return (await tx.query(insertRoomRow, [roomId, courtId, name])).length === 1;
}
