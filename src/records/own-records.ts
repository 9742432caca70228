import { createReceipts, writeRecordDocument } from '../../certs/index.ts';
import type { Queryable } from '../db/index.ts';
import { createLogReader, readLogIdentity } from './log/store.ts';
import { shownPartsOf } from './parts.ts';
import { readOwnRecord } from './store.ts';

export type OwnReceipt =
  | {
      readonly kind: 'given';
      /** A `c2sp.org/tlog-proof`. */
      readonly text: string;
    }
  /** Until a checkpoint covers the record. */
  | { readonly kind: 'waiting' };

/**
 * A person's records with what proves them, as `acar_web`. With `subjects`, the keyed digest of their personal code
 * (`recordSubject`), also those that are from before they had an account; whoever represents an organisation has its
 * digest too.
 */
export interface OwnRecords {
  /** The log's verifier key; undefined while there is no log. */
  logKey(): Promise<string | undefined>;
  /** With all parts open that were not erased, as JSON; undefined when it is not this person's, or not entered into the log yet. */
  documentOf(accountId: string, id: string, subjects?: readonly string[]): Promise<string | undefined>;
  /** Undefined when the record is not this person's. @throws LogError `log.tile_missing` */
  receiptOf(accountId: string, id: string, subjects?: readonly string[]): Promise<OwnReceipt | undefined>;
}

export function createOwnRecords(db: Queryable): OwnRecords {
  const receipts = createReceipts(createLogReader(db));
  return {
    logKey: async () => (await readLogIdentity(db))?.verifierKey,
    async documentOf(accountId, id, subjects) {
      const row = await readOwnRecord(db, { accountId, subjects }, id);
      const parts = row && shownPartsOf(row);
      return parts && writeRecordDocument(parts);
    },
    async receiptOf(accountId, id, subjects) {
      const row = await readOwnRecord(db, { accountId, subjects }, id);
      if (!row) return undefined;
      const text = await receipts.receiptOf(row.id);
      return text === undefined ? { kind: 'waiting' } : { kind: 'given', text };
    },
  };
}
