import { hash } from 'node:crypto';
import { assembleSignedData, checkValue } from '../cades/index.ts';
import { sourceOf, readWhole } from '../byte-source.ts';
import { SignatureError } from '../errors.ts';
import type { ByteSource, NamedFile } from '../model.ts';
import { readState, signerOf, stateInvalid, type StateMembers } from '../state.ts';
import { maxPdfBytes, onlyFile } from './open.ts';
import { attributesOver, formatName } from './prepare.ts';

/** @throws SignatureError */
export async function complete(
  state: string,
  files: readonly NamedFile[],
  value: Uint8Array,
): Promise<ByteSource> {
  const { document, before, after, room, certificate, chain, scheme } = stateOf(state);
  const bytes = await readWhole(onlyFile(files).content, maxPdfBytes);
  if (!hash('sha256', bytes, 'buffer').equals(document))
    throw new SignatureError('signature.files_changed', 'the file is not the one that was prepared');
  const gapStart = bytes.length + before.length;
  const update = Buffer.concat([before, Buffer.alloc(room, '0', 'latin1'), after]);
  const planned = { bytes: update, gapStart, gapEnd: gapStart + room };
  const signedAttributes = attributesOver(bytes, planned, { certificate, scheme });
  checkValue(signedAttributes, { certificate, scheme, value });
  const message = assembleSignedData({ signedAttributes, certificate, scheme, value }, { chain });
  fillGap(update, { start: before.length, end: before.length + room }, message);
  return sourceOf(Buffer.concat([bytes, update]));
}

/**
 * Writes the message between the brackets, and zeros behind it.
 * @throws SignatureError where the message is longer than the gap
 */
export function fillGap(
  bytes: Uint8Array,
  gap: { readonly start: number; readonly end: number },
  message: Uint8Array,
): void {
  const room = gap.end - gap.start - 2;
  if (2 * message.length > room)
    throw new SignatureError('signature.unsupported', 'the signature has no room where it belongs');
  const text = Buffer.from(message).toString('hex').toUpperCase().padEnd(room, '0');
  Buffer.from(bytes.buffer, bytes.byteOffset).write(`<${text}>`, gap.start, 'latin1');
}

/** The members of our own state; what is not as it was written is refused. */
function stateOf(state: string) {
  const members = readState(formatName, state);
  const { room } = members;
  if (typeof room !== 'number' || !Number.isSafeInteger(room) || room < 2 || room > maxPdfBytes)
    throw stateInvalid();
  return {
    document: octetsOf(members, 'document'),
    before: octetsOf(members, 'before'),
    after: octetsOf(members, 'after'),
    room,
    ...signerOf(members),
  };
}

function octetsOf(members: StateMembers, name: string): Uint8Array {
  const value = members[name];
  if (typeof value !== 'string') throw stateInvalid();
  return Buffer.from(value, 'base64');
}
