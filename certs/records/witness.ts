import { isSignedBy, readSignedCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { isSame } from './hashing.ts';
import type { NoteKey } from './note-key.ts';
import type { NoteSigner } from './note-signer.ts';
import { writeSignature } from './note.ts';
import { readHashes } from './receipt.ts';
import { malformed, type Reading, readSize, writeBase64 } from './text-values.ts';
import { verifyConsistency } from './verify-proof.ts';

/** What a witness is asked to cosign (c2sp.org/tlog-witness, add-checkpoint). */
export interface Submission {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  /** With its signatures. */
  readonly checkpoint: string;
}

export function writeSubmission({ oldSize, proof, checkpoint }: Submission): string {
  return `${[`old ${oldSize}`, ...proof.map(writeBase64), '', ''].join('\n')}${checkpoint}`;
}

const longestSubmission = 128 * 1024;

function readSubmission(body: string): Reading<Submission & { readonly signed: SignedCheckpoint }> {
  if (body.length > longestSubmission) return malformed('a submission is not that long');
  const end = body.indexOf('\n\n');
  if (end < 0) return malformed('a submission has an empty line before the checkpoint');
  const [oldLine = '', ...lines] = body.slice(0, end).split('\n');
  const oldSize = oldLine.startsWith('old ') ? readSize(oldLine.slice('old '.length)) : undefined;
  if (oldSize === undefined) return malformed('a submission begins with the old size');
  const proof = readHashes(lines);
  if (!proof) return malformed('a consistency proof is at most 63 hashes in base64');
  const checkpoint = body.slice(end + 2);
  const signed = readSignedCheckpoint(checkpoint);
  if (signed.kind === 'malformed') return signed;
  return { kind: 'read', value: { oldSize, proof, checkpoint, signed: signed.value } };
}

/** The latest tree of a log that a witness cosigned. */
export interface WitnessedTree {
  readonly size: number;
  readonly root: Uint8Array;
}

/** What a witness remembers. Durable when a promise resolves. */
export interface WitnessMemory {
  latest(origin: string): Promise<WitnessedTree | undefined>;
  /** False, and nothing done, when the latest tree is not `before` any more. */
  replace(origin: string, before: WitnessedTree | undefined, after: WitnessedTree): Promise<boolean>;
}

export interface WitnessDeps {
  /** The keys of each log that is witnessed, by its origin. */
  readonly logs: ReadonlyMap<string, readonly NoteKey[]>;
  readonly memory: WitnessMemory;
  readonly signer: NoteSigner;
  readonly clock: { now(): number };
}

export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly contentType: string;
  readonly body: string;
}

/** Cosigns only trees that begin with the one it cosigned before. Any number of submissions may be under way. */
export interface Witness {
  addCheckpoint(body: string): Promise<WitnessAnswer>;
}

export function createWitness({ logs, memory, signer, clock }: WitnessDeps): Witness {
  return {
    async addCheckpoint(body) {
      const submission = readSubmission(body);
      if (submission.kind === 'malformed') return plain(400, submission.message);
      const { checkpoint, note } = submission.value.signed;
      const keys = logs.get(checkpoint.origin);
      if (!keys) return plain(404, 'this log is not witnessed here');
      if (!keys.some((key) => isSignedBy(note, key))) return plain(403, 'no known key signed the checkpoint');
      if (submission.value.oldSize > checkpoint.size) return plain(400, 'the old size is larger');
      // Whoever loses the race is judged again by what is the latest then.
      for (;;) {
        const before = await memory.latest(checkpoint.origin);
        const refusal = judge(submission.value, before);
        if (refusal) return refusal;
        const after = { size: checkpoint.size, root: checkpoint.root };
        if (!(await memory.replace(checkpoint.origin, before, after))) continue;
        const signature = await signer.cosign(note.text, Math.floor(clock.now() / 1000));
        return plain(200, writeSignature(signature));
      }
    },
  };
}

function judge(
  { oldSize, proof, signed: { checkpoint } }: Submission & { readonly signed: SignedCheckpoint },
  before: WitnessedTree | undefined,
): WitnessAnswer | undefined {
  const size = before?.size ?? 0;
  if (oldSize !== size) return conflict(size);
  if (before && oldSize === checkpoint.size && !isSame(before.root, checkpoint.root)) return conflict(size);
  const isConsistent =
    before === undefined || before.size === 0
      ? proof.length === 0
      : verifyConsistency({
          size1: before.size,
          size2: checkpoint.size,
          root1: before.root,
          root2: checkpoint.root,
          proof,
        });
  return isConsistent ? undefined : plain(422, 'the proof does not show that the log only grew');
}

function conflict(size: number): WitnessAnswer {
  return { status: 409, contentType: 'text/x.tlog.size', body: `${size}\n` };
}

function plain(status: WitnessAnswer['status'], body: string): WitnessAnswer {
  return { status, contentType: 'text/plain; charset=utf-8', body: body.endsWith('\n') ? body : `${body}\n` };
}
