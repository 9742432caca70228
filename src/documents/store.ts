import { type Queryable, type Row, statement, type Transaction } from '../db/index.ts';
import type { Document, DocumentFormatName, DocumentKind, HeldFile } from './model.ts';

interface DocumentRow extends Row {
  readonly documentId: string;
  readonly number: string;
  readonly name: string;
  readonly mediaType: string;
  readonly format: DocumentFormatName;
  readonly version: number;
  readonly originalContentId: string;
  readonly signedContentId: string | null;
  readonly size: string;
  readonly digest: Buffer;
  readonly files: readonly HeldFile[] | null;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly role: 'owner' | 'signer';
  readonly signedAt: Date | null;
  readonly signatures: number;
  readonly persons: number;
}

const selected = `select d.document_id as "documentId", d.number, d.name, d.media_type as "mediaType", d.format, d.version,
    d.original_content_id as "originalContentId", d.signed_content_id as "signedContentId", c.size, c.digest, d.files,
    d.created_at as "createdAt", d.changed_at as "changedAt", p.role, p.signed_at as "signedAt",
    (select count(*)::int from document_person a where a.document_id = d.document_id and a.signed_at is not null)
      as signatures,
    (select count(*)::int from document_person a where a.document_id = d.document_id) as persons
  from document_person p join document d on d.document_id = p.document_id
    join document_content c on c.content_id = d.original_content_id`;

const list = statement(
  'document.list',
  `${selected} where p.personal_code = $1 and p.kind = 'own' and p.number < $2 order by p.number desc limit $3`,
);
const beyondEveryNumber = '9223372036854775807';

export interface ListedDocument extends Document {
  /** The key for the next page. */
  readonly number: string;
}

/** What a person brought or was asked to sign, never what features made, the newest first, before `before` of an earlier page. */
export async function listDocuments(
  db: Queryable,
  personalCode: string,
  { before, limit }: { readonly before: string | undefined; readonly limit: number },
): Promise<readonly ListedDocument[]> {
  return (await db.query<DocumentRow>(list, [personalCode, before ?? beyondEveryNumber, limit])).map(
    toDocument,
  );
}

const find = statement(
  'document.find',
  `${selected} where p.personal_code = $1 and d.kind = $2 and d.document_id = any ($3::uuid[])`,
);

/** In the order of the ids, without those that are not this person's, or are of another kind. */
export async function findDocuments(
  db: Queryable,
  personalCode: string,
  kind: DocumentKind,
  documentIds: readonly string[],
): Promise<readonly Document[]> {
  const rows = await db.query<DocumentRow>(find, [personalCode, kind, documentIds]);
  const found = new Map(rows.map((row) => [row.documentId, toDocument(row)]));
  return documentIds.flatMap((id) => found.get(id) ?? []);
}

/** Undefined when it is not this person's, or of another kind. */
export async function findDocument(
  db: Queryable,
  personalCode: string,
  kind: DocumentKind,
  documentId: string,
): Promise<Document | undefined> {
  const [document] = await findDocuments(db, personalCode, kind, [documentId]);
  return document;
}

function toDocument(row: DocumentRow): ListedDocument {
  return {
    ...row,
    size: Number(row.size),
    files: row.files ?? [],
    signedContentId: row.signedContentId ?? undefined,
    signedAt: row.signedAt ?? undefined,
  };
}

const signedContent = statement(
  'document.signed_content',
  'select signed_content_id as "contentId" from document where document_id = $1',
);

/** Undefined when there is no such document, or nobody has signed it. */
export async function findSignedContent(db: Queryable, documentId: string): Promise<string | undefined> {
  const [row] = await db.query<Row & { readonly contentId: string | null }>(signedContent, [documentId]);
  return row?.contentId ?? undefined;
}

const insert = statement(
  'document.insert',
  `with made as (
     select * from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::timestamptz[], $7::text[],
         $8::text[], $9::jsonb[])
       with ordinality as m(document_id, name, media_type, content_id, format, at, owner_code, kind, files, place)),
   added as (
     insert into document (document_id, name, media_type, original_content_id, format, created_at, changed_at, kind,
       files)
     select document_id, name, media_type, content_id, format, at, at, kind, files from made order by place
     returning document_id, number)
   insert into document_person (document_id, personal_code, role, added_at, kind, number)
   select document_id, owner_code, 'owner', at, kind, number from made join added using (document_id)`,
);

