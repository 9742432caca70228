import { hash } from 'node:crypto';
import { malformed, readBase64, type Reading, writeBase64 } from './text-values.ts';

/** A text with the signatures of some keys under it (c2sp.org/signed-note). */
export interface SignedNote {
  /** Ends with a newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  /** Eight hexadecimal digits. Name and id together say which key it is, and of which type. */
  readonly keyId: string;
  readonly value: Uint8Array;
}

const longestNote = 64 * 1024;
const mostSignatures = 64;

export function writeNote({ text, signatures }: SignedNote): string {
  return `${text}\n${signatures.map(writeSignature).join('')}`;
}

/** One line with its newline. */
export function writeSignature({ name, keyId, value }: NoteSignature): string {
  return `— ${name} ${writeBase64(Buffer.concat([Buffer.from(keyId, 'hex'), value]))}\n`;
}

/** A note with at least one signature. Nothing in it may be believed before a signature is verified. */
export function readNote(note: string): Reading<SignedNote> {
  if (note.length > longestNote) return malformed(`a note has at most ${longestNote} characters`);
  if (!note.isWellFormed() || /(?!\n)\p{Cc}/u.test(note))
    return malformed('a note has no control characters');
  const end = note.lastIndexOf('\n\n');
  if (end < 1) return malformed('a note has a text, an empty line and signatures');
  const signatures = readSignatures(note.slice(end + 2));
  return signatures.kind === 'malformed'
    ? signatures
    : { kind: 'read', value: { text: note.slice(0, end + 1), signatures: signatures.value } };
}

/** The lines of one or more signatures, each with its newline. */
export function readSignatures(text: string): Reading<readonly NoteSignature[]> {
  if (!text.endsWith('\n')) return malformed('a signature line ends with a newline');
  const lines = text.slice(0, -1).split('\n');
  if (lines.length > mostSignatures) return malformed(`a note has at most ${mostSignatures} signatures`);
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = readSignatureLine(line);
    if (!signature) return malformed('a signature line is a dash, a name and base64');
    signatures.push(signature);
  }
  return { kind: 'read', value: signatures };
}

function readSignatureLine(line: string): NoteSignature | undefined {
  const [, name, text] = /^— ([^\s+]+) (\S+)$/u.exec(line) ?? [];
  const bytes = text === undefined ? undefined : readBase64(text);
  if (name === undefined || !bytes || bytes.length <= keyIdOctets) return undefined;
  return {
    name,
    keyId: Buffer.from(bytes.subarray(0, keyIdOctets)).toString('hex'),
    value: bytes.subarray(keyIdOctets),
  };
}

const keyIdOctets = 4;

/** The first octets of the hash of name, type and key (c2sp.org/signed-note, "Signatures"). */
export function keyIdOf(name: string, type: number, publicKey: Uint8Array): string {
  const input = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(type), publicKey]);
  return hash('sha256', input, 'buffer').subarray(0, keyIdOctets).toString('hex');
}

/** Names of keys and origins: no blanks, no plus. */
export function isKeyName(name: string): boolean {
  return /^[^\s+\p{Cc}]{1,255}$/u.test(name);
}
