import { readCertificate } from '../../../certs/index.ts';
import { type Queryable, type Row, statement } from '../../db/index.ts';
import type { OwnService, ServiceEvent } from './model.ts';

interface ServiceRow extends Row {
  readonly kind: OwnService['kind'];
  readonly certificate: Buffer;
  readonly events: readonly {
    readonly action: ServiceEvent['action'];
    readonly at: number;
    readonly since: number | null;
  }[];
}

const services = statement(
  'trusted_list.services',
  `select s.kind, s.certificate, coalesce(h.events, '[]') as events
   from (
     select a.kind, a.ca_id as place, c.ca_id, c.serial, c.certificate, c.not_before
     from certification_authority a
       join certificate c on c.fingerprint = sha256(a.certificate) and c.ca_id = a.issuer_id
     union all
     select 'unit', null, c.ca_id, c.serial, c.certificate, c.not_before from certificate c
     where c.profile = 'time-stamping' and c.certificate is not null) s
   left join lateral (
     select jsonb_agg(jsonb_build_object('action', e.action, 'at', floor(extract(epoch from e.happened_at) * 1000),
       'since', floor(extract(epoch from e.invalid_since) * 1000)) order by e.event_id) as events
     from certificate_event e where e.ca_id = s.ca_id and e.serial = s.serial) h on true
   order by s.place, s.not_before, s.serial`,
);

/** Every authority below a root and every unit that was ever entered, with its history. */
export async function readOwnServices(db: Queryable): Promise<readonly OwnService[]> {
  const rows = await db.query<ServiceRow>(services);
  return rows.flatMap(({ kind, certificate, events }): readonly OwnService[] => {
    const read = readCertificate(certificate);
    if (read.kind === 'malformed') return [];
    const history = events.map(({ action, at, since }) => ({ action, at, invalidSince: since ?? undefined }));
    return [{ kind, certificate: read.value, events: history }];
  });
}

/** A list as it was published. Times in milliseconds since 1970. */
export interface StoredList {
  readonly sequenceNumber: number;
  readonly issuedAt: number;
  readonly nextUpdate: number;
  readonly contentDigest: Uint8Array;
  readonly list: Uint8Array;
}

interface ListRow extends Row {
  readonly sequence_number: number;
  readonly issued_at: Date;
  readonly next_update: Date;
  readonly content_digest: Buffer;
  readonly list: Buffer;
}

const newest = statement(
  'trusted_list.newest',
  `select sequence_number, issued_at, next_update, content_digest, list from trusted_list
   where sequence_number > $1 order by sequence_number desc limit 1`,
);

/** The newest list, if its number is higher than `after`. */
export async function findNewestList(db: Queryable, after: number): Promise<StoredList | undefined> {
  const [row] = await db.query<ListRow>(newest, [after]);
  return (
    row && {
      sequenceNumber: row.sequence_number,
      issuedAt: row.issued_at.getTime(),
      nextUpdate: row.next_update.getTime(),
      contentDigest: row.content_digest,
      list: row.list,
    }
  );
}

const dates = statement(
  'trusted_list.dates',
  'select sequence_number, next_update from trusted_list order by sequence_number desc limit 1',
);

/** Of the newest list; without its bytes, for pages. */
export async function readListDates(
  db: Queryable,
): Promise<{ readonly sequenceNumber: number; readonly nextUpdate: number } | undefined> {
  const [row] = await db.query<Pick<ListRow, 'sequence_number' | 'next_update'> & Row>(dates);
  return row && { sequenceNumber: row.sequence_number, nextUpdate: row.next_update.getTime() };
}

const insert = statement(
  'trusted_list.insert',
  `insert into trusted_list (sequence_number, issued_at, next_update, content_digest, list)
   values ($1, $2, $3, $4, $5) on conflict do nothing returning sequence_number`,
);

/** False when another process published a list with that number first. */
export async function insertTrustedList(db: Queryable, stored: StoredList): Promise<boolean> {
  const { sequenceNumber, issuedAt, nextUpdate, contentDigest, list } = stored;
  const values = [sequenceNumber, new Date(issuedAt), new Date(nextUpdate), contentDigest, list];
  return (await db.query(insert, values)).length > 0;
}
