import type { Clock } from '../../../oidc/ports.ts';
import { type Database, statement } from '../../db/index.ts';
import { oneLine, type Recorder } from '../../records/index.ts';
import type { Consent, Consents } from './model.ts';

export interface ConsentsDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Recorder;
}

/** The events of a person and a client since the last withdrawal. */
const sinceWithdrawal = `select c.scopes, c.happened_at from consent_event c
  where c.account_id = $1 and c.client_id = $2 and c.action = 'given' and c.event_id > coalesce((
    select w.event_id from consent_event w
    where w.account_id = $1 and w.client_id = $2 and w.action = 'withdrawn'
    order by w.event_id desc limit 1), 0)`;

const find = statement(
  'consent.find',
  `select distinct scope from (${sinceWithdrawal}) c, unnest(c.scopes) scope order by scope`,
);

const give = statement(
  'consent.give',
  `insert into consent_event (account_id, client_id, action, scopes, happened_at)
   select $1, $2, 'given', $3::text[], to_timestamp($4::float8 / 1000)
   where exists (select unnest($3::text[]) except
     select scope from (${sinceWithdrawal}) c, unnest(c.scopes) scope)
   returning event_id`,
);

const withdraw = statement(
  'consent.withdraw',
  `insert into consent_event (account_id, client_id, action, scopes, happened_at)
   select $1, $2, 'withdrawn', '{}', to_timestamp($3::float8 / 1000)
   where exists (${sinceWithdrawal})
   returning event_id`,
);

const list = statement(
  'consent.list',
  `select c.client_id, array_agg(distinct scope order by scope) as scopes,
     (extract(epoch from min(c.happened_at)) * 1000)::float8 as given_at
   from (
     select e.client_id, e.scopes, e.happened_at, e.event_id, e.action,
       max(e.event_id) filter (where e.action = 'withdrawn') over (partition by e.client_id) as withdrawn_id
     from consent_event e where e.account_id = $1
   ) c, unnest(c.scopes) scope
   where c.action = 'given' and c.event_id > coalesce(c.withdrawn_id, 0)
   group by c.client_id order by c.client_id limit 200`,
);

/** The consents of all persons, in PostgreSQL. */
export function createConsents(deps: ConsentsDeps): Consents {
  const { db, clock, recorder } = deps;
  const findGiven = async (accountId: string, clientId: string): Promise<readonly string[]> => {
    const rows = await db.query<{ scope: string }>(find, [accountId, clientId]);
    return rows.map((row) => row.scope);
  };
  return {
    find: findGiven,
    async give(accountId, clientId, scopes, from) {
      // Most often the person only goes on with what was agreed before: one read and no transaction.
      const given = await findGiven(accountId, clientId);
      if (scopes.every((scope) => given.includes(scope))) return;
      await db.transaction(async (tx) => {
        const rows = await tx.query(give, [accountId, clientId, scopes, clock.now()]);
        if (rows.length === 0) return;
        const facts = {
          scopes: scopes.join(' '),
          address: from.address,
          userAgent: oneLine(from.userAgent),
        };
        await recorder.record(tx, { type: 'consent.given', accountId, clientId, facts });
      });
    },
    async withdraw(accountId, clientId) {
      const rows = await db.query(withdraw, [accountId, clientId, clock.now()]);
      return rows.length > 0;
    },
    async list(accountId) {
      const rows = await db.query<ConsentRow>(list, [accountId]);
      return rows.map(
        (row): Consent => ({ clientId: row.client_id, scopes: row.scopes, givenAt: row.given_at }),
      );
    },
  };
}

type ConsentRow = {
  readonly client_id: string;
  readonly scopes: readonly string[];
  readonly given_at: number;
};
