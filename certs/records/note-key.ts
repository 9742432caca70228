import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { isKeyName, keyIdOf, type NoteSignature } from './note.ts';
import { malformed, readBase64, type Reading, writeBase64 } from './text-values.ts';

/** Signature types of notes: a plain signature, and one with a time (c2sp.org/tlog-cosignature). Both by Ed25519. */
const noteKeyTypes = { signature: 1, cosignature: 4 } as const;
export type NoteKeyType = keyof typeof noteKeyTypes;

/** A public key that signatures under notes are checked with. */
export interface NoteKey {
  readonly name: string;
  readonly type: NoteKeyType;
  readonly keyId: string;
  /** 32 octets (RFC 8032). */
  readonly publicKey: Uint8Array;
  verify(message: Uint8Array, signature: Uint8Array): boolean;
}

const publicKeyOctets = 32;
/** SubjectPublicKeyInfo of Ed25519 up to the key (RFC 8410 4). */
const spkiStart = Buffer.from('302a300506032b6570032100', 'hex');

/** @throws RangeError for a key that is not 32 octets, or a name that cannot stand in a signature line */
export function noteKey(name: string, type: NoteKeyType, publicKey: Uint8Array): NoteKey {
  if (!isKeyName(name)) throw new RangeError('the name of a key has no blanks and no plus');
  if (publicKey.length !== publicKeyOctets) throw new RangeError('a key of Ed25519 has 32 octets');
  let opened: KeyObject | undefined;
  return {
    name,
    type,
    keyId: keyIdOf(name, noteKeyTypes[type], publicKey),
    publicKey,
    verify(message, signature) {
      opened ??= createPublicKey({ key: Buffer.concat([spkiStart, publicKey]), format: 'der', type: 'spki' });
      return verify(null, message, opened, signature);
    },
  };
}

/** The 32 octets of a SubjectPublicKeyInfo of Ed25519; undefined for one of another algorithm. */
export function rawPublicKey(spki: Uint8Array): Uint8Array | undefined {
  const isEd25519 =
    spki.length === spkiStart.length + publicKeyOctets &&
    spkiStart.equals(spki.subarray(0, spkiStart.length));
  return isEd25519 ? spki.subarray(spkiStart.length) : undefined;
}

/** `<name>+<key id>+<base64 of type and key>` (c2sp.org/signed-note, "Verifier keys"). */
export function writeVerifierKey({ name, type, keyId, publicKey }: NoteKey): string {
  return `${name}+${keyId}+${writeBase64(Buffer.concat([Buffer.of(noteKeyTypes[type]), publicKey]))}`;
}

export function readVerifierKey(text: string): Reading<NoteKey> {
  const [, name, keyId, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? [];
  const bytes = encoded === undefined ? undefined : readBase64(encoded);
  if (name === undefined || !bytes || !isKeyName(name))
    return malformed('a verifier key is a name, a key id and base64, joined by plus');
  const type = bytes[0] === 1 ? 'signature' : bytes[0] === 4 ? 'cosignature' : undefined;
  if (!type || bytes.length !== 1 + publicKeyOctets) return malformed('only keys of Ed25519 are known');
  const key = noteKey(name, type, bytes.subarray(1));
  return key.keyId === keyId ? { kind: 'read', value: key } : malformed('the key id is not that of the key');
}

/** The signatures of that key among others. */
export function signaturesOf(
  signatures: readonly NoteSignature[],
  key: Pick<NoteKey, 'name' | 'keyId'>,
): readonly NoteSignature[] {
  return signatures.filter(({ name, keyId }) => name === key.name && keyId === key.keyId);
}
