import { isItemId } from '../../../oidc/item-id.ts';
import type { Clock, ItemKind, ItemWithKin, OidcStore, StoredItem } from '../../../oidc/ports.ts';
import {
  type Batching,
  type BatchLimits,
  commitsLater,
  createBatching,
  type Queryable,
  type Row,
  statement,
  textArray,
} from '../../db/index.ts';
import {
  type ItemKey,
  type ItemRow,
  kindNumbers,
  type StoredRow,
  storedColumns,
  toItem,
  toRow,
} from './codec.ts';

export interface OidcStoreDeps {
  readonly db: Queryable;
  readonly clock: Clock;
  readonly limits?: BatchLimits;
}

const defaultLimits: BatchLimits = { statementsInFlight: 2, keysPerStatement: 200 };

/*
 * A connection keeps the plan it made first, so the plan must not depend on how many rows there were then:
 * - `unnest((select $1))` hides the array and `limit (select ...)` makes PostgreSQL expect one key, at every execution;
 * - `= any (array[...])` can use an index but neither a merge nor a hash join, which would read a whole index or table;
 * - keys are sorted before rows are touched, so that two nodes lock them in the same order.
 */
const wantedKeys = `(select k.kind, k.id from unnest((select $1::smallint[]), (select $2::text[])) as k (kind, id)
    order by k.id collate "C", k.kind limit (select cardinality($2::text[])))`;

const isWanted = 'i.id = any (array[w.id]) and i.kind = any (array[w.kind])';

const isGrantOfItem = `g.id = any (array[i.grant_id]) and g.kind = any (array[${kindNumbers.Grant}::smallint])`;

const newRows = `select r.* from unnest(
    (select $1::smallint[]), (select $2::text[]), (select $3::text[]), (select $4::text[]),
    (select $5::text[]), (select $6::text[]), (select $7::bigint[])
  ) as r (kind, id, payload, uid, account_id, grant_id, expires_at)
  order by r.id collate "C", r.kind`;

const insertRows = `insert into oidc_item
    (kind, id, payload, uid, account_id, grant_id, expires_at, created_at)
  select n.kind, n.id, n.payload::json, n.uid, n.account_id, n.grant_id, n.expires_at, $8::bigint
  from (${newRows}) n`;

const replaceColumns = `payload = excluded.payload, uid = excluded.uid, account_id = excluded.account_id,
    grant_id = excluded.grant_id, expires_at = excluded.expires_at`;

/** The statements, for the store and for the test of their plans. */
export const statements = {
  find: statement(
    'oidc_item.find',
    `select ${storedColumns('i')} from ${wantedKeys} w
     join oidc_item i on ${isWanted} where i.expires_at > $3::bigint`,
  ),
  // The rows of one key come together: the item, its grant and its session, which their kinds tell apart.
  findWithKin: statement(
    'oidc_item.find_with_kin',
    `select ${storedColumns('r')}, i.kind as asked_kind, i.id as asked_id
     from ${wantedKeys} w join oidc_item i on ${isWanted} cross join lateral (
       select i.*
       union all select g.* from oidc_item g where ${isGrantOfItem} and g.expires_at > $3::bigint
       union all (select s.* from oidc_item s where s.uid = i.uid and s.is_session and s.expires_at > $3::bigint
         order by s.created_at desc limit 1)) r
     where i.expires_at > $3::bigint`,
  ),
  findByUid: statement(
    'oidc_item.find_session_by_uid',
    `select ${storedColumns('i')} from unnest((select $1::text[])) w (uid) cross join lateral (
       select * from oidc_item i where i.uid = w.uid and i.is_session and i.expires_at > $2::bigint
       order by i.created_at desc limit 1) i`,
  ),
  findByAccount: statement(
    'oidc_item.find_sessions_of',
    `select ${storedColumns('i')} from oidc_item i
     where i.account_id = $1 and i.is_session and i.expires_at > $2::bigint
     order by i.created_at desc limit $3`,
  ),
  extendSession: statement(
    'oidc_item.extend_session',
    `update oidc_item set expires_at = $2::bigint
     where uid = $1 and is_session and expires_at > $3::bigint and expires_at < $2::bigint`,
  ),
  // An expired item that the sweep has not met yet counts as absent: nothing of it lives on.
  upsert: statement(
    'oidc_item.upsert',
    `${insertRows} on conflict (id, kind) do update set ${replaceColumns},
       created_at = case when oidc_item.expires_at > $9::bigint then oidc_item.created_at else excluded.created_at end,
       consumed_at = case when oidc_item.expires_at > $9::bigint then oidc_item.consumed_at end`,
  ),
  insertOnce: statement(
    'oidc_item.insert_once',
    `${insertRows} on conflict (id, kind) do update set ${replaceColumns},
       created_at = excluded.created_at, consumed_at = null
     where oidc_item.expires_at <= $9::bigint
     returning kind, id`,
  ),
  // Whoever takes a code or a token mostly writes what it is exchanged for before anything is answered: then this need
  // not wait for the disk by itself.
  consume: statement(
    'oidc_item.consume',
    `update oidc_item i set consumed_at = $3::bigint from ${wantedKeys} w
     where ${isWanted} and i.consumed_at is null and i.expires_at > $3::bigint and ${commitsLater('$4::boolean')}
     returning i.kind, i.id`,
  ),
  destroy: statement(
    'oidc_item.destroy',
    `delete from oidc_item i using ${wantedKeys} w where ${isWanted} and ${commitsLater('$3::boolean')}
     returning i.kind, i.id, i.expires_at::float8 as expires_at`,
  ),
  // Rows are looked up through the grant, then locked in the order that every other statement keeps.
  revokeGrant: statement(
    'oidc_item.revoke_grant',
    `with doomed as materialized (
       select i.id, i.kind from unnest((select $1::text[])) g (id) cross join lateral (
         select i.id, i.kind from oidc_item i where i.grant_id = g.id offset 0) i
       where i.kind in (5, 6, 7)
       union all select g.id, 4::smallint from unnest((select $1::text[])) g (id))
     delete from oidc_item i using (
       select d.id, d.kind from doomed d order by d.id collate "C", d.kind limit (select count(*) from doomed)) w
     where ${isWanted}`,
  ),
} as const;

