import { type EntryColumns } from '../../../certs/index.ts';
import { type Row, statement, type Transaction } from '../../db/index.ts';
import type { Partition } from './model.ts';

interface EntryRow extends Row {
  readonly serials: Buffer | null;
  readonly times: string | null;
  readonly reasons: Buffer | null;
}

/*
 * A page as a few long values: a million rows are not a million objects. Serial numbers are padded to one length, and
 * times are seconds since 1970, with since when the key was lost behind a colon where that is told.
 */
const entryColumns = `count(*)::integer as count,
  string_agg(decode(lpad(encode(p.serial, 'hex'), 40, '0'), 'hex'), ''::bytea order by p.serial) as serials,
  string_agg(p.times, ',' order by p.serial) as times,
  string_agg(set_byte('\\x00'::bytea, 0, p.reason), ''::bytea order by p.serial) as reasons,
  max(encode(p.serial, 'hex')) as last`;

const fullPage = statement(
  'certificate.revoked_page',
  `select ${entryColumns} from (
     select c.serial, c.reason, extract(epoch from c.status_at)::bigint::text || coalesce(':' || (
       select extract(epoch from max(e.invalid_since))::bigint::text from certificate_event e
       where e.ca_id = c.ca_id and e.serial = c.serial and e.invalid_since is not null), '') as times
     from certificate c
     where c.ca_id = $1 and c.crl_partition = $2 and c.status in ('held', 'revoked') and c.serial > $3
     order by c.serial limit $4) p`,
);

/*
 * Held and revoked ones as they are; what is good again is taken off the list (removeFromCRL). Each is looked up by
 * its key, whatever the planner believes of the size of the tables.
 */
const deltaPage = statement(
  'certificate.changed_page',
  `with changed as materialized (
     select distinct e.serial from certificate_event e
     where e.ca_id = $1 and e.transaction_id >= $5::text::xid8 and e.action <> 'issued')
   select ${entryColumns} from (
     select c.serial, case when c.status = 'good' then 8 else c.reason end as reason,
       extract(epoch from c.status_at)::bigint::text || coalesce(':' || (
       select extract(epoch from max(e.invalid_since))::bigint::text from certificate_event e
       where e.ca_id = c.ca_id and e.serial = c.serial and e.invalid_since is not null), '') as times
     from changed h join certificate c on c.ca_id = $1 and c.serial = any (array[h.serial])
     where c.crl_partition = $2 and c.status <> 'prepared' and c.serial > $3
     order by c.serial limit $4) p`,
);

interface PageRow extends EntryRow {
  readonly count: number;
  readonly last: string | null;
}

export interface EntryPage {
  readonly columns: EntryColumns;
  /** Where the next page begins. */
  readonly last: Buffer;
}

const serialOctets = 20;

export interface PageRequest extends Partition {
  readonly after: Buffer;
  readonly rows: number;
  /** Of a delta: what happened from this transaction on. */
  readonly since?: string | undefined;
  /** No entry is of a later moment. */
  readonly latest: number;
}

/** The next entries in the order of their serial numbers; undefined when there are no more. */
export async function readEntries(tx: Transaction, request: PageRequest): Promise<EntryPage | undefined> {
  const { caId, partition, after, rows, since, latest } = request;
  const values = [caId, partition, after, rows];
  const [row] =
    since === undefined
      ? await tx.query<PageRow>(fullPage, values)
      : await tx.query<PageRow>(deltaPage, [...values, since]);
  if (!row || row.count === 0 || !row.serials || !row.reasons || row.times === null || row.last === null)
    return undefined;
  const count = row.count;
  const times = new Float64Array(count);
  const invalidityDates = new Float64Array(count).fill(Number.NaN);
  for (const [place, text] of row.times.split(',').entries()) {
    const [at = '', lost] = text.split(':');
    times[place] = Math.min(Number(at) * 1000, latest);
    if (lost !== undefined) invalidityDates[place] = Number(lost) * 1000;
  }
  const { serials, reasons } = row;
  return {
    columns: { count, serialOctets, serials, times, reasons, invalidityDates },
    last: Buffer.from(row.last, 'hex'),
  };
}
