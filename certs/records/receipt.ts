import { type SignedCheckpoint, isSignedBy, readSignedCheckpoint, timeSignedBy } from './checkpoint.ts';
import { hashOctets } from './hashing.ts';
import { noteKey, type NoteKey, signaturesOf } from './note-key.ts';
import { malformed, readBase64, type Reading, readSize, writeBase64 } from './text-values.ts';
import { verifyInclusion } from './verify-proof.ts';

/** A proof that needs nothing else but the log's key (c2sp.org/tlog-proof). */
export interface Receipt {
  readonly index: number;
  readonly proof: readonly Uint8Array[];
  /** With its signatures, as the log gave it out. */
  readonly checkpoint: string;
  /** What an application adds; nobody signed it. */
  readonly extra: Uint8Array | undefined;
}

const title = 'c2sp.org/tlog-proof@v1';
/** A tree of 2^53 leaves has no longer path. */
const longestProof = 63;
const longestReceipt = 256 * 1024;

export function writeReceipt({ index, proof, checkpoint, extra }: Receipt): string {
  const extraLine = extra === undefined ? [] : [`extra ${writeBase64(extra)}`];
  const lines = [title, ...extraLine, `index ${index}`, ...proof.map(writeBase64), '', ''];
  return `${lines.join('\n')}${checkpoint}`;
}

export interface ReadReceipt extends Receipt {
  readonly signed: SignedCheckpoint;
}

/** Its form alone: the checkpoint's signatures and the proof are not verified. */
export function readReceipt(text: string): Reading<ReadReceipt> {
  if (text.length > longestReceipt) return malformed(`a receipt has at most ${longestReceipt} characters`);
  const end = text.indexOf('\n\n');
  if (end < 0) return malformed('a receipt has an empty line before the checkpoint');
  const [first, ...lines] = text.slice(0, end).split('\n');
  if (first !== title) return malformed(`a receipt begins with ${title}`);
  const extra = lines[0]?.startsWith('extra ') ? readBase64(lines[0].slice('extra '.length)) : null;
  if (extra === undefined) return malformed('the extra data of a receipt is base64');
  const [indexLine = '', ...hashes] = extra === null ? lines : lines.slice(1);
  const index = indexLine.startsWith('index ') ? readSize(indexLine.slice('index '.length)) : undefined;
  if (index === undefined) return malformed('a receipt names the index of its entry');
  const proof = readHashes(hashes);
  if (!proof) return malformed(`a proof has at most ${longestProof} hashes, each base64 of 32 octets`);
  const checkpoint = text.slice(end + 2);
  const signed = readSignedCheckpoint(checkpoint);
  if (signed.kind === 'malformed') return signed;
  const value = { index, proof, checkpoint, extra: extra ?? undefined, signed: signed.value };
  return { kind: 'read', value };
}

/** Hashes of a proof, one on each line, at most 63; undefined when a line is none. */
export function readHashes(lines: readonly string[]): readonly Uint8Array[] | undefined {
  if (lines.length > longestProof) return undefined;
  const hashes = lines.flatMap((line) => readBase64(line) ?? []);
  return hashes.length === lines.length && hashes.every(({ length }) => length === hashOctets)
    ? hashes
    : undefined;
}

export type ReceiptVerdict =
  | {
      readonly kind: 'included';
      readonly index: number;
      /** When the log signed, in seconds since 1970; undefined where it signed without a time. */
      readonly time: number | undefined;
    }
  | { readonly kind: 'refused'; readonly code: ReceiptErrorCode; readonly message: string };

export type ReceiptErrorCode =
  | 'receipt.malformed'
  | 'receipt.other_log'
  | 'receipt.signature_wrong'
  | 'receipt.not_included';

/** Whether a leaf stands in the log with that key. Asks nobody. */
export function verifyReceipt(text: string, leafHash: Uint8Array, logKey: NoteKey): ReceiptVerdict {
  const receipt = readReceipt(text);
  if (receipt.kind === 'malformed') return refuse('receipt.malformed', receipt.message);
  const { signed, index, proof } = receipt.value;
  const { checkpoint, note } = signed;
  if (checkpoint.origin !== logKey.name) return refuse('receipt.other_log', 'the receipt is of another log');
  // The log signs with its one key in both ways, whichever of the two was given; neither may be wrong.
  const timed = noteKey(logKey.name, 'cosignature', logKey.publicKey);
  const hasTime = signaturesOf(note.signatures, timed).length > 0;
  if (!isSignedBy(note, logKey) || (hasTime && !isSignedBy(note, timed)))
    return refuse('receipt.signature_wrong', 'the log did not sign the checkpoint');
  const question = { leafIndex: index, treeSize: checkpoint.size, leafHash, proof, root: checkpoint.root };
  if (!verifyInclusion(question))
    return refuse('receipt.not_included', 'the proof does not lead to the root');
  return { kind: 'included', index, time: timeSignedBy(note, timed) };
}

function refuse(code: ReceiptErrorCode, message: string): ReceiptVerdict {
  return { kind: 'refused', code, message };
}
