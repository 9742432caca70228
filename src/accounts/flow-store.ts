import { type Queryable, statement } from '../db/index.ts';
import type { Channel, Person } from './model.ts';
import { type PersonRow, personColumns, toPerson } from './store.ts';

/** SQL of the steps that a browser has taken in activation or recovery. Browsers are here as digests only. */

export type FlowPurpose = 'activation' | 'recovery';

const startRecoveryFlow = statement(
  'account_flow.start_recovery',
  `insert into account_flow (browser, purpose, account_id, expires_at)
   values ($1, 'recovery',
     (select id from account where login_code = $2 and is_active and activated_at is not null), $3)
   on conflict on constraint account_flow_pkey do update set
     account_id = excluded.account_id, code_id = null, channel = null, proven_at = null,
     expires_at = excluded.expires_at`,
);

/** One statement whether the code is somebody's or nobody's; its answer does not tell either. */
export async function startRecovery(
  on: Queryable,
  start: { browser: Buffer; loginCode: string; expiresAt: Date },
): Promise<void> {
  await on.query(startRecoveryFlow, [start.browser, start.loginCode, start.expiresAt]);
}

const startActivationFlow = statement(
  'account_flow.start_activation',
  `insert into account_flow (browser, purpose, account_id, code_id, proven_at, expires_at)
   values ($1, 'activation', $2, $3, $4, $5)
   on conflict on constraint account_flow_pkey do update set account_id = excluded.account_id,
     code_id = excluded.code_id, proven_at = excluded.proven_at, expires_at = excluded.expires_at`,
);

export async function startActivation(
  on: Queryable,
  start: { browser: Buffer; accountId: string | undefined; codeId: string; at: Date; expiresAt: Date },
): Promise<void> {
  const { browser, accountId, codeId, at, expiresAt } = start;
  await on.query(startActivationFlow, [browser, accountId, codeId, at, expiresAt]);
}

const findOne = statement(
  'account_flow.find',
  `select code_id, channel, proven_at is not null as is_proven
     from account_flow where browser = $1 and purpose = $2 and expires_at > $3`,
);

export interface Flow {
  readonly codeId: string | undefined;
  readonly channel: Channel | undefined;
  readonly isProven: boolean;
}

export async function findFlow(
  on: Queryable,
  at: { browser: Buffer; purpose: FlowPurpose; now: Date },
): Promise<Flow | undefined> {
  const [row] = await on.query<{ code_id: string | null; channel: Channel | null; is_proven: boolean }>(
    findOne,
    [at.browser, at.purpose, at.now],
  );
  return (
    row && { codeId: row.code_id ?? undefined, channel: row.channel ?? undefined, isProven: row.is_proven }
  );
}

const findRecoveryContact = statement(
  'account_flow.find_contact',
  `select ${personColumns}
     from account_flow f left join account a on a.id = f.account_id and a.is_active
    where f.browser = $1 and f.purpose = 'recovery' and f.expires_at > $2
      for update of f`,
);

/** Undefined = no such flow; `person` undefined = the code was nobody's. Locks the flow. */
export async function findContactOfRecovery(
  on: Queryable,
  at: { browser: Buffer; now: Date },
): Promise<{ person: Person | undefined } | undefined> {
  const [row] = await on.query<{ id: string | null }>(findRecoveryContact, [at.browser, at.now]);
  return row && { person: isPersonRow(row) ? toPerson(row) : undefined };
}

/** The outer join leaves every column of an absent person null. */
function isPersonRow(row: { readonly id: string | null }): row is PersonRow {
  return row.id !== null;
}

const attachOne = statement(
  'account_flow.attach_code',
  `update account_flow set code_id = $2, channel = $3, proven_at = null
    where browser = $1 and purpose = 'recovery'`,
);

export async function attachCode(
  on: Queryable,
  to: { browser: Buffer; codeId: string; channel: Channel },
): Promise<void> {
  await on.query(attachOne, [to.browser, to.codeId, to.channel]);
}

const findProven = statement(
  'account_flow.find_proven',
  `select ${personColumns}, f.code_id
     from account_flow f join account a on a.id = f.account_id and a.is_active
    where f.browser = $1 and f.purpose = $2 and f.expires_at > $3 and f.proven_at is not null`,
);

/** The person who has shown the right code in this browser, and which code. */
export async function findProvenPerson(
  on: Queryable,
  at: { browser: Buffer; purpose: FlowPurpose; now: Date },
): Promise<{ person: Person; codeId: string } | undefined> {
  const [row] = await on.query<PersonRow & { code_id: string }>(findProven, [at.browser, at.purpose, at.now]);
  return row && { person: toPerson(row), codeId: row.code_id };
}

const closeOne = statement(
  'account_flow.close',
  `update account_flow set expires_at = $4, proven_at = null
    where browser = $1 and purpose = $2 and code_id = $3 and proven_at is not null and expires_at > $4
   returning account_id`,
);

/** True for exactly one caller. */
export async function closeFlow(
  on: Queryable,
  at: { browser: Buffer; purpose: FlowPurpose; codeId: string; now: Date },
): Promise<boolean> {
  return (await on.query(closeOne, [at.browser, at.purpose, at.codeId, at.now])).length === 1;
}
