import { readAll, sliceOf } from '../byte-source.ts';
import type { ByteSource } from '../model.ts';
import { hostile, malformed, ZipError } from './errors.ts';
import { lengths, marks, saturated } from './layout.ts';

/** Where the central directory lies, and what follows it. */
export interface DirectoryPlace {
  readonly start: number;
  readonly size: number;
  readonly entries: number;
  readonly comment: Uint8Array;
}

/** The end of central directory record, which must be the last there is, and must be the only one that could be. */
export async function findDirectory(source: ByteSource): Promise<DirectoryPlace> {
  const tailStart = Math.max(0, source.size - lengths.endOfDirectory - saturated.two - zip64Lengths);
  const tail = await readRange(source, tailStart, source.size);
  const at = findEnd(tail);
  const end = readEnd(tail, at);
  const place = readZip64(tail, at, tailStart) ?? end;
  const directoryEnd = place === end ? tailStart + at : tailStart + at - zip64Lengths;
  if (place.start + place.size !== directoryEnd)
    throw malformed('the central directory does not end where its end record stands');
  return { ...place, comment: tail.subarray(at + lengths.endOfDirectory) };
}

const zip64Lengths = lengths.zip64EndOfDirectory + lengths.zip64Locator;

/** A comment may look like an end record; where two fit to the end of the file, readers would differ. */
function findEnd(tail: Buffer): number {
  const fitting: number[] = [];
  for (let at = tail.length - lengths.endOfDirectory; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== marks.endOfDirectory) continue;
    if (at + lengths.endOfDirectory + tail.readUInt16LE(at + 20) === tail.length) fitting.push(at);
  }
  const [at, ...others] = fitting;
  if (at === undefined) throw malformed('the archive has no end record that fits to its end');
  if (others.length > 0) throw hostile('the archive has two end records');
  return at;
}

interface End {
  readonly start: number;
  readonly size: number;
  readonly entries: number;
}

function readEnd(tail: Buffer, at: number): End {
  const field = (offset: number) => tail.readUInt16LE(at + offset);
  if (field(4) !== 0 || field(6) !== 0 || field(8) !== field(10))
    throw malformed('the archive is spread over several files');
  return { entries: field(10), size: tail.readUInt32LE(at + 12), start: tail.readUInt32LE(at + 16) };
}

/** The ZIP64 record (4.3.14), which must directly precede its locator, and agree with what the plain record tells. */
function readZip64(tail: Buffer, at: number, tailStart: number): End | undefined {
  const end = readEnd(tail, at);
  const locatorAt = at - lengths.zip64Locator;
  const hasLocator = locatorAt >= 0 && tail.readUInt32LE(locatorAt) === marks.zip64Locator;
  if (!hasLocator) return undefined;
  const recordAt = at - zip64Lengths;
  const isWhole =
    recordAt >= 0 &&
    tail.readUInt32LE(recordAt) === marks.zip64EndOfDirectory &&
    readLength(tail, locatorAt + 8) === tailStart + recordAt &&
    readLength(tail, recordAt + 4) === lengths.zip64EndOfDirectory - 12;
  if (!isWhole) throw malformed('the ZIP64 end record is not where its locator says');
  const disks = [recordAt + 16, recordAt + 20, locatorAt + 4].map((offset) => tail.readUInt32LE(offset));
  if (disks.some((disk) => disk !== 0)) throw malformed('the archive is spread over several files');
  const zip64 = {
    entries: readLength(tail, recordAt + 32),
    size: readLength(tail, recordAt + 40),
    start: readLength(tail, recordAt + 48),
  };
  const agrees =
    [saturated.two, zip64.entries].includes(end.entries) &&
    [saturated.four, zip64.size].includes(end.size) &&
    [saturated.four, zip64.start].includes(end.start);
  if (!agrees) throw hostile('the two end records differ');
  return zip64;
}

/** An integer of eight octets. */
export function readLength(bytes: Buffer, at: number): number {
  const value = bytes.readBigUInt64LE(at);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw malformed('a length is beyond all measure');
  return Number(value);
}

/** Exactly the bytes of the range. */
export async function readRange(source: ByteSource, start: number, end: number): Promise<Buffer> {
  if (start < 0 || end < start || end > source.size)
    throw malformed('a structure reaches beyond the end of the archive');
  const bytes = await readAll(sliceOf(source, start, end), end - start);
  if (bytes?.length !== end - start)
    throw new ZipError('signature.malformed', 'the archive is shorter than it was told');
  return bytes;
}
