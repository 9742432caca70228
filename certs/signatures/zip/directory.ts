import type { ByteSource } from '../model.ts';
import type { ZipLimits } from './archive.ts';
import { type DirectoryPlace, readLength, readRange } from './end-of-directory.ts';
import { hostile, malformed, ZipError } from './errors.ts';
import { extraFields, fileKinds, flags, lengths, marks, methods, saturated } from './layout.ts';
import { checkName, decodeName } from './names.ts';

/** A header of the central directory (4.3.12). */
export interface DirectoryHeader {
  readonly name: string;
  readonly nameBytes: Buffer;
  readonly versionNeeded: number;
  readonly flags: number;
  readonly method: number;
  readonly time: number;
  readonly date: number;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly localHeader: number;
  readonly hasExtraField: boolean;
  readonly hasComment: boolean;
}

export async function readDirectory(
  source: ByteSource,
  place: DirectoryPlace,
  limits: ZipLimits,
): Promise<readonly DirectoryHeader[]> {
  if (place.entries > limits.maxEntries || place.size > limits.maxDirectoryBytes)
    throw new ZipError('signature.too_complex', 'the archive has too many entries');
  const bytes = await readRange(source, place.start, place.start + place.size);
  const headers: DirectoryHeader[] = [];
  let at = 0;
  while (at < bytes.length) {
    const { header, end } = readHeader(bytes, at);
    headers.push(header);
    at = end;
  }
  if (headers.length !== place.entries)
    throw hostile('the directory has another number of entries than its end record says');
  checkBounds(headers, source.size, limits);
  return headers;
}

function readHeader(bytes: Buffer, at: number) {
  if (at + lengths.directoryHeader > bytes.length || bytes.readUInt32LE(at) !== marks.directoryHeader)
    throw malformed('the central directory is broken');
  const two = (offset: number) => bytes.readUInt16LE(at + offset);
  const four = (offset: number) => bytes.readUInt32LE(at + offset);
  const [nameLength, extraLength, commentLength] = [two(28), two(30), two(32)];
  const nameEnd = at + lengths.directoryHeader + nameLength;
  const end = nameEnd + extraLength + commentLength;
  if (end > bytes.length) throw malformed('the central directory is broken');
  const nameBytes = bytes.subarray(at + lengths.directoryHeader, nameEnd);
  const name = decodeName(nameBytes);
  checkName(name);
  const extra = readExtra(bytes.subarray(nameEnd, nameEnd + extraLength));
  checkUnicodePath(extra, name);
  checkKind(name, four(38));
  const sizes = zip64Values(extra, { size: four(24), compressedSize: four(20), localHeader: four(42) });
  if (two(34) !== 0) throw malformed('the archive is spread over several files');
  const header: DirectoryHeader = {
    name,
    nameBytes,
    versionNeeded: two(6),
    flags: two(8),
    method: two(10),
    time: two(12),
    date: two(14),
    crc32: four(16),
    hasExtraField: extraLength > 0,
    hasComment: commentLength > 0,
    ...sizes,
  };
  checkFlags(header);
  return { header, end };
}

export type Extra = ReadonlyMap<number, Buffer>;

export function readExtra(bytes: Buffer): Extra {
  const fields = new Map<number, Buffer>();
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 > bytes.length) throw malformed('an extra field is broken');
    const end = at + 4 + bytes.readUInt16LE(at + 2);
    if (end > bytes.length) throw malformed('an extra field is broken');
    const kind = bytes.readUInt16LE(at);
    if (fields.has(kind)) throw hostile('an extra field stands twice');
    fields.set(kind, bytes.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

/** The values with those that are saturated taken from the ZIP64 field, in which they stand in this order (4.5.3). */
export function zip64Values<const Values extends Readonly<Record<string, number>>>(
  extra: Extra,
  values: Values,
): { readonly [Name in keyof Values]: number } {
  const field = extra.get(extraFields.zip64);
  let at = 0;
  const resolve = (value: number) => {
    if (value !== saturated.four || !field) return value;
    if (at + 8 > field.length) throw malformed('a ZIP64 field is too short');
    at += 8;
    return readLength(field, at - 8);
  };
  const resolved: Record<string, number> = {};
  for (const [name, value] of Object.entries(values)) resolved[name] = resolve(value);
  return { ...values, ...resolved };
}

/** A second name in the Info-ZIP Unicode path field (4.6.9), which some readers prefer. */
export function checkUnicodePath(extra: Extra, name: string): void {
  const field = extra.get(extraFields.unicodePath);
  if (field && decodeName(field.subarray(5)) !== name) throw hostile('an entry has two names');
}

/**
 * The kind of file in the upper half of the external attributes, as Unix has it (4.4.15): what is unpacked as a link
 * shows another file than the one that was signed.
 */
function checkKind(name: string, attributes: number): void {
  if (!fileKinds.has((attributes >>> 16) & 0xf000))
    throw hostile(`${name} is a link or a device when unpacked`);
}

function checkFlags(header: DirectoryHeader): void {
  if (header.flags & (flags.encrypted | flags.strongEncryption | flags.maskedHeader))
    throw new ZipError('signature.encrypted', `${header.name} is encrypted`);
  if (header.flags & ~(flags.deflateOptions | flags.dataDescriptor | flags.utf8))
    throw malformed(`${header.name} has flags that are not known`);
  if (header.method !== methods.stored && header.method !== methods.deflated)
    throw malformed(`${header.name} is compressed in a way that is not known`);
  if (header.method === methods.stored && header.size !== header.compressedSize)
    throw hostile(`${header.name} is stored and has two sizes`);
  if (header.name.endsWith('/') && header.size > 0) throw hostile('a folder has content');
}

function checkBounds(headers: readonly DirectoryHeader[], archiveSize: number, limits: ZipLimits): void {
  const inflated = headers.reduce((sum, { size }) => sum + size, 0);
  if (inflated > limits.maxInflatedBytes)
    throw new ZipError('signature.too_large', 'the archive is too large when inflated');
  if (inflated > Math.max(limits.ratioFreeBytes, archiveSize * limits.maxRatio))
    throw hostile('the archive inflates to far more than its size');
}
