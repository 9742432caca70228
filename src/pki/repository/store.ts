import { type Queryable, type Row, statement } from '../../db/index.ts';
import type { AuthorityKind } from '../authority/index.ts';
import type { CertificateKey } from '../status/index.ts';
import { pageSize, type StatusCounts } from './model.ts';

export interface PublicRow extends Row {
  readonly ca_id: number;
  readonly serial: string;
  readonly name: string;
  readonly kind: AuthorityKind;
  readonly profile: string;
  readonly subject_id: string;
  readonly subject_name: string;
  readonly not_before: Date;
  readonly not_after: Date;
  readonly status: 'good' | 'held' | 'revoked';
  readonly status_at: Date;
  readonly reason: number | null;
  readonly issued_at: Date;
  readonly certificate: Buffer;
  readonly fingerprint: string;
}

const columns = `c.ca_id, encode(c.serial, 'hex') as serial, a.name, a.kind, c.profile, c.subject_id, c.subject_name,
  c.not_before, c.not_after, c.status, c.status_at, c.reason, c.issued_at, c.certificate,
  encode(c.fingerprint, 'hex') as fingerprint`;
const visible = `c.is_public and c.status <> 'prepared'`;
const folded = `lower(c.subject_name collate "C")`;
const oneMore = pageSize + 1;

const bySubject = statement(
  'repository.by_subject',
  `select ${columns} from certificate c join certification_authority a on a.ca_id = c.ca_id
   where c.subject_id = $1 and ${visible} and (c.issued_at, c.ca_id, c.serial) < ($2, $3, $4)
   order by c.issued_at desc, c.ca_id desc, c.serial desc limit ${oneMore}`,
);
const byFingerprint = statement(
  'repository.by_fingerprint',
  `select ${columns} from certificate c join certification_authority a on a.ca_id = c.ca_id
   where c.fingerprint = $1 and ${visible}`,
);
/** Authorities are few, and each is one look into the primary key. */
const bySerial = statement(
  'repository.by_serial',
  `select ${columns} from certification_authority a join certificate c on c.ca_id = a.ca_id and c.serial = $1
   where ${visible} order by c.ca_id limit ${oneMore}`,
);
const byPlace = statement(
  'repository.by_place',
  `select ${columns} from certification_authority a join certificate c on c.ca_id = a.ca_id and c.serial = $2
   where a.name = $1 and ${visible}`,
);
/** A range of the index for each spelling; the operators are those of its class. */
const byName = statement(
  'repository.by_name',
  `select r.* from unnest($1::text[]) p (prefix)
   cross join lateral (
     select ${columns}, ${folded} as folded from certificate c join certification_authority a on a.ca_id = c.ca_id
     where ${visible} and ${folded} ~>=~ greatest(p.prefix collate "C", $2 collate "C")
       and ${folded} ~<~ (p.prefix || U&'\\+10FFFF')
       and (${folded}, c.ca_id, c.serial) > ($2 collate "C", $3, $4)
     order by ${folded} using ~<~, c.ca_id, c.serial limit ${oneMore}) r
   order by r.folded using ~<~, r.ca_id, r.serial limit ${oneMore}`,
);

/** Where a page starts: after this one. */
export interface Place extends CertificateKey {
  /** A time in milliseconds, or a name as the index has it. */
  readonly at: string;
}

const serialBytes = (serial: string) => Buffer.from(serial, 'hex');
const lastSerial = Buffer.alloc(20, 0xff);

/** The newest first. */
export function findBySubject(
  db: Queryable,
  subjectId: string,
  after: Place | undefined,
): Promise<readonly PublicRow[]> {
  const place = after
    ? [new Date(Number(after.at)), after.caId, serialBytes(after.serial)]
    : ['infinity', 32_767, lastSerial];
  return db.query<PublicRow>(bySubject, [subjectId, ...place]);
}

/** In the order of the names. */
export function findByName(
  db: Queryable,
  spellings: readonly string[],
  after: Place | undefined,
): Promise<readonly PublicRow[]> {
  const place = after ? [after.at, after.caId, serialBytes(after.serial)] : ['', 0, Buffer.alloc(0)];
  return db.query<PublicRow>(byName, [spellings, ...place]);
}

