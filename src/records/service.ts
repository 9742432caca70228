import { randomBytes } from 'node:crypto';
import { sealedEntry, seedOctets } from '../../certs/index.ts';
import type { Clock, EventRecorder, SignInEvent } from '../../oidc/ports.ts';
import { type Database, DatabaseError, type Queryable, type Transaction } from '../db/index.ts';
import { RecordError } from './errors.ts';
import {
  type BulkRecorder,
  findProblem,
  type RecordEntry,
  type RecordEvent,
  type Recorder,
  type StatementRecorder,
} from './model.ts';
import { partsOf } from './parts.ts';
import { PayloadError } from './payloads/index.ts';
import {
  claimsPayload,
  insertRecord,
  insertRecords,
  type NewRecord,
  readHistory,
  recordValues,
} from './store.ts';

/** The interaction record in PostgreSQL: one statement in the caller's transaction, the log's queue included. */
export function createRecorder(deps: { readonly clock: Clock }): BulkRecorder & StatementRecorder {
  return {
    async record(tx, event) {
      refuseMalformed(event);
      const at = new Date(deps.clock.now());
      await claiming(insertRecord(tx, newRecord(event, at, randomBytes(seedOctets)), at));
    },
    async recordAll(tx, events) {
      const at = new Date(deps.clock.now());
      const records = newRecords(events, at);
      return records.length > 0 ? claiming(insertRecords(tx, records, at)) : [];
    },
    valuesOf(events) {
      const at = new Date(deps.clock.now());
      const records = newRecords(events, at);
      if (records.some(claimsPayload))
        throw new RecordError('a payload is claimed by a statement of its own');
      return recordValues(records, at);
    },
  };
}

function newRecords(events: readonly RecordEvent[], at: Date): readonly NewRecord[] {
  for (const event of events) refuseMalformed(event);
  // One call for all: it costs as much as one for each.
  const seeds = randomBytes(seedOctets * events.length);
  return events.map((event, place) =>
    newRecord(event, at, seeds.subarray(place * seedOctets, (place + 1) * seedOctets)),
  );
}

/** A record that names a payload claims it in its own statement: there is not the one without the other. */
async function claiming<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { constraint } = error instanceof DatabaseError ? error : {};
    if (!constraint?.startsWith('record_payload_claim_')) throw error;
    throw new PayloadError('payload.not_claimable', constraint, { cause: error });
  }
}

/** The entry is made where the record is: whoever keeps the log sees no record. */
function newRecord(event: RecordEvent, at: Date, seed: Uint8Array): NewRecord {
  const { type, accountId, clientId, sessionUid, facts } = event;
  const parts = partsOf({ type, at, accountId, clientId, sessionUid, facts });
  return { event, seed, entry: sealedEntry(parts, seed) };
}

function refuseMalformed(event: RecordEvent): void {
  const problem = findProblem(event);
  if (problem !== undefined) throw new RecordError(problem);
}

export interface HistoryPage {
  /** The newest first. */
  readonly entries: readonly RecordEntry[];
  /** The `before` of the next page; undefined on the last one. */
  readonly next: string | undefined;
}

/** Reads a person's history. */
export interface History {
  /**
   * What concerns the person, before the entry `before` of an earlier page: what was done with their account, and with
   * `subject` (`recordSubject`) the court notices that were sent to them. `limit` from 1 to 100. A `before` that is no
   * entry's id, as a reader may have typed it, gives the first page.
   */
  historyOf(
    accountId: string,
    options: {
      readonly subject?: string | undefined;
      readonly before?: string | undefined;
      readonly limit: number;
    },
  ): Promise<HistoryPage>;
}

export function createHistory(db: Queryable): History {
  return {
    async historyOf(accountId, options) {
      const limit = Math.min(Math.max(Math.trunc(options.limit), 1), 100);
      const before = /^[0-9]{1,18}$/.test(options.before ?? '') ? options.before : undefined;
      const person = { accountId, subject: options.subject };
      const found = await readHistory(db, person, { before, limit: limit + 1 });
      const entries = found.slice(0, limit);
      return { entries, next: found.length > limit ? entries.at(-1)?.id : undefined };
    },
  };
}

/** What the identity provider records. Durable on return, in one round trip. */
export function eventRecorder(db: Database, recorder: Recorder): EventRecorder {
  return { record: (event) => recorder.record(singleStatement(db), toRecordEvent(event)) };
}

/** PostgreSQL runs a statement outside a transaction block as a transaction of its own; the recorder sends just one. */
export function singleStatement(db: Database): Transaction {
  return { inTransaction: true, query: (st, values) => db.query(st, values) };
}

function toRecordEvent(event: SignInEvent): RecordEvent {
  const { type, accountId, clientId, sessionUid, method, level, reason } = event;
  const parties = { accountId, clientId, sessionUid };
  const facts = { method, level, address: event.address, userAgent: oneLine(event.userAgent) };
  switch (type) {
    case 'sign_in.failed':
    case 'session.ended':
      return { type, ...parties, facts: { ...facts, reason } };
    case 'sign_in.succeeded':
    case 'sign_in.stepped_up':
    case 'sign_in.continued':
      return { type, ...parties, facts };
  }
}

/** A browser may call itself anything; what it sends must not keep a sign-in from being recorded. */
export function oneLine(value: string | undefined): string | undefined {
  return value
    ?.toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
    .slice(0, 512)
    .toWellFormed();
}
