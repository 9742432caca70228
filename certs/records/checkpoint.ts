import { hashOctets } from './hashing.ts';
import { type NoteKey, signaturesOf } from './note-key.ts';
import { readNote, type SignedNote } from './note.ts';
import { malformed, readBase64, type Reading, readSize, writeBase64 } from './text-values.ts';

/** What the log commits to (c2sp.org/tlog-checkpoint): all its leaves, in their order. */
export interface Checkpoint {
  /** Which log it is. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly extensions: readonly string[];
}

/** The text that is signed. */
export function writeCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  return [origin, String(size), writeBase64(root), ...extensions].map((line) => `${line}\n`).join('');
}

function readCheckpoint(text: string): Reading<Checkpoint> {
  const [origin = '', sizeText = '', rootText = '', ...extensions] = text.slice(0, -1).split('\n');
  const size = readSize(sizeText);
  const root = readBase64(rootText);
  if (origin === '' || extensions.includes('')) return malformed('a checkpoint has no empty lines');
  if (size === undefined) return malformed('the second line of a checkpoint is the size of the tree');
  if (root?.length !== hashOctets) return malformed('the third line of a checkpoint is the root of the tree');
  return { kind: 'read', value: { origin, size, root, extensions } };
}

export interface SignedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly note: SignedNote;
}

/** A checkpoint with its signatures, none of which is verified yet. */
export function readSignedCheckpoint(text: string): Reading<SignedCheckpoint> {
  const note = readNote(text);
  if (note.kind === 'malformed') return note;
  const checkpoint = readCheckpoint(note.value.text);
  if (checkpoint.kind === 'malformed') return checkpoint;
  return { kind: 'read', value: { checkpoint: checkpoint.value, note: note.value } };
}

/** Whether the key signed the note. A signature that names the key and is wrong makes the whole note wrong. */
export function isSignedBy(note: SignedNote, key: NoteKey): boolean {
  const own = signaturesOf(note.signatures, key);
  return own.length > 0 && own.every((signature) => verifies(note.text, signature.value, key));
}

function verifies(text: string, value: Uint8Array, key: NoteKey): boolean {
  if (key.type === 'signature') return key.verify(Buffer.from(text), value);
  const time = cosignatureTime(value);
  return time !== undefined && key.verify(cosignedMessage(text, time), value.subarray(timeOctets));
}

/** When the key signed, in seconds since 1970; undefined unless it signed with a time, and truly. */
export function timeSignedBy(note: SignedNote, key: NoteKey): number | undefined {
  if (key.type !== 'cosignature' || !isSignedBy(note, key)) return undefined;
  const times = signaturesOf(note.signatures, key).map(({ value }) => cosignatureTime(value) ?? 0);
  return Math.min(...times);
}

const timeOctets = 8;
const cosignatureOctets = timeOctets + 64;

/** Of a timestamped_signature; undefined for one of another length, or a time that is none. */
function cosignatureTime(value: Uint8Array): number | undefined {
  if (value.length !== cosignatureOctets) return undefined;
  const time = Buffer.from(value).readBigUInt64BE(0);
  return time <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(time) : undefined;
}

/** What a cosigner signs (c2sp.org/tlog-cosignature, "Ed25519 signed message"). */
export function cosignedMessage(text: string, timeSeconds: number): Uint8Array {
  return Buffer.from(`cosignature/v1\ntime ${timeSeconds}\n${text}`);
}

/** A timestamped_signature. */
export function writeCosignature(timeSeconds: number, signature: Uint8Array): Uint8Array {
  const time = Buffer.alloc(timeOctets);
  time.writeBigUInt64BE(BigInt(timeSeconds));
  return Buffer.concat([time, signature]);
}
