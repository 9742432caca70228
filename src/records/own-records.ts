import { createReceipts, openParts, writeRecordDocument } from '../../certs/index.ts';
import type { Queryable } from '../db/index.ts';
import { createLogReader, readLogIdentity } from './log/store.ts';
import { partsOf } from './parts.ts';
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
 * A person's records with what proves them, as `acar_web`. With `subject`, the keyed digest of their personal code
 * (`recordSubject`), also those that are from before they had an account.
 */
export interface OwnRecords {
  /** The log's verifier key; undefined while there is no log. */
  logKey(): Promise<string | undefined>;
  /** With all parts open, as JSON; undefined when it is not this person's, or not entered into the log yet. */
  documentOf(accountId: string, id: string, subject?: string): Promise<string | undefined>;
  /** Undefined when the record is not this person's. @throws LogError `log.tile_missing` */
  receiptOf(accountId: string, id: string, subject?: string): Promise<OwnReceipt | undefined>;
}

export function createOwnRecords(db: Queryable): OwnRecords {
  const receipts = createReceipts(createLogReader(db));
  return {
    logKey: async () => (await readLogIdentity(db))?.verifierKey,
    async documentOf(accountId, id, subject) {
      const row = await readOwnRecord(db, { accountId, subject }, id);
      return row?.seed && writeRecordDocument(openParts(partsOf(row), row.seed));
    },
    async receiptOf(accountId, id, subject) {
      const row = await readOwnRecord(db, { accountId, subject }, id);
      if (!row) return undefined;
      const text = await receipts.receiptOf(row.id);
      return text === undefined ? { kind: 'waiting' } : { kind: 'given', text };
    },
  };
}
