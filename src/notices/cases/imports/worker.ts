import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../../oidc/ports.ts';
import type { Database, Transaction } from '../../../db/index.ts';
import { type Claimed, type Random, startWorker } from '../../../jobs/index.ts';
import type { Court } from '../../courts/index.ts';
import { checkCase } from '../check.ts';
import { type Acting, caseKinds, yearInBaku } from '../model.ts';
import { type RegistrationDeps, registerCase, writeDraft } from '../registration.ts';
import { holdCounters } from '../number-store.ts';
import type { ImportGoal, RowOutcome } from './model.ts';
import { claimRowKey, markRow, readCounts, takeWaitingRows, type WaitingRow } from './row-store.ts';
import { importChannel, importTable } from './store.ts';

export interface CaseImportWorkOptions extends RegistrationDeps {
  /** As `acar_worker`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly courtOf: (courtId: string) => Promise<Court | undefined>;
  readonly onError: (error: unknown) => void;
  readonly pollSeconds?: number;
  readonly leaseSeconds?: number;
  /** Rows that are committed together: clerks who register at the same time wait for them. */
  readonly rowsAtOnce?: number;
}

interface Item {
  readonly courtId: string;
  /** Who brought the file, and who chose what becomes of its rows: null for a choice that was made before it was kept. */
  readonly staffId: string;
  readonly chosenBy: string | null;
  readonly goal: ImportGoal;
}

/** For a day: what stops an import is a database that is away, or another import of the same court. */
const retry = { firstDelaySeconds: 1, longestDelaySeconds: 300, maxTries: 200 };
const tryTimeoutSeconds = 1800;

/**
 * Registers the rows of files that clerks have chosen to register. A row's outcome is committed with its effect, some
 * rows at a time, so that whoever goes on after a crash begins with the first row that has none. Any number may run.
 */
export function startCaseImports(options: CaseImportWorkOptions): {
  stop(graceSeconds?: number): Promise<void>;
} {
  const { db, clock, random, onError, recorder, pollSeconds, leaseSeconds } = options;
  return startWorker<Item>({
    db,
    table: importTable,
    wakeChannel: importChannel,
    retry,
    concurrency: 2,
    tryTimeoutSeconds,
    clock,
    random,
    onError,
    ...(pollSeconds === undefined ? {} : { pollSeconds }),
    ...(leaseSeconds === undefined ? {} : { leaseSeconds }),
    async handle(item) {
      const court = await options.courtOf(item.courtId);
      if (!court) return { kind: 'refused', reason: 'the court is gone' };
      while ((await db.transaction((tx) => takeSome(options, tx, court, item))) > 0);
      return { kind: 'done' };
    },
    async onEnded(tx, ended) {
      for (const { item } of ended) await recordImport(recorder, tx, item);
    },
  });
}

async function recordImport(
  recorder: CaseImportWorkOptions['recorder'],
  tx: Transaction,
  { id, courtId, staffId, chosenBy }: Claimed<Item>,
): Promise<void> {
  const { registered, drafted, resembling, there, bad } = await readCounts(tx, id);
  const counts = { registered, drafted: drafted + resembling, there, bad };
  const facts = { court: courtId, staff: staffId, chosen: chosenBy ?? undefined, import: id, ...counts };
  await recorder.record(tx, { type: 'case.imported', facts });
}

/** How many rows were done; 0 = none is left. */
async function takeSome(
  options: CaseImportWorkOptions,
  tx: Transaction,
  court: Court,
  item: Item & { readonly id: string },
): Promise<number> {
  // Files of one court go one after the other: rows of theirs may take numbers and keys in any order.
  const { courtId } = court;
  await holdCounters(tx, { courtId, year: yearInBaku(new Date(options.clock.now())) }, caseKinds);
  const { id } = item;
  const rows = await takeWaitingRows(tx, id, options.rowsAtOnce ?? 25);
  for (const row of rows) await markRow(tx, id, row.row, await takeRow(options, tx, court, { row, item }));
  return rows.length;
}

async function takeRow(
  options: CaseImportWorkOptions,
  tx: Transaction,
  court: Court,
  { row, item }: { readonly row: WaitingRow; readonly item: Item & { readonly id: string } },
): Promise<{ readonly outcome: Exclude<RowOutcome, 'bad'>; readonly caseId: string }> {
  const { key, typed } = row;
  const { id, staffId, chosenBy, goal } = item;
  const caseId = randomUUID();
  const there = await claimRowKey(tx, court.courtId, key, caseId);
  if (there !== undefined) return { outcome: 'there', caseId: there };
  const bringing: Acting = { court, member: { staffId } };
  const choosing: Acting = { court, member: { staffId: chosenBy ?? staffId } };
  const entry = await writeDraft(options, tx, bringing, { caseId, entry: undefined, typed });
  const checked = checkCase(typed);
  // The rules may have become stricter since the file came: then it stays a draft, in which the clerk sees why.
  if (entry === undefined || checked.kind === 'wrong' || goal === 'draft')
    return { outcome: 'drafted', caseId };
  const order = { caseId, entry, entered: checked.entry, typed, importId: id };
  const { kind } = await registerCase(options, tx, choosing, order);
  return { outcome: kind, caseId };
}