export interface NewDocument {
  readonly documentId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly contentId: string;
  readonly files: readonly HeldFile[];
  readonly format: DocumentFormatName;
  readonly ownerCode: string;
  readonly at: Date;
  readonly kind: DocumentKind;
}

export async function insertDocuments(tx: Transaction, documents: readonly NewDocument[]): Promise<void> {
  await tx.query(insert, [
    documents.map((one) => one.documentId),
    documents.map((one) => one.name),
    documents.map((one) => one.mediaType),
    documents.map((one) => one.contentId),
    documents.map((one) => one.format),
    documents.map((one) => one.at),
    documents.map((one) => one.ownerCode),
    documents.map((one) => one.kind),
    documents.map(({ files }) => (files.length > 0 ? JSON.stringify(files) : null)),
  ]);
}

const held = statement(
  'document.held',
  `select count(*)::int as documents, coalesce(sum(c.size), 0)::bigint as octets
   from document_person p join document d on d.document_id = p.document_id
     join document_content c on c.content_id = d.original_content_id
   where p.personal_code = $1 and p.role = 'owner' and p.kind = 'own'`,
);

/** How much a person keeps here. */
export async function findHeld(
  db: Queryable,
  personalCode: string,
): Promise<{ readonly documents: number; readonly octets: number }> {
  const [row] = await db.query<Row & { readonly documents: number; readonly octets: string }>(held, [
    personalCode,
  ]);
  return { documents: row?.documents ?? 0, octets: Number(row?.octets ?? 0) };
}

const lock = statement('document.lock', 'select document_id from document where document_id = $1 for update');

/** Holds the row until the transaction ends; false when it is gone. */
export async function lockDocument(tx: Transaction, documentId: string): Promise<boolean> {
  return (await tx.query(lock, [documentId])).length === 1;
}

// Two signings that share documents never wait for each other.
const lockToSign = statement(
  'document.lock_to_sign',
  `select d.document_id as "documentId", d.version, d.signed_content_id as "signedContentId"
     from document d join document_person p on p.document_id = d.document_id and p.personal_code = $2
    where d.document_id = any ($1::uuid[]) order by d.document_id for update`,
);

export interface LockedDocument {
  readonly version: number;
  readonly signedContentId: string | undefined;
}

/** By id, with the person's place among its persons, until the transaction ends; without those where either is gone. */
export async function lockDocumentsToSign(
  tx: Transaction,
  documentIds: readonly string[],
  personalCode: string,
): Promise<ReadonlyMap<string, LockedDocument>> {
  const rows = await tx.query<Pick<DocumentRow, 'documentId' | 'version' | 'signedContentId'> & Row>(
    lockToSign,
    [documentIds, personalCode],
  );
  return new Map(
    rows.map(({ documentId, version, signedContentId }) => [
      documentId,
      { version, signedContentId: signedContentId ?? undefined },
    ]),
  );
}

const sign = statement(
  'document.sign',
  `with signed as (select * from unnest($1::uuid[], $2::uuid[]) as s(document_id, content_id)),
   changed as (
     update document d set signed_content_id = s.content_id, version = version + 1, changed_at = $4,
       renew_at = $4::timestamptz + interval '10 minutes', renew_tries = 0, renew_error = null
     from signed s where d.document_id = s.document_id
     returning d.document_id)
   update document_person p set signed_at = $4 from changed
   where p.document_id = changed.document_id and p.personal_code = $3`,
);

/**
 * The signed contents take the place of the former. They are at level LT; they are raised to LTA a little later, when who
 * signs next may have done so.
 */
export async function writeSigned(
  tx: Transaction,
  signed: readonly { readonly documentId: string; readonly contentId: string }[],
  { personalCode, at }: { readonly personalCode: string; readonly at: Date },
): Promise<void> {
  const contents = signed.map(({ contentId }) => contentId);
  await tx.query(sign, [signed.map(({ documentId }) => documentId), contents, personalCode, at]);
}

const remove = statement(
  'document.delete',
  `delete from document where document_id = $1
   returning original_content_id as "originalContentId", signed_content_id as "signedContentId"`,
);

/** Ids of the contents that nobody holds any more. */
export async function deleteDocument(tx: Transaction, documentId: string): Promise<readonly string[]> {
  const [row] = await tx.query<Pick<DocumentRow, 'originalContentId' | 'signedContentId'> & Row>(remove, [
    documentId,
  ]);
  return row ? [row.originalContentId, ...(row.signedContentId ? [row.signedContentId] : [])] : [];
}