export function findByFingerprint(db: Queryable, fingerprint: string): Promise<readonly PublicRow[]> {
  return db.query<PublicRow>(byFingerprint, [Buffer.from(fingerprint, 'hex')]);
}

export function findBySerial(db: Queryable, serial: string): Promise<readonly PublicRow[]> {
  return db.query<PublicRow>(bySerial, [serialBytes(serial)]);
}

export async function findByPlace(
  db: Queryable,
  authority: string,
  serial: string,
): Promise<PublicRow | undefined> {
  const [row] = await db.query<PublicRow>(byPlace, [authority, serialBytes(serial)]);
  return row;
}

export interface AuthorityRow extends Row {
  readonly ca_id: number;
  readonly name: string;
  readonly kind: AuthorityKind;
  readonly certificate: Buffer;
  readonly is_issuing: boolean;
  readonly crl_partitions: number;
}

const authorities = statement(
  'repository.authorities',
  `select ca_id, name, kind, certificate, is_issuing, crl_partitions from certification_authority order by ca_id`,
);

export function readAuthorities(db: Queryable): Promise<readonly AuthorityRow[]> {
  return db.query<AuthorityRow>(authorities);
}

const idOf = statement(
  'repository.authority_id',
  'select ca_id from certification_authority where name = $1',
);

/** The row of an authority by its name. */
export async function findAuthorityId(db: Queryable, name: string): Promise<number | undefined> {
  const [row] = await db.query<{ ca_id: number }>(idOf, [name.slice(0, 64)]);
  return row?.ca_id;
}

const counts = statement(
  'repository.counts',
  `select ca_id, count(*) filter (where status = 'good' and not_after >= $1)::int as good,
     count(*) filter (where status = 'held')::int as held, count(*) filter (where status = 'revoked')::int as revoked,
     count(*) filter (where status = 'good' and not_after < $1)::int as expired,
     count(*) filter (where status = 'prepared')::int as unfinished
   from certificate group by ca_id order by ca_id`,
);

type CountRow = Row & Omit<StatusCounts, 'caId'> & { readonly ca_id: number };

/** Reads every certificate: for an operator, never for a page. */
export async function countStatuses(db: Queryable, now: Date): Promise<readonly StatusCounts[]> {
  const rows = await db.query<CountRow>(counts, [now]);
  return rows.map(({ ca_id: caId, good, held, revoked, expired, unfinished }) => ({
    caId,
    good,
    held,
    revoked,
    expired,
    unfinished,
  }));
}

const lastEvent = statement(
  'repository.last_event',
  'select action, happened_at from certificate_event order by event_id desc limit 1',
);

/** What the service did last. */
export async function readLastEvent(
  db: Queryable,
): Promise<{ readonly action: string; readonly at: number } | undefined> {
  const [row] = await db.query<{ action: string; happened_at: Date }>(lastEvent);
  return row && { action: row.action, at: row.happened_at.getTime() };
}

const lists = statement(
  'repository.newest_lists',
  `select a.ca_id, p.partition, l.number::text, l.this_update, l.next_update
   from certification_authority a cross join lateral generate_series(0, a.crl_partitions - 1) p (partition)
   left join lateral (
     select number, this_update, next_update from certificate_revocation_list l
     where l.ca_id = a.ca_id and l.crl_partition = p.partition and l.base_number is null and l.crl is not null
     order by number desc limit 1) l on true
   order by a.ca_id, p.partition`,
);

export interface NewestList {
  readonly caId: number;
  readonly partition: number;
  /** Undefined where no list was made yet. */
  readonly number: string | undefined;
  readonly thisUpdate: number | undefined;
  readonly nextUpdate: number | undefined;
}

interface ListRow extends Row {
  readonly ca_id: number;
  readonly partition: number;
  readonly number: string | null;
  readonly this_update: Date | null;
  readonly next_update: Date | null;
}

/** The newest full list of each partition. */
export async function readNewestLists(db: Queryable): Promise<readonly NewestList[]> {
  const rows = await db.query<ListRow>(lists);
  return rows.map((row) => ({
    caId: row.ca_id,
    partition: row.partition,
    number: row.number ?? undefined,
    thisUpdate: row.this_update?.getTime(),
    nextUpdate: row.next_update?.getTime(),
  }));
}
