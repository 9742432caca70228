import { createReceipts, openParts, redact, writeRecordDocument } from '../../certs/index.ts';
import type { Queryable } from '../db/index.ts';
import { createLogReader } from './log/store.ts';
import { partsOf } from './parts.ts';
import { readRecordsById } from './store.ts';

export interface PartyRecord {
  readonly id: string;
  readonly document: string;
  /** A `c2sp.org/tlog-proof`; undefined until a checkpoint covers the record. */
  readonly receipt: string | undefined;
  /** The payload that it names. */
  readonly payload: string | undefined;
}

/** Records for an organisation that took part in them: what tells who a person is stays closed. */
export interface PartyRecords {
  /** In their order; whoever asks has shown that they are theirs. */
  show(ids: readonly string[]): Promise<readonly PartyRecord[]>;
}

/** By these an agency could know a person again at another agency. */
const ofPersonAlone = ['person', 'session', 'fact_subject', 'fact_address', 'fact_user_agent'];

export function createPartyRecords(db: Queryable): PartyRecords {
  const receipts = createReceipts(createLogReader(db));
  return {
    async show(ids) {
      const rows = await readRecordsById(db, ids);
      return Promise.all(
        rows.flatMap(({ seed, ...row }) => {
          if (!seed) return [];
          const parts = redact(openParts(partsOf(row), seed), ofPersonAlone);
          const { payload } = row.facts;
          return [
            receipts.receiptOf(row.id).then((receipt) => ({
              id: String(row.id),
              document: writeRecordDocument(parts),
              receipt,
              payload: typeof payload === 'string' ? payload : undefined,
            })),
          ];
        }),
      );
    },
  };
}
