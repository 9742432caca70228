import { type Queryable, type Row, statement } from '../db/index.ts';
import type { RecordEntry, RecordEvent, RecordType } from './model.ts';

const insert = statement(
  'record.insert',
  `insert into interaction_record (at, type, account_id, client_id, session_uid, facts)
   values ($1, $2, $3, $4, $5, $6::jsonb)`,
);

export async function insertRecord(on: Queryable, event: RecordEvent, at: Date): Promise<void> {
  const { type, accountId, clientId, sessionUid, facts } = event;
  const values = [at, type, accountId ?? null, clientId ?? null, sessionUid ?? null, JSON.stringify(facts)];
  await on.query(insert, values);
}

interface RecordRow extends Row {
  readonly id: string;
  readonly at: Date;
  readonly type: RecordType;
  readonly accountId: string;
  readonly clientId: string | null;
  readonly sessionUid: string | null;
  readonly facts: RecordEntry['facts'];
}

const history = statement(
  'record.history',
  `select id, at, type, account_id as "accountId", client_id as "clientId", session_uid as "sessionUid", facts
     from interaction_record where account_id = $1 and id < $2 order by id desc limit $3`,
);
const beyondEveryId = '9223372036854775807';

export async function readHistory(
  db: Queryable,
  accountId: string,
  before: string | undefined,
  limit: number,
): Promise<RecordEntry[]> {
  const rows = await db.query<RecordRow>(history, [accountId, before ?? beyondEveryId, limit]);
  return rows.map((row) => ({
    ...row,
    clientId: row.clientId ?? undefined,
    sessionUid: row.sessionUid ?? undefined,
  }));
}
