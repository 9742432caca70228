import { derBlocks, noteKey, type NoteKey, rawPublicKey, readVerifierKey } from '../../certs/index.ts';
import type { ReadBytes } from './verify-input.ts';

/**
 * The key of a log: a verifier key, or a file with one or with the public key in PEM, which then is that of `origin`.
 * Undefined for everything else.
 */
export function readLogKey(given: string, origin: string, readBytes: ReadBytes): NoteKey | undefined {
  const inline = readVerifierKey(given.trim());
  if (inline.kind === 'read') return inline.value;
  const bytes = given.includes('\n') ? Buffer.from(given) : readBytes(given);
  const text = Buffer.from(bytes).toString('utf8');
  const inFile = readVerifierKey(text.trim());
  if (inFile.kind === 'read') return inFile.value;
  if (!text.includes('-----BEGIN PUBLIC KEY-----')) return undefined;
  const [spki] = derBlocks(bytes, 'PUBLIC KEY');
  const publicKey = spki && rawPublicKey(spki);
  return publicKey && noteKey(origin, 'signature', publicKey);
}
