import { type Queryable, type Row, statement } from '../../db/index.ts';
import type { SealedSecret } from '../../sealing/index.ts';

const insert = statement(
  'document_content.insert',
  'insert into document_content (content_id, sealed_key, created_at) values ($1, $2, $3)',
);

export async function insertContent(
  db: Queryable,
  content: { readonly contentId: string; readonly sealedKey: Uint8Array; readonly at: Date },
): Promise<void> {
  await db.query(insert, [content.contentId, content.sealedKey, content.at]);
}

const insertPieceStatement = statement(
  'document_content.insert_piece',
  'insert into document_piece (content_id, place, octets) values ($1, $2, $3)',
);

export async function insertPiece(
  db: Queryable,
  contentId: string,
  place: number,
  octets: Uint8Array,
): Promise<void> {
  await db.query(insertPieceStatement, [contentId, place, octets]);
}

const finish = statement(
  'document_content.finish',
  'update document_content set size = $2, digest = $3 where content_id = $1',
);

export async function finishContent(
  db: Queryable,
  contentId: string,
  whole: { readonly size: number; readonly digest: Uint8Array },
): Promise<void> {
  await db.query(finish, [contentId, whole.size, whole.digest]);
}

export interface ContentRow extends Row {
  readonly contentId: string;
  readonly sealedKey: Buffer;
  readonly size: string;
  readonly digest: Buffer;
}

const find = statement(
  'document_content.find',
  `select content_id as "contentId", sealed_key as "sealedKey", size, digest from document_content
   where content_id = $1 and size is not null`,
);

/** Undefined while it is not whole. */
export async function findContent(db: Queryable, contentId: string): Promise<ContentRow | undefined> {
  const [row] = await db.query<ContentRow>(find, [contentId]);
  return row;
}

const findPieceStatement = statement(
  'document_content.find_piece',
  'select octets from document_piece where content_id = $1 and place = $2',
);

export async function findPiece(
  db: Queryable,
  contentId: string,
  place: number,
): Promise<Buffer | undefined> {
  const [row] = await db.query<Row & { readonly octets: Buffer }>(findPieceStatement, [contentId, place]);
  return row?.octets;
}

const remove = statement(
  'document_content.delete',
  'delete from document_content where content_id = any ($1::uuid[])',
);

export async function deleteContents(db: Queryable, contentIds: readonly string[]): Promise<void> {
  await db.query(remove, [contentIds]);
}

const page = statement(
  'document_content.page',
  `select content_id as id, content_id as about, sealed_key as sealed from document_content
   where content_id > $1 order by content_id limit $2`,
);

/** Sealed keys by the order of their contents, from behind `after`. */
export function listSealedKeys(
  db: Queryable,
  after: string,
  limit: number,
): Promise<readonly SealedSecret[]> {
  return db.query<SealedSecret & Row>(page, [after, limit]);
}

const reseal = statement(
  'document_content.reseal',
  'update document_content set sealed_key = $2 where content_id = $1',
);

export async function replaceSealedKey(
  db: Queryable,
  contentId: string,
  sealedKey: Uint8Array,
): Promise<void> {
  await db.query(reseal, [contentId, sealedKey]);
}

const sweep = statement(
  'document_content.sweep',
  `delete from document_content where content_id in (
     select c.content_id from document_content c
     where c.created_at < $1
       and not exists (select 1 from document d where d.original_content_id = c.content_id)
       and not exists (select 1 from document d where d.signed_content_id = c.content_id)
     order by c.created_at limit $2)
   returning content_id`,
);

/** Contents of before then that no document holds: broken uploads and signings. How many of this batch. */
export async function deleteAbandonedContents(db: Queryable, before: Date, limit: number): Promise<number> {
  return (await db.query(sweep, [before, limit])).length;
}
