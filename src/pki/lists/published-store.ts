import { type Queryable, type Row, statement } from '../../db/index.ts';
import type { ListKind, Partition } from './model.ts';

export interface AuthorityFile {
  readonly caId: number;
  readonly name: string;
  readonly certificate: Buffer;
  readonly issuerId: number | null;
  readonly partitions: number;
  readonly createdAt: number;
}

const files = statement(
  'certification_authority.list_files',
  'select ca_id, name, certificate, issuer_id, crl_partitions, created_at from certification_authority order by ca_id',
);

/** Every authority that the database knows, roots too. */
export async function listAuthorityFiles(db: Queryable): Promise<readonly AuthorityFile[]> {
  const rows = await db.query<{
    ca_id: number;
    name: string;
    certificate: Buffer;
    issuer_id: number | null;
    crl_partitions: number;
    created_at: Date;
  }>(files);
  return rows.map((row) => ({
    caId: row.ca_id,
    name: row.name,
    certificate: row.certificate,
    issuerId: row.issuer_id,
    partitions: row.crl_partitions,
    createdAt: row.created_at.getTime(),
  }));
}

export interface SignedList {
  readonly number: bigint;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly crl: Buffer;
}

interface SignedRow extends Row {
  readonly number: string;
  readonly this_update: Date;
  readonly next_update: Date;
  readonly crl: Buffer;
}

const newest = (kind: ListKind) =>
  statement(
    `certificate_revocation_list.newest_${kind}`,
    `select number::text, this_update, next_update, crl from certificate_revocation_list
     where ca_id = $1 and crl_partition = $2 and crl is not null
       and base_number is ${kind === 'full' ? 'null' : 'not null'} and number > $3
     order by number desc limit 1`,
  );
const newestOf = { full: newest('full'), delta: newest('delta') };

/** The newest signed list, if its number is higher than a known one. */
export async function findNewerList(
  db: Queryable,
  { caId, partition, kind }: Partition & { readonly kind: ListKind },
  than: bigint,
): Promise<SignedList | undefined> {
  const [row] = await db.query<SignedRow>(newestOf[kind], [caId, partition, than.toString()]);
  return (
    row && {
      number: BigInt(row.number),
      thisUpdate: row.this_update.getTime(),
      nextUpdate: row.next_update.getTime(),
      crl: row.crl,
    }
  );
}
