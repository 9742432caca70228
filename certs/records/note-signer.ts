import type { Signer } from '../keys/index.ts';
import { cosignedMessage, writeCosignature } from './checkpoint.ts';
import { LogError } from './errors.ts';
import { noteKey, type NoteKey, rawPublicKey } from './note-key.ts';
import type { NoteSignature } from './note.ts';

/** A key under its name, signing notes in both ways. */
export interface NoteSigner {
  readonly signatureKey: NoteKey;
  readonly cosignatureKey: NoteKey;
  sign(text: string): Promise<NoteSignature>;
  /** Signs with a time, in seconds since 1970. */
  cosign(text: string, timeSeconds: number): Promise<NoteSignature>;
}

/** @throws LogError `log.unusable_key` for a key that is not of Ed25519 */
export function createNoteSigner(name: string, signer: Signer): NoteSigner {
  const publicKey = rawPublicKey(signer.publicKey);
  if (!publicKey) throw new LogError('log.unusable_key', 'notes are signed with a key of Ed25519');
  const signatureKey = noteKey(name, 'signature', publicKey);
  const cosignatureKey = noteKey(name, 'cosignature', publicKey);
  return {
    signatureKey,
    cosignatureKey,
    async sign(text) {
      const value = await signer.sign(Buffer.from(text));
      return { name, keyId: signatureKey.keyId, value };
    },
    async cosign(text, timeSeconds) {
      const signature = await signer.sign(cosignedMessage(text, timeSeconds));
      return { name, keyId: cosignatureKey.keyId, value: writeCosignature(timeSeconds, signature) };
    },
  };
}
