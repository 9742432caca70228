import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { Urn } from './model.ts';

/** Secrets of an urn, as they are kept. */
export interface StoredChain {
  readonly chainId: string;
  readonly number: number;
  readonly length: number;
  readonly used: number;
  /** Null when all are revealed. */
  readonly sealedSeed: Buffer | null;
  /** Undefined until the log has the record that commits to it. */
  readonly logPlace: number | undefined;
}

const current = statement(
  'draw_chain.current',
  `select chain_id as "chainId", number, length, used, sealed_seed as "sealedSeed", log_place as "logPlace"
     from draw_chain where court_id = $1 and kind = $2 order by number desc limit 1`,
);

export async function findChain(tx: Transaction, { courtId, kind }: Urn): Promise<StoredChain | undefined> {
  const [row] = await tx.query<Row & Omit<StoredChain, 'logPlace'> & { readonly logPlace: string | null }>(
    current,
    [courtId, kind],
  );
  return row && { ...row, logPlace: row.logPlace === null ? undefined : Number(row.logPlace) };
}

export interface NewChain extends Urn {
  readonly chainId: string;
  readonly number: number;
  readonly commitment: Uint8Array;
  readonly length: number;
  readonly sealedSeed: Uint8Array;
  readonly recordId: string;
}

const insert = statement(
  'draw_chain.insert',
  `insert into draw_chain (chain_id, court_id, kind, number, commitment, length, sealed_seed, record_id, opened_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);

export async function insertChain(tx: Transaction, chain: NewChain, at: Date): Promise<void> {
  const { chainId, courtId, kind, number, commitment, length, sealedSeed, recordId } = chain;
  await tx.query(insert, [chainId, courtId, kind, number, commitment, length, sealedSeed, recordId, at]);
}

const use = statement(
  'draw_chain.use',
  `update draw_chain set used = $2, sealed_seed = case when $2 < length then sealed_seed end
    where chain_id = $1 and used = $2 - 1 returning chain_id`,
);

/** Its secret of this step is revealed; with the last one the seed goes. False when the step is not the next. */
export async function useStep(tx: Transaction, chainId: string, step: number): Promise<boolean> {
  return (await tx.query(use, [chainId, step])).length === 1;
}

const sealedPage = statement(
  'draw_chain.sealed_page',
  `select chain_id as id, sealed_seed as sealed from draw_chain
    where chain_id > $1 and sealed_seed is not null order by chain_id limit $2`,
);
const replaceSealed = statement(
  'draw_chain.replace_sealed',
  'update draw_chain set sealed_seed = $2 where chain_id = $1',
);

/** Seeds by the ids of their chains, from behind `after`. */
export async function listSealedSeeds(
  db: Queryable,
  after: string,
  limit: number,
): Promise<readonly { readonly id: string; readonly sealed: Uint8Array }[]> {
  return db.query<Row & { readonly id: string; readonly sealed: Buffer }>(sealedPage, [after, limit]);
}

export async function replaceSealedSeed(db: Queryable, chainId: string, sealed: Uint8Array): Promise<void> {
  await db.query(replaceSealed, [chainId, sealed]);
}
