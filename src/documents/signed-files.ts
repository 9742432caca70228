import type { Queryable } from '../db/index.ts';
import type { Contents, OpenedContent } from './contents/index.ts';
import { findSignedContent } from './store.ts';

/** Signed documents by their ids, for rooms that have seen to it themselves that the reader may have them. */
export interface SignedFiles {
  /** Undefined when there is none, or nobody has signed it. */
  open(documentId: string): Promise<OpenedContent | undefined>;
}

export function createSignedFiles(deps: {
  /** As `acar_web`. */
  readonly db: Queryable;
  readonly contents: Contents;
}): SignedFiles {
  return {
    async open(documentId) {
      const contentId = await findSignedContent(deps.db, documentId);
      return contentId === undefined ? undefined : deps.contents.open(contentId);
    },
  };
}
