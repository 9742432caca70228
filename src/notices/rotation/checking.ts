import {
  isSignedBy,
  leafHash,
  type NoteKey,
  readSignedCheckpoint,
  verifyReceipt,
} from '../../../certs/index.ts';
import type { Database } from '../../db/index.ts';
import { createCourtRecords, readLogIdentity } from '../../records/index.ts';
import { readDrawLine, readTold, writeDrawLine } from './codec.ts';
import { exportDraws } from './export.ts';
import { listAllAssignments, listUnaskedCases } from './assignment-store.ts';
import { type DrawFinding, type DrawFindingCode, replayDraws, type SeenCheckpoint } from './replay.ts';
import { readCheckpointBeyond } from './store.ts';
import type { CourtRecord } from './told.ts';

/** What a check of the draws of a court came to. */
export interface DrawsReport {
  readonly court: string;
  readonly valid: boolean;
  readonly draws: number;
  /** Cases that were given by name, which is no finding. */
  readonly given: number;
  readonly waiting: number;
  readonly findings: readonly CheckFinding[];
}

export interface CheckFinding {
  readonly code: DrawFindingCode | CheckFindingCode;
  readonly message: string;
}
export type CheckFindingCode =
  /** Not a file of draws, or a line of it is none. */
  | 'draws.unreadable'
  /** The log did not sign it, or does not have it. */
  | 'draws.unproved'
  /** The case is another's than the record says. */
  | 'draws.other_assignment'
  /** A registered case has no judge, and waits for no draw. */
  | 'draws.unasked';

export interface CheckQuestion {
  readonly key: (origin: string) => NoteKey | undefined;
  /** Checkpoints that somebody kept: none of them may be one that a draw should have taken. */
  readonly earlier?: readonly string[];
}

interface Reading {
  court: string | undefined;
  readonly records: CourtRecord[];
  readonly checkpoints: Map<number, SeenCheckpoint>;
  readonly findings: CheckFinding[];
}

/** Computes every draw of an exported file anew, from the key of the log alone. Asks nobody. */
export async function checkDrawLines(
  lines: AsyncIterable<string | undefined>,
  question: CheckQuestion,
): Promise<DrawsReport> {
  const reading = newReading();
  for (const note of question.earlier ?? []) takeCheckpoint(reading, note, question);
  let count = 0;
  for await (const line of lines) takeLine(reading, line, { ...question, number: (count += 1) });
  const known = [...reading.checkpoints.values()].toSorted((one, other) => one.size - other.size);
  const { report } = await replayAll(reading, async (size) => known.find((one) => one.size > size));
  return report;
}

/** The same where the draws are kept: also every checkpoint that was shown, and who has each case. */
export async function checkStoredDraws(
  db: Database,
  court: string,
  key: CheckQuestion['key'],
): Promise<DrawsReport> {
  const reading = newReading();
  for await (const line of exportDraws(db, { court }))
    takeLine(reading, writeDrawLine(line), { key, number: reading.records.length + 1 });
  const firstBeyond = async (size: number) => {
    const note = await readCheckpointBeyond(db, size);
    return note === undefined ? undefined : seen(note, key);
  };
  const { report, holders } = await replayAll({ ...reading, court }, firstBeyond);
  const others = await findOtherHolders(db, court, holders);
  const unasked = await findUnasked(db, court);
  const findings = [...report.findings, ...others, ...unasked];
  return { ...report, findings, valid: findings.length === 0 };
}

/** The log's own name for its key; undefined while there is no log. */
export async function ownLogKey(db: Database): Promise<string | undefined> {
  return (await readLogIdentity(db))?.verifierKey;
}

function newReading(): Reading {
  return { court: undefined, records: [], checkpoints: new Map(), findings: [] };
}

function takeLine(
  reading: Reading,
  text: string | undefined,
  question: CheckQuestion & { readonly number: number },
): void {
  const line = text === undefined ? undefined : readDrawLine(text);
  const find = (code: CheckFindingCode, words: string) =>
    void reading.findings.push({ code, message: `line ${question.number}: ${words}` });
  // Of several files one after the other each has its head.
  const isInPlace =
    line?.kind === 'head'
      ? reading.court === undefined || reading.court === line.court
      : reading.court !== undefined;
  if (!line || !isInPlace) return find('draws.unreadable', 'it is none of a file of draws');
  switch (line.kind) {
    case 'head':
      reading.court = line.court;
      return;
    case 'checkpoint':
      return takeCheckpoint(reading, line.note, question);
    case 'record': {
      const told = readTold(line.document);
      if (!told) return find('draws.unreadable', 'the record cannot be read');
      const key = keyOf(line.receipt, question.key);
      const verdict = key && verifyReceipt(line.receipt, leafHash(told.entry), key);
      if (verdict?.kind !== 'included')
        return find('draws.unproved', verdict?.message ?? 'the receipt is of another log');
      reading.records.push({ ...told.record, place: verdict.index });
    }
  }
}

