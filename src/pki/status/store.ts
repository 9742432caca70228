import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { CertificateKey, CertificateStatus, StatusEvent, StoredStatus } from './model.ts';

/** Told of every committed change; its payload is empty, readers look for themselves. */
export const statusChannel = 'certificate_status';

interface StatusRow extends Row {
  readonly ca_id: number;
  readonly serial: string;
  readonly status: StoredStatus;
  readonly status_at: Date | null;
  readonly reason: number | null;
}

const find = statement(
  'certificate.find_status',
  `select c.ca_id, encode(c.serial, 'hex') as serial, c.status, c.status_at, c.reason
   from unnest((select $1::smallint[]), (select $2::bytea[])) w (ca_id, serial)
   join certificate c on c.ca_id = w.ca_id and c.serial = any (array[w.serial])`,
);

/** In the order of the keys; a serial number that was prepared and not signed was never given out. */
export async function findStatuses(
  db: Queryable,
  keys: readonly CertificateKey[],
): Promise<readonly CertificateStatus[]> {
  const rows = await db.query<StatusRow>(find, [
    keys.map(({ caId }) => caId),
    keys.map(({ serial }) => Buffer.from(serial, 'hex')),
  ]);
  const found = new Map(rows.map((row) => [`${row.ca_id} ${row.serial}`, toStatus(row)]));
  return keys.map(({ caId, serial }) => found.get(`${caId} ${serial}`) ?? { kind: 'never-issued' });
}

function toStatus({ status, status_at: at, reason }: StatusRow): CertificateStatus {
  switch (status) {
    case 'prepared':
      return { kind: 'never-issued' };
    case 'good':
      return { kind: 'good' };
    case 'held':
      return { kind: 'held', since: at?.getTime() ?? 0 };
    case 'revoked':
      return { kind: 'revoked', since: at?.getTime() ?? 0, reason: reason ?? 0 };
  }
}

const lock = statement(
  'certificate.lock_status',
  `select c.status, c.profile, c.issued_at from certificate c where c.ca_id = $1 and c.serial = $2 for update`,
);

export interface LockedCertificate extends Row {
  readonly status: StoredStatus;
  readonly profile: string;
  readonly issued_at: Date | null;
}

/** The certificate's row, held until the transaction ends. */
export async function lockCertificate(
  tx: Transaction,
  { caId, serial }: CertificateKey,
): Promise<LockedCertificate | undefined> {
  const [row] = await tx.query<LockedCertificate>(lock, [caId, Buffer.from(serial, 'hex')]);
  return row;
}

const setStatus = statement(
  'certificate.set_status',
  `update certificate set status = $3, status_at = $4, reason = $5 where ca_id = $1 and serial = $2`,
);
const insertEvent = statement(
  'certificate.insert_event',
  `with event as (
     insert into certificate_event (ca_id, serial, action, reason, happened_at, invalid_since, done_by, note)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning event_id)
   select pg_notify('${statusChannel}', '') from event`,
);

/** Writes the new status and its event; listeners hear of it when the transaction commits. */
export async function writeStatus(
  tx: Transaction,
  { caId, serial }: CertificateKey,
  status: StoredStatus,
  event: StatusEvent,
): Promise<void> {
  const key = [caId, Buffer.from(serial, 'hex')];
  const at = new Date(event.at);
  await tx.query(setStatus, [...key, status, at, event.reason ?? null]);
  const since = event.invalidSince === undefined ? null : new Date(event.invalidSince);
  await tx.query(insertEvent, [
    ...key,
    event.action,
    event.reason ?? null,
    at,
    since,
    event.doneBy,
    event.note ?? null,
  ]);
}

const authorityIssues = statement(
  'certification_authority.set_issuing',
  `update certification_authority a set is_issuing = $3 from certificate c
   where c.ca_id = $1 and c.serial = $2 and a.certificate = c.certificate`,
);

/** Whether the authority that a certificate is of issues: no node stores another certificate of it after the commit. */
export async function setIssuing(
  tx: Transaction,
  { caId, serial }: CertificateKey,
  isIssuing: boolean,
): Promise<void> {
  await tx.query(authorityIssues, [caId, Buffer.from(serial, 'hex'), isIssuing]);
}

interface EventRow extends Row {
  readonly action: StatusEvent['action'];
  readonly reason: number | null;
  readonly happened_at: Date;
  readonly invalid_since: Date | null;
  readonly done_by: string;
  readonly note: string | null;
}

const history = statement(
  'certificate.history',
  `select action, reason, happened_at, invalid_since, done_by, note from certificate_event
   where ca_id = $1 and serial = $2 order by event_id limit 1000`,
);

/** Everything that happened to one certificate, the oldest first. */
export async function readStatusHistory(
  db: Queryable,
  { caId, serial }: CertificateKey,
): Promise<readonly StatusEvent[]> {
  const rows = await db.query<EventRow>(history, [caId, Buffer.from(serial, 'hex')]);
  return rows.map((row) => ({
    action: row.action,
    reason: row.reason ?? undefined,
    at: row.happened_at.getTime(),
    invalidSince: row.invalid_since?.getTime(),
    doneBy: row.done_by,
    note: row.note ?? undefined,
  }));
}

interface ChangeRow extends Row {
  readonly ca_id: number | null;
  readonly serial: string | null;
  readonly horizon: string;
}

/*
 * Numbers of rows are given before the commit, so "greater than the last one" would miss a slow transaction. Every
 * transaction before the horizon has ended; the next look starts there and may see an event twice, never not at all.
 */
const changes = statement(
  'certificate.changes',
  `select s.horizon::text, e.ca_id, encode(e.serial, 'hex') as serial
   from (select pg_snapshot_xmin(pg_current_snapshot()) as horizon) s
   left join lateral (
     select ca_id, serial from certificate_event
     where transaction_id >= $1::text::xid8 and action <> 'issued' limit 100001) e on true`,
);

export interface StatusChanges {
  /** Where the next look starts. */
  readonly horizon: string;
  /** Undefined: too many to tell, so anything may have changed. */
  readonly changed: readonly CertificateKey[] | undefined;
}

const mostChanges = 100_000;

/** What changed since an earlier look; `undefined` as the horizon begins. */
export async function readChanges(db: Queryable, since: string | undefined): Promise<StatusChanges> {
  const rows = await db.query<ChangeRow>(changes, [since ?? '9223372036854775807']);
  const changed = rows.flatMap(({ ca_id: caId, serial }) =>
    caId === null || serial === null ? [] : [{ caId, serial }],
  );
  return {
    horizon: rows[0]?.horizon ?? '0',
    changed: changed.length > mostChanges ? undefined : changed,
  };
}
