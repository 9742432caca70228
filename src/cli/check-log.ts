import {
  type CheckProgress,
  checkRows,
  checkTree,
  isSignedBy,
  type LogFinding,
  type NoteKey,
  type ReadTiles,
  readSignedCheckpoint,
  type RowSource,
  type SignedCheckpoint,
} from '../../certs/index.ts';
import type { ErasedPayload, PayloadFinding } from '../records/index.ts';
import { CliError } from './errors.ts';
import type { LogSource } from './log-source.ts';

export interface LogReport {
  readonly size: number;
  readonly valid: boolean;
  /** The first ones. */
  readonly findings: readonly Finding[];
  /** How many there are in all. */
  readonly count: number;
  /** Absent where they were not looked at. */
  readonly payloads?: PayloadsReport;
}

type Finding = LogFinding | PayloadFinding;

export interface PayloadsReport {
  /** So many are what their records committed to. */
  readonly good: number;
  readonly erased: number;
  /** The first of the erased. */
  readonly erasures: readonly ErasedPayload[];
}

const mostReported = 1000;

/** Gathers what a checker finds, without keeping more than can be read. */
function gatherFindings() {
  const findings: Finding[] = [];
  let count = 0;
  return {
    add(finding: Finding) {
      count += 1;
      if (findings.length < mostReported) findings.push(finding);
    },
    report: (size: number): LogReport => ({ size, valid: count === 0, findings, count }),
  };
}

/** A checkpoint that the log signed. @throws CliError `cli.unusable_input` for every other text */
function readOwnCheckpoint(text: string, key: (origin: string) => NoteKey): SignedCheckpoint {
  const signed = readSignedCheckpoint(text);
  if (signed.kind === 'malformed') throw new CliError('cli.unusable_input', signed.message);
  const { checkpoint, note } = signed.value;
  const logKey = key(checkpoint.origin);
  if (checkpoint.origin !== logKey.name || !isSignedBy(note, logKey))
    throw new CliError('cli.unusable_input', 'the key of the log did not sign the checkpoint');
  return signed.value;
}

/** Checks a log from its tiles alone. `earlier` are checkpoints that somebody kept. */
export async function checkLogTiles(
  source: LogSource,
  options: {
    readonly key: (origin: string) => NoteKey;
    readonly earlier: readonly string[];
    readonly onProgress: (progress: CheckProgress) => void;
  },
): Promise<LogReport> {
  const { checkpoint } = readOwnCheckpoint(await source.checkpoint(), options.key);
  const earlier = options.earlier
    .map((text) => readOwnCheckpoint(text, options.key).checkpoint)
    .toSorted((one, other) => one.size - other.size);
  const gathered = gatherFindings();
  for (const { size } of earlier.filter((one) => one.size > checkpoint.size))
    gathered.add({ kind: 'root', message: `the log has signed a tree of ${size} leaves and lost some` });
  async function* signed() {
    yield* earlier;
  }
  await checkTree({
    checkpoint,
    readTiles: source.readTiles,
    signed: signed(),
    onFinding: (finding) => gathered.add(finding),
    onProgress: options.onProgress,
  });
  return gathered.report(checkpoint.size);
}

/** A log where it is kept, with the rows that it was made of. */
export interface StoredLog {
  /** The log's own name for its key, if it has begun. */
  verifierKey(): Promise<string | undefined>;
  /** The newest checkpoint that was shown. */
  checkpoint(): Promise<string | undefined>;
  /** All of them, the smallest first. */
  checkpoints(): AsyncIterable<string>;
  readonly readTiles: ReadTiles;
  readonly rows: RowSource;
  /** Every payload that a record names; how many are good. @throws CliError `cli.no_master_key` */
  checkPayloads(
    onFinding: (finding: PayloadFinding) => void,
    onErased: (erased: ErasedPayload) => void,
  ): Promise<number>;
}

/**
 * Checks tiles and every checkpoint that was shown, then every row: what is altered, gone, moved or twice; and last every
 * payload against the record that names it.
 */
export async function checkStoredLog(
  log: StoredLog,
  options: {
    readonly key: (origin: string) => NoteKey;
    readonly onProgress: (progress: CheckProgress) => void;
    readonly withPayloads: boolean;
  },
): Promise<LogReport> {
  const text = await log.checkpoint();
  if (text === undefined) throw new CliError('cli.unusable_input', 'the log has shown no checkpoint yet');
  const { key } = options;
  const { checkpoint } = readOwnCheckpoint(text, key);
  const gathered = gatherFindings();
  async function* signed() {
    for await (const one of log.checkpoints()) yield readOwnCheckpoint(one, key).checkpoint;
  }
  const onFinding = (finding: LogFinding) => gathered.add(finding);
  const inHalves = (first: number) => (progress: CheckProgress) =>
    options.onProgress({ done: first + progress.done, of: 2 * progress.of });
  await checkTree({
    checkpoint,
    readTiles: log.readTiles,
    signed: signed(),
    onFinding,
    onProgress: inHalves(0),
  });
  const { size } = checkpoint;
  await checkRows({ source: log.rows, size, onFinding, onProgress: inHalves(size) });
  if (!options.withPayloads) return gathered.report(size);
  const payloads = await checkPayloadsOf(log, (finding) => gathered.add(finding));
  return { ...gathered.report(size), payloads };
}

async function checkPayloadsOf(log: StoredLog, add: (finding: Finding) => void): Promise<PayloadsReport> {
  const erasures: ErasedPayload[] = [];
  let erased = 0;
  const good = await log.checkPayloads(add, (one) => {
    erased += 1;
    if (erasures.length < mostReported) erasures.push(one);
  });
  return { good, erased, erasures };
}
