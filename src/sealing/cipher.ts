import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const keyLength = 32;
const nonceLength = 12;
const tagLength = 16;

/** Octets of a piece before it is sealed. */
export const pieceOctets = 256 * 1024;

/** A key that is one content's alone. */
export const newContentKey = (): Buffer => randomBytes(keyLength);

/** AES-256-GCM under the master key, bound to what it belongs to. */
export function sealSecret(master: Uint8Array, about: string, secret: Uint8Array): Buffer {
  const nonce = randomBytes(nonceLength);
  return Buffer.concat([nonce, seal({ key: master, nonce, about }, secret)]);
}

/** @throws Error when it was sealed for something else or under another key */
export function openSecret(master: Uint8Array, about: string, sealed: Uint8Array): Buffer {
  const nonce = sealed.subarray(0, nonceLength);
  return open({ key: master, nonce, about }, sealed.subarray(nonceLength));
}

/** A piece knows its place and whether it is the last: none can be left out, doubled or moved. */
export interface PiecePlace {
  readonly place: number;
  readonly isLast: boolean;
}

/** The key is this content's alone, so the place is a nonce that never comes twice. */
export function sealPiece(key: Uint8Array, at: PiecePlace, piece: Uint8Array): Buffer {
  return seal({ key, nonce: nonceOf(at), about: 'piece' }, piece);
}

/** @throws Error when it is another piece, or was changed */
export function openPiece(key: Uint8Array, at: PiecePlace, sealed: Uint8Array): Buffer {
  return open({ key, nonce: nonceOf(at), about: 'piece' }, sealed);
}

function nonceOf({ place, isLast }: PiecePlace): Buffer {
  const nonce = Buffer.alloc(nonceLength);
  nonce.writeUInt32BE(place, 0);
  nonce.writeUInt8(isLast ? 1 : 0, nonceLength - 1);
  return nonce;
}

interface Sealing {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly about: string;
}

function seal({ key, nonce, about }: Sealing, bytes: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about));
  return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

function open({ key, nonce, about }: Sealing, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
  decipher.setAAD(Buffer.from(about)).setAuthTag(sealed.subarray(-tagLength));
  return Buffer.concat([decipher.update(sealed.subarray(0, -tagLength)), decipher.final()]);
}
