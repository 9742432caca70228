import { sourceOf } from '../../certs/index.ts';
import type { Database, Queryable, Transaction } from '../db/index.ts';
import type { Contents, StoredContent } from './contents/index.ts';
import { type DocumentKind, signedMediaType, signedName } from './model.ts';
import type { DocumentFile } from './service.ts';
import { deleteUnsigned, findAnyDocument, holdUnsignedDocuments } from './made-store.ts';
import { insertDocuments } from './store.ts';

/** A PDF that a feature made for a person to sign, with its bytes kept. */
export interface MadeDocument {
  readonly documentId: string;
  readonly name: string;
  readonly contentId: string;
  /** Who is to sign it. */
  readonly ownerCode: string;
}

/** Documents of one kind that a feature makes. Who may see or sign them, the feature says. */
export interface MadeDocuments {
  /** Keeps the bytes; they belong to nobody, and are swept after a day, until a document names them. */
  put(pdf: Uint8Array): Promise<StoredContent>;
  /** Takes bytes back that no document names. */
  takeBack(contentIds: readonly string[]): Promise<void>;
  insert(tx: Transaction, documents: readonly MadeDocument[], at: Date): Promise<void>;
  /**
   * Holds those that nobody signed until the transaction ends, as a signing holds them: for whoever takes other rows before
   * they are removed.
   */
  hold(tx: Transaction, documentIds: readonly string[]): Promise<void>;
  /** Removes those that nobody signed, and tells which. */
  remove(tx: Transaction, documentIds: readonly string[]): Promise<readonly string[]>;
  /** With its signatures, where it has any; undefined when there is none of this kind. */
  open(documentId: string): Promise<DocumentFile | undefined>;
}

export function createMadeDocuments({
  db,
  contents,
  kind,
}: {
  /** As `acar_web`. */
  readonly db: Database;
  readonly contents: Contents;
  readonly kind: DocumentKind;
}): MadeDocuments {
  return {
    async put(pdf) {
      const stored = await contents.put(sourceOf(pdf).open(), pdf.length);
      if (!stored) throw new Error('a document is larger than it is');
      return stored;
    },
    takeBack: (contentIds) => contents.remove(db, contentIds),
    async insert(tx, documents, at) {
      const common = { mediaType: 'application/pdf', format: 'PAdES', kind, at, files: [] } as const;
      await insertDocuments(
        tx,
        documents.map((document) => ({ ...document, ...common })),
      );
    },
    hold: (tx, documentIds) => holdUnsignedDocuments(tx, kind, documentIds),
    async remove(tx, documentIds) {
      const removed = await deleteUnsigned(tx, kind, documentIds);
      await contents.remove(
        tx,
        removed.map(({ contentId }) => contentId),
      );
      return removed.map(({ documentId }) => documentId);
    },
    open: (documentId) => openMade(db, contents, { documentId, kind }),
  };
}

async function openMade(
  db: Queryable,
  contents: Contents,
  { documentId, kind }: { readonly documentId: string; readonly kind: DocumentKind },
): Promise<DocumentFile | undefined> {
  const document = await findAnyDocument(db, kind, documentId);
  if (!document) return undefined;
  const { signedContentId, originalContentId, name, mediaType, format } = document;
  const content = await contents.open(signedContentId ?? originalContentId);
  if (!content) return undefined;
  return signedContentId === undefined
    ? { name, mediaType, content }
    : { name: signedName(document), mediaType: signedMediaType(format), content };
}
