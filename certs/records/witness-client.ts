import { readSignedCheckpoint, timeSignedBy } from './checkpoint.ts';
import { type NoteKey, signaturesOf } from './note-key.ts';
import { type NoteSignature, readSignatures } from './note.ts';
import { malformed, readSize } from './text-values.ts';
import { createTileTree, type ReadTiles } from './tile-tree.ts';
import { writeSubmission } from './witness.ts';

/** Posts the body to the witness; rejects when it is down, or slower than the caller wants to wait. */
export type SubmitCheckpoint = (body: string) => Promise<{ readonly status: number; readonly body: string }>;

export type WitnessOutcome =
  | { readonly kind: 'cosigned'; readonly signature: NoteSignature }
  /** It says that it has cosigned a larger tree of this log. */
  | { readonly kind: 'ahead'; readonly size: number }
  /** It says that it has cosigned another tree of this or a smaller size. */
  | { readonly kind: 'disagrees'; readonly size: number }
  | { readonly kind: 'failed'; readonly message: string };

/** One witness, seen from the log. What it says is believed only as far as its signature goes. */
export interface WitnessClient {
  readonly name: string;
  /** Asks for a cosignature of a checkpoint whose tiles can be read. Raises nothing but what reading tiles raises. */
  cosign(checkpoint: string, readTiles: ReadTiles): Promise<WitnessOutcome>;
}

/** `key` is the witness's, of the type cosignature. */
export function createWitnessClient(key: NoteKey, submit: SubmitCheckpoint): WitnessClient {
  let knownSize = 0;
  return {
    name: key.name,
    async cosign(checkpoint, readTiles) {
      const signed = readSignedCheckpoint(checkpoint);
      if (signed.kind === 'malformed') return { kind: 'failed', message: signed.message };
      const { size } = signed.value.checkpoint;
      const tree = createTileTree(size, readTiles);
      // The first answer may be that the witness knows another size; the second is judged as it is.
      for (let isLast = false; ; isLast = true) {
        const oldSize = Math.min(knownSize, size);
        const proof = await tree.consistencyProof(oldSize);
        const answer = await submitted(submit, writeSubmission({ oldSize, proof, checkpoint }));
        if (answer.kind === 'failed') return answer;
        if (answer.status === 200) {
          const outcome = readCosignature(signed.value.note.text, answer.body, key);
          if (outcome.kind === 'cosigned') knownSize = size;
          return outcome;
        }
        if (answer.status === 422) return { kind: 'disagrees', size: oldSize };
        const stored = answer.status === 409 ? readSize(answer.body.replace(/\n$/, '')) : undefined;
        if (stored === undefined) return { kind: 'failed', message: `status ${answer.status}` };
        if (stored > size) return { kind: 'ahead', size: stored };
        if (stored === oldSize) return { kind: 'disagrees', size: stored };
        if (isLast) return { kind: 'failed', message: 'it changes its mind about the size' };
        knownSize = stored;
      }
    },
  };
}

type Submitted =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'failed'; readonly message: string };

async function submitted(submit: SubmitCheckpoint, body: string): Promise<Submitted> {
  try {
    return { kind: 'answered', ...(await submit(body)) };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

const longestAnswer = 64 * 1024;

function readCosignature(text: string, body: string, key: NoteKey): WitnessOutcome {
  const signatures = body.length > longestAnswer ? malformed('it is too long') : readSignatures(body);
  if (signatures.kind === 'malformed') return { kind: 'failed', message: signatures.message };
  const [signature] = signaturesOf(signatures.value, key);
  if (!signature || timeSignedBy({ text, signatures: [signature] }, key) === undefined)
    return { kind: 'failed', message: 'no cosignature of its key verifies' };
  return { kind: 'cosigned', signature };
}
