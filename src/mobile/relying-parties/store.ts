import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';

export interface RelyingParty {
  readonly relyingPartyId: string;
  readonly name: string;
  readonly networks: readonly string[];
  readonly isActive: boolean;
}
type RelyingPartyRow = RelyingParty & Row;

const columns = 'relying_party_id as "relyingPartyId", name, networks, is_active as "isActive"';
const find = statement(
  'mobile_rp.find',
  `select ${columns} from mobile_relying_party where relying_party_id = $1`,
);

export async function findRelyingParty(db: Queryable, id: string): Promise<RelyingParty | undefined> {
  const [row] = await db.query<RelyingPartyRow>(find, [id]);
  return row;
}

const list = statement(
  'mobile_rp.list',
  `select ${columns} from mobile_relying_party order by name limit 1000`,
);

export function listRelyingParties(db: Queryable): Promise<RelyingParty[]> {
  return db.query<RelyingPartyRow>(list);
}

const insert = statement(
  'mobile_rp.insert',
  `insert into mobile_relying_party (relying_party_id, name, networks, is_active, created_at)
   values ($1, $2, $3, true, $4) on conflict do nothing returning relying_party_id`,
);

/** False when the name or the identifier is taken. */
export async function insertRelyingParty(
  tx: Transaction,
  party: Omit<RelyingParty, 'isActive'>,
  now: Date,
): Promise<boolean> {
  const { relyingPartyId, name, networks } = party;
  return (await tx.query(insert, [relyingPartyId, name, networks, now])).length === 1;
}

const disable = statement(
  'mobile_rp.disable',
  `update mobile_relying_party set is_active = false where relying_party_id = $1 and is_active
   returning relying_party_id`,
);

/** False when there is no such active one. */
export async function switchOff(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.query(disable, [id])).length === 1;
}
