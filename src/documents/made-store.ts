import { type Queryable, type Row, statement, type Transaction } from '../db/index.ts';
import type { Document, DocumentKind } from './model.ts';

// Held in the order in which signings hold them: neither waits for the other.
const removeUnsigned = statement(
  'document.delete_unsigned',
  `with unsigned as materialized (
     select document_id from document
     where document_id = any ($1::uuid[]) and kind = $2 and signed_content_id is null
     order by document_id for update)
   delete from document d using unsigned u where d.document_id = u.document_id
   returning d.document_id as "documentId", d.original_content_id as "contentId"`,
);

/** Those of the documents that nobody signed, with their contents, which nobody holds any more. */
export function deleteUnsigned(
  tx: Transaction,
  kind: DocumentKind,
  documentIds: readonly string[],
): Promise<readonly { readonly documentId: string; readonly contentId: string }[]> {
  return tx.query<Row & { readonly documentId: string; readonly contentId: string }>(removeUnsigned, [
    documentIds,
    kind,
  ]);
}

const holdUnsigned = statement(
  'document.hold_unsigned',
  `select document_id from document
    where document_id = any ($1::uuid[]) and kind = $2 and signed_content_id is null order by document_id for update`,
);

export async function holdUnsignedDocuments(
  tx: Transaction,
  kind: DocumentKind,
  documentIds: readonly string[],
): Promise<void> {
  await tx.query(holdUnsigned, [documentIds, kind]);
}

const findAny = statement(
  'document.find_any',
  `select name, media_type as "mediaType", format, original_content_id as "originalContentId",
     signed_content_id as "signedContentId"
   from document where document_id = $1 and kind = $2`,
);

type AnyDocument = Pick<Document, 'name' | 'mediaType' | 'format' | 'originalContentId' | 'signedContentId'>;

/** Whosever it is: for the feature that makes documents of the kind. */
export async function findAnyDocument(
  db: Queryable,
  kind: DocumentKind,
  documentId: string,
): Promise<AnyDocument | undefined> {
  const [row] = await db.query<
    Omit<AnyDocument, 'signedContentId'> & { readonly signedContentId: string | null } & Row
  >(findAny, [documentId, kind]);
  return row && { ...row, signedContentId: row.signedContentId ?? undefined };
}
