import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import { personalFacts } from '../facts.ts';
import type { Recorder } from '../model.ts';
import { redactionOf } from '../parts.ts';
import { readSeededAfter } from '../store.ts';
import { lockProgress, markProgress, type RedactedRow, redactRows } from './store.ts';

export interface RedactionDeps {
  /** As `acar_redactor`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Recorder;
}

const dayMs = 24 * 3_600_000;
const recordsAtOnce = 500;

/**
 * Takes the personal facts of records that are older than so many days, with the seeds of their salts; what proves the
 * records stays (decision 0003). In the order of the records and in small batches, each in one transaction with a record
 * of it. How many records lost something.
 */
export async function redactRecords(
  deps: RedactionDeps,
  keptDays: number,
  signal: AbortSignal,
): Promise<number> {
  for (let count = 0; ; ) {
    if (signal.aborted) return count;
    const batch = await redactBatch(deps, keptDays);
    count += batch.redacted;
    if (batch.passed < recordsAtOnce) return count;
  }
}

async function redactBatch(
  { db, clock, recorder }: RedactionDeps,
  keptDays: number,
): Promise<{ readonly passed: number; readonly redacted: number }> {
  const now = clock.now();
  return db.transaction(async (tx) => {
    const rows = await readSeededAfter(tx, await lockProgress(tx), recordsAtOnce);
    // A row that is not in the log yet has no digests; the worker enters it.
    const before = now - keptDays * dayMs;
    const end = rows.findIndex((row) => row.at.getTime() >= before || !(row.seed ?? row.redaction));
    const old = end < 0 ? rows : rows.slice(0, end);
    const redacted = old.flatMap((row): RedactedRow[] => {
      const redaction = redactionOf(row);
      return redaction ? [{ id: row.id, ...redaction }] : [];
    });
    const [first, last] = [redacted[0]?.id, redacted.at(-1)?.id];
    if (first !== undefined && last !== undefined) {
      await redactRows(tx, redacted, { facts: personalFacts, at: new Date(now) });
      const facts = { first, last, count: redacted.length, reason: 'retention_over' };
      await recorder.record(tx, { type: 'records.redacted', facts });
    }
    const passed = old.at(-1);
    if (passed) await markProgress(tx, passed.id);
    return { passed: old.length, redacted: redacted.length };
  });
}