/** What oidc-provider keeps, in PostgreSQL: durable on return, calls at the same time share statements. */
export function createOidcStore(deps: OidcStoreDeps): OidcStore {
  const { db, clock } = deps;
  const batching = createBatching(deps.limits ?? defaultLimits);
  const reads = openReads(batching, db, clock);
  const writes = openWrites(batching, db, clock);
  return {
    find: async (kind, id) => (isItemId(id) ? reads.find(keyText(kind, id), toKey(kind, id)) : undefined),
    findWithKin: async (kind, id) =>
      isItemId(id) ? reads.findWithKin(keyText(kind, id), toKey(kind, id)) : undefined,
    findSessionByUid: async (uid) => (isItemId(uid) ? reads.findByUid(`uid:${uid}`, uid) : undefined),
    async findSessionsOf(accountId, limit) {
      if (!isItemId(accountId)) return [];
      const rows = await db.query<StoredRow>(statements.findByAccount, [accountId, seconds(clock), limit]);
      return rows.flatMap((row) => toItem(row) ?? []);
    },
    async extendSession(uid, expiresAt) {
      if (isItemId(uid)) await db.query(statements.extendSession, [uid, expiresAt, seconds(clock)]);
    },
    upsert: async (item) => writes.upsert(keyText(item.kind, item.id), toRow(item)),
    insertOnce: async (item) => writes.insertOnce(keyText(item.kind, item.id), toRow(item)),
    consume: async (kind, id, isWrittenBehind = false) =>
      isItemId(id) && writes.consume(keyText(kind, id), { ...toKey(kind, id), isWrittenBehind }),
    destroy: async (kind, id) => isItemId(id) && writes.destroy(keyText(kind, id), toKey(kind, id)),
    async revokeGrant(grantId) {
      if (!isItemId(grantId)) return;
      // Whatever this process was asked to write before must not outlive the grant.
      await batching.writesEnded();
      await writes.revokeGrant(`revoke:${grantId}`, grantId);
    },
  };
}

/** Two callers must not share an object: the provider changes what it is given. */
const ownCopy = <Found>(found: Found) => structuredClone(found);
const lost = () => false;
const nothing = () => {};

