import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import { newsChannel } from '../requests/index.ts';

interface OrderedFor extends Row {
  readonly state: string;
  readonly personalCode: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly isActive: boolean;
}

const find = statement(
  'phone_work.ordered_for',
  `select p.state, a.personal_code as "personalCode", a.given_name as "givenName", a.family_name as "familyName",
     a.is_active as "isActive"
   from phone p join account a on a.id = p.account_id where p.phone_id = $1`,
);

/** The phone's state and the person behind it. */
export async function findOrderedFor(db: Queryable, phoneId: string): Promise<OrderedFor | undefined> {
  const [row] = await db.query<OrderedFor>(find, [phoneId]);
  return row;
}

const tell = statement('phone_work.tell', `select pg_notify('${newsChannel}', $1)`);

/** Wakes who waits for the phone's certificates. */
export async function tellWorkEnded(tx: Transaction, phoneId: string): Promise<void> {
  await tx.query(tell, [`work:${phoneId}`]);
}

const earlier = statement(
  'phone_work.earlier',
  `select id from phone_work where phone_id = $1 and ca_id = $2 and serial = $3 and id < $4 and state = 'waiting' limit 1`,
);

/** Whether an older change of a status is still to be made: suspended and restored must not change places. */
export async function hasEarlierWork(
  db: Queryable,
  work: { readonly id: string; readonly phoneId: string; readonly caId: number; readonly serial: Buffer },
): Promise<boolean> {
  return (await db.query(earlier, [work.phoneId, work.caId, work.serial, work.id])).length > 0;
}
