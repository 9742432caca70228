import { type Database, type Row, statement, type Transaction } from '../../db/index.ts';
import type { AuthorityKind } from './model.ts';

interface AuthorityRow extends Row {
  readonly ca_id: number;
  readonly name: string;
  readonly kind: AuthorityKind;
  readonly certificate: Buffer;
}

export interface StoredAuthority {
  readonly caId: number;
  readonly name: string;
  readonly kind: AuthorityKind;
  readonly certificate: Buffer;
}

const list = statement(
  'certification_authority.list',
  'select ca_id, name, kind, certificate from certification_authority order by ca_id',
);

export async function listAuthorities(db: Database): Promise<readonly StoredAuthority[]> {
  const rows = await db.query<AuthorityRow>(list);
  return rows.map((row) => ({
    caId: row.ca_id,
    name: row.name,
    kind: row.kind,
    certificate: row.certificate,
  }));
}

const insert = statement(
  'certification_authority.insert',
  `insert into certification_authority (name, kind, certificate, issuer_id, crl_partitions, is_issuing, created_at)
   values ($1, $2, $3, $4, $5, true, $6) on conflict (name) do nothing returning ca_id`,
);

export interface NewAuthority {
  readonly name: string;
  readonly kind: AuthorityKind;
  readonly certificate: Uint8Array;
  readonly issuerId: number | undefined;
  readonly partitions: number;
}

/** The new row; undefined when another process was faster. */
export async function insertAuthority(
  tx: Transaction,
  authority: NewAuthority,
  now: Date,
): Promise<number | undefined> {
  const { name, kind, certificate, issuerId, partitions } = authority;
  const [row] = await tx.query<{ ca_id: number }>(insert, [
    name,
    kind,
    Buffer.from(certificate),
    issuerId ?? null,
    partitions,
    now,
  ]);
  return row?.ca_id;
}

const insertCertificate = statement(
  'certificate.insert_own',
  `with own as (
     insert into certificate (ca_id, serial, profile, subject_id, subject_name, is_public, crl_partition, not_before,
       not_after, tbs, certificate, fingerprint, prepared_at, issued_at, status, status_at)
     values ($1, $2, $3, $4, $5, true, $6, $7, $8, $9, $10, $11, $12, $12, 'good', $12)
     on conflict do nothing returning ca_id, serial)
   insert into certificate_event (ca_id, serial, action, happened_at, done_by)
   select ca_id, serial, 'issued', $12, 'ceremony' from own`,
);

export interface OwnCertificate {
  readonly caId: number;
  readonly serial: Uint8Array;
  readonly profile: string;
  readonly subjectId: string;
  readonly subjectName: string;
  readonly partition: number;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly tbs: Uint8Array;
  readonly certificate: Uint8Array;
  readonly fingerprint: Uint8Array;
}

/** A certificate that the service has from a ceremony or issued to itself; once. */
export async function insertOwnCertificate(tx: Transaction, own: OwnCertificate, now: Date): Promise<void> {
  await tx.query(insertCertificate, [
    own.caId,
    Buffer.from(own.serial),
    own.profile,
    own.subjectId,
    own.subjectName,
    own.partition,
    new Date(own.notBefore),
    new Date(own.notAfter),
    Buffer.from(own.tbs),
    Buffer.from(own.certificate),
    Buffer.from(own.fingerprint),
    now,
  ]);
}

const insertCrl = statement(
  'certificate_revocation_list.insert_root',
  `insert into certificate_revocation_list (ca_id, crl_partition, number, this_update, next_update, horizon, tbs, crl)
   values ($1, 0, $2, $3, $4, '0', $5, $6) on conflict do nothing returning number`,
);

export interface RootCrl {
  readonly caId: number;
  readonly number: bigint;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly tbs: Uint8Array;
  readonly crl: Uint8Array;
}

/** A CRL that was signed away from here; false when there is one with its number. */
export async function insertRootCrl(db: Database, list: RootCrl): Promise<boolean> {
  const rows = await db.query(insertCrl, [
    list.caId,
    list.number.toString(),
    new Date(list.thisUpdate),
    new Date(list.nextUpdate),
    Buffer.from(list.tbs),
    Buffer.from(list.crl),
  ]);
  return rows.length > 0;
}

const lastNumber = statement(
  'certificate_revocation_list.last_number',
  'select coalesce(max(number), 0)::text as number from certificate_revocation_list where ca_id = $1',
);

/** The highest number of a list; 0 when there is none. */
export async function readLastNumber(db: Database, caId: number): Promise<bigint> {
  const [row] = await db.query<{ number: string }>(lastNumber, [caId]);
  return BigInt(row?.number ?? 0);
}

const revoked = statement(
  'certificate.revoked_by_root',
  `select encode(c.serial, 'hex') as serial, c.subject_name, c.status_at, c.reason,
     (select max(e.invalid_since) from certificate_event e
      where e.ca_id = c.ca_id and e.serial = c.serial and e.invalid_since is not null) as invalid_since
   from certificate c where c.ca_id = $1 and c.status in ('held', 'revoked') order by c.serial`,
);

interface RevokedRow extends Row {
  readonly serial: string;
  readonly subject_name: string;
  readonly status_at: Date;
  readonly reason: number;
  readonly invalid_since: Date | null;
}

/** One revoked or held certificate of a root. Times in milliseconds since 1970. */
export interface RevokedByRoot {
  readonly serial: string;
  readonly name: string;
  readonly since: number;
  readonly reason: number;
  readonly invalidSince: number | undefined;
}

/** Everything of a root that is revoked or on hold: a root issues a handful of certificates. */
export async function readRevoked(db: Database, caId: number): Promise<readonly RevokedByRoot[]> {
  const rows = await db.query<RevokedRow>(revoked, [caId]);
  return rows.map((row) => ({
    serial: row.serial,
    name: row.subject_name,
    since: row.status_at.getTime(),
    reason: row.reason,
    invalidSince: row.invalid_since?.getTime(),
  }));
}

const rootCrls = statement(
  'certificate_revocation_list.of_roots',
  `select ca.name, ca.certificate, l.this_update, l.next_update from certification_authority ca
   left join lateral (select this_update, next_update from certificate_revocation_list
     where ca_id = ca.ca_id and crl_partition = 0 and base_number is null and crl is not null
     order by number desc limit 1) l on true
   where ca.kind = 'root' order by ca.ca_id`,
);

interface RootCrlRow extends Row {
  readonly name: string;
  readonly certificate: Buffer;
  readonly this_update: Date | null;
  readonly next_update: Date | null;
}

/** A root with the times of its newest list, in milliseconds since 1970. */
export interface RootWithCrl {
  readonly name: string;
  readonly certificate: Buffer;
  readonly list: { readonly thisUpdate: number; readonly nextUpdate: number } | undefined;
}

/** Every root, in the order in which they were entered. */
export async function listRootCrls(db: Database): Promise<readonly RootWithCrl[]> {
  const rows = await db.query<RootCrlRow>(rootCrls);
  return rows.map(({ name, certificate, this_update: from, next_update: until }) => ({
    name,
    certificate,
    list: from && until ? { thisUpdate: from.getTime(), nextUpdate: until.getTime() } : undefined,
  }));
}