function openReads(batching: Batching, db: Queryable, clock: Clock) {
  return {
    find: batching.open<ItemKey, StoredItem | undefined>({
      isRead: true,
      speaker: 'first',
      echo: ownCopy,
      async run(keys) {
        const rows = await db.query<StoredRow>(statements.find, [...keyArrays(keys), seconds(clock)]);
        const found = new Map(rows.map((row) => [rowText(row), toItem(row)]));
        return keys.map((key) => found.get(rowText(key)));
      },
    }),
    findWithKin: batching.open<ItemKey, ItemWithKin | undefined>({
      isRead: true,
      speaker: 'first',
      echo: ownCopy,
      async run(keys) {
        const rows = await db.query<KinRow>(statements.findWithKin, [...keyArrays(keys), seconds(clock)]);
        const found = Map.groupBy(rows, (row) => rowText({ kind: row.asked_kind, id: row.asked_id }));
        return keys.map((key) => toItemWithKin(key, found.get(rowText(key)) ?? []));
      },
    }),
    findByUid: batching.open<string, StoredItem | undefined>({
      isRead: true,
      speaker: 'first',
      echo: ownCopy,
      async run(uids) {
        const rows = await db.query<StoredRow>(statements.findByUid, [uids, seconds(clock)]);
        const found = new Map(rows.map((row) => [row.uid, toItem(row)]));
        return uids.map((uid) => found.get(uid));
      },
    }),
  };
}

function openWrites(batching: Batching, db: Queryable, clock: Clock) {
  const insertValues = (rows: readonly ItemRow[]) => [...rowArrays(rows), clock.now(), seconds(clock)];
  return {
    upsert: batching.open<ItemRow, void>({
      isRead: false,
      speaker: 'last',
      echo: nothing,
      run: async (rows) => (await db.query(statements.upsert, insertValues(rows)), rows.map(nothing)),
    }),
    insertOnce: batching.open<ItemRow, boolean>({
      isRead: false,
      speaker: 'first',
      echo: lost,
      async run(rows) {
        const won = await db.query<WonRow>(statements.insertOnce, insertValues(rows));
        return whoWon(rows, won);
      },
    }),
    consume: batching.open<ItemKey & { readonly isWrittenBehind: boolean }, boolean>({
      isRead: false,
      speaker: 'first',
      echo: lost,
      async run(keys) {
        const isLate = keys.every(({ isWrittenBehind }) => isWrittenBehind);
        const won = await db.query<WonRow>(statements.consume, [...keyArrays(keys), seconds(clock), isLate]);
        return whoWon(keys, won);
      },
    }),
    destroy: batching.open<ItemKey, boolean>({
      isRead: false,
      speaker: 'first',
      echo: lost,
      async run(keys) {
        const gone = await db.query<GoneRow>(statements.destroy, [...keyArrays(keys), keys.every(isSpent)]);
        // An expired item was absent already.
        return whoWon(
          keys,
          gone.filter((row) => row.expires_at > seconds(clock)),
        );
      },
    }),
    revokeGrant: batching.open<string, void>({
      isRead: false,
      speaker: 'last',
      echo: nothing,
      run: async (grantIds) => (await db.query(statements.revokeGrant, [grantIds]), grantIds.map(nothing)),
    }),
  };
}

interface KinRow extends StoredRow {
  readonly asked_kind: number;
  readonly asked_id: string;
}

function toItemWithKin(key: ItemKey, rows: readonly KinRow[]): ItemWithKin | undefined {
  const ofKind = (kind: number) => {
    const row = rows.find((candidate) => candidate.kind === kind);
    return row && toItem(row);
  };
  const item = ofKind(key.kind);
  return item && { item, grant: ofKind(kindNumbers.Grant), session: ofKind(kindNumbers.Session) };
}

interface WonRow extends Row, ItemKey {}

/** An interaction ends when its answer was taken; one that came back would give the same browser the same answer. */
function isSpent({ kind }: ItemKey): boolean {
  return kind === kindNumbers.Interaction;
}

interface GoneRow extends WonRow {
  readonly expires_at: number;
}

function whoWon(asked: readonly ItemKey[], won: readonly WonRow[]): boolean[] {
  const winners = new Set(won.map(rowText));
  return asked.map((key) => winners.has(rowText(key)));
}

function keyArrays(keys: readonly ItemKey[]): unknown[][] {
  return [keys.map((key) => key.kind), keys.map((key) => key.id)];
}

function rowArrays(rows: readonly ItemRow[]): unknown[] {
  return [
    ...keyArrays(rows),
    textArray(rows.map((row) => row.payload)),
    rows.map((row) => row.uid),
    rows.map((row) => row.accountId),
    rows.map((row) => row.grantId),
    rows.map((row) => row.expiresAt),
  ];
}

function toKey(kind: ItemKind, id: string): ItemKey {
  return { kind: kindNumbers[kind], id };
}

function rowText(key: ItemKey): string {
  return `${key.kind}:${key.id}`;
}

function keyText(kind: ItemKind, id: string): string {
  return rowText(toKey(kind, id));
}

function seconds(clock: Clock): number {
  return Math.floor(clock.now() / 1000);
}
