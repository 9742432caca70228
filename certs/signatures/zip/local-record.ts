import type { ByteSource } from '../model.ts';
import { checkUnicodePath, type DirectoryHeader, type Extra, readExtra, zip64Values } from './directory.ts';
import { readLength, readRange } from './end-of-directory.ts';
import { hostile, malformed } from './errors.ts';
import { flags, lengths, marks } from './layout.ts';

/** Where the data of an entry lies. */
export interface LocalRecord {
  readonly start: number;
  readonly dataStart: number;
  readonly dataEnd: number;
  readonly end: number;
  readonly hasExtraField: boolean;
}

/**
 * The local record of an entry, which must reach from its header to `end` without a gap and say what the directory says:
 * a reader that goes by the one must not see another archive than a reader that goes by the other.
 */
export async function readLocalRecord(
  source: ByteSource,
  header: DirectoryHeader,
  end: number,
): Promise<LocalRecord> {
  const start = header.localHeader;
  const fixed = await readRange(source, start, start + lengths.localHeader);
  if (fixed.readUInt32LE(0) !== marks.localHeader) throw malformed(`${header.name} has no local header`);
  const [nameLength, extraLength] = [fixed.readUInt16LE(26), fixed.readUInt16LE(28)];
  const nameEnd = start + lengths.localHeader + nameLength;
  const dataStart = nameEnd + extraLength;
  const rest = await readRange(source, start + lengths.localHeader, dataStart);
  if (!rest.subarray(0, nameLength).equals(header.nameBytes))
    throw hostile(`${header.name} has another name in its local header`);
  const extra = readExtra(rest.subarray(nameLength));
  checkUnicodePath(extra, header.name);
  checkAgrees(fixed, extra, header);
  const dataEnd = dataStart + header.compressedSize;
  if (dataEnd > end) throw hostile(`${header.name} overlaps what follows it`);
  await checkDescriptor(source, header, { dataEnd, end });
  return { start, dataStart, dataEnd, end, hasExtraField: extraLength > 0 };
}

function checkAgrees(fixed: Buffer, extra: Extra, header: DirectoryHeader): void {
  const sizes = zip64Values(extra, {
    size: fixed.readUInt32LE(22),
    compressedSize: fixed.readUInt32LE(18),
  });
  const told = [fixed.readUInt32LE(14), sizes.compressedSize, sizes.size];
  const known = [header.crc32, header.compressedSize, header.size];
  // With a data descriptor, the header was written before they were known (4.4.4, bit 3).
  const mayBeZero = (header.flags & flags.dataDescriptor) !== 0;
  const agrees =
    fixed.readUInt16LE(6) === header.flags &&
    fixed.readUInt16LE(8) === header.method &&
    told.every((value, index) => value === known[index] || (mayBeZero && value === 0));
  if (!agrees) throw hostile(`${header.name} differs between its local header and the directory`);
}

/** The data descriptor (4.3.9): with or without its mark, with sizes of four or eight octets. */
async function checkDescriptor(
  source: ByteSource,
  header: DirectoryHeader,
  { dataEnd, end }: { readonly dataEnd: number; readonly end: number },
): Promise<void> {
  const length = end - dataEnd;
  if ((header.flags & flags.dataDescriptor) === 0) {
    if (length > 0) throw hostile(`something lies hidden behind ${header.name}`);
    return;
  }
  if (![12, 16, 20, 24].includes(length))
    throw hostile(`what follows ${header.name} is not its data descriptor`);
  const bytes = await readRange(source, dataEnd, end);
  const hasMark = length === 16 || length === 24;
  const at = hasMark ? 4 : 0;
  const [compressedSize, size] =
    length >= 20
      ? [readLength(bytes, at + 4), readLength(bytes, at + 12)]
      : [bytes.readUInt32LE(at + 4), bytes.readUInt32LE(at + 8)];
  const agrees =
    (!hasMark || bytes.readUInt32LE(0) === marks.dataDescriptor) &&
    bytes.readUInt32LE(at) === header.crc32 &&
    compressedSize === header.compressedSize &&
    size === header.size;
  if (!agrees) throw hostile(`${header.name} differs between its data descriptor and the directory`);
}