/** The key of the log that a receipt is of. */
function keyOf(receipt: string, key: CheckQuestion['key']): NoteKey | undefined {
  const origin = receipt.slice(receipt.indexOf('\n\n') + 2).split('\n', 1)[0];
  return origin === undefined ? undefined : key(origin);
}

function takeCheckpoint(reading: Reading, note: string, { key }: CheckQuestion): void {
  const checkpoint = seen(note, key);
  if (checkpoint) reading.checkpoints.set(checkpoint.size, checkpoint);
  else reading.findings.push({ code: 'draws.unproved', message: 'the log did not sign a checkpoint' });
}

function seen(note: string, key: CheckQuestion['key']): SeenCheckpoint | undefined {
  const read = readSignedCheckpoint(note);
  if (read.kind === 'malformed') return undefined;
  const { checkpoint } = read.value;
  const logKey = key(checkpoint.origin);
  if (!logKey || logKey.name !== checkpoint.origin || !isSignedBy(read.value.note, logKey)) return undefined;
  return { size: checkpoint.size, root: Buffer.from(checkpoint.root).toString('hex') };
}

/** Who had each case, in order, as the records say. */
type Holders = ReadonlyMap<string, readonly string[]>;

async function replayAll(
  { court, records, findings }: Reading,
  firstBeyond: (size: number) => Promise<SeenCheckpoint | undefined>,
): Promise<{ readonly report: DrawsReport; readonly holders: Holders }> {
  const onFinding = (finding: DrawFinding) => void findings.push(finding);
  if (court === undefined)
    findings.push({ code: 'draws.unreadable', message: 'the file does not say of which court it is' });
  const replay = replayDraws({ court: court ?? '', firstBeyond, onFinding });
  // What depends on one another stands in the log in its order.
  const inOrder = records.toSorted((one, other) => (one.place ?? 0) - (other.place ?? 0));
  for (const [at, record] of inOrder.entries()) {
    if (record.place === inOrder[at - 1]?.place)
      findings.push({ code: 'draws.unreadable', message: `entry ${record.place} of the log is there twice` });
    else await replay.take(record);
  }
  const report = { court: court ?? '', valid: findings.length === 0, ...replay.counts(), findings };
  return { report, holders: replay.holders() };
}

/** Cases that somebody has whom no record gave them to. Records that the log does not have yet count too. */
async function findOtherHolders(
  db: Database,
  court: string,
  holders: Holders,
): Promise<readonly CheckFinding[]> {
  const pending = await listUnproved(db, court, holders);
  const findings: CheckFinding[] = [];
  const find = (caseId: string, words: string) =>
    void findings.push({ code: 'draws.other_assignment', message: `case ${caseId}: ${words}` });
  const kept = new Map<string, readonly string[]>();
  for await (const { caseId, judgeIds, judgeId } of listAllAssignments(db, court)) {
    kept.set(caseId, judgeIds);
    const recorded = [...(holders.get(caseId) ?? []), ...(pending.get(caseId) ?? [])];
    if (recorded.join() !== judgeIds.join()) find(caseId, 'it was given to others than was recorded');
    else if (judgeId !== undefined && judgeId !== judgeIds.at(-1))
      find(caseId, 'another judge has it than was recorded');
  }
  for (const caseId of holders.keys())
    if (!kept.has(caseId)) find(caseId, 'it was given away, and is not there');
  return findings;
}

/** Cases that would never have a judge: whoever takes a request away suppresses a draw. */
async function findUnasked(db: Database, court: string): Promise<readonly CheckFinding[]> {
  return (await listUnaskedCases(db, court)).map((caseId) => ({
    code: 'draws.unasked',
    message: `case ${caseId}: it has no judge, and waits for no draw`,
  }));
}

/** What was recorded behind the newest checkpoint. */
async function listUnproved(db: Database, court: string, holders: Holders): Promise<Holders> {
  const counted = new Map([...holders].map(([caseId, judges]) => [caseId, judges.length]));
  const found = new Map<string, string[]>();
  const records = createCourtRecords(db);
  for (let after = 0; ; ) {
    const types = ['case.drawn', 'case.given'] as const;
    const rows = await records.after(after, { court, types, limit: 500 });
    for (const { facts } of rows) {
      const caseId = String(facts['case']);
      const left = counted.get(caseId) ?? 0;
      if (left > 0) counted.set(caseId, left - 1);
      else found.set(caseId, [...(found.get(caseId) ?? []), String(facts['judge'])]);
    }
    const last = rows.at(-1);
    if (!last) return found;
    after = last.id;
  }
}
