import { crc32, deflateRawSync } from 'node:zlib';
import { joined, readAll, sliceOf, sourceOf } from '../byte-source.ts';
import { SignatureError } from '../errors.ts';
import type { ByteSource } from '../model.ts';
import { defaultZipLimits, type ZipArchive, type ZipEntry } from './archive.ts';
import { verified } from './content.ts';
import { extraFields, flags, lengths, marks, methods, saturated } from './layout.ts';
import { checkDistinct, checkName } from './names.ts';

/** A file that is to become an entry. */
export interface NewEntry {
  readonly name: string;
  readonly content: ByteSource;
  /** Whether it may be deflated; large files are stored in any case, so that they need no memory. */
  readonly mayDeflate: boolean;
}

/**
 * An archive of new files and of entries that are taken over as they lie, in this order. New files are read once for
 * their checksums, and again whenever the archive is; nothing large is kept in memory.
 * @throws SignatureError `signature.unsupported` for names that an archive must not have, `signature.too_large` for more
 * than is read again, `signature.files_changed` when a file is not the same at its second reading
 */
export async function composeZip(
  entries: readonly (ZipEntry | NewEntry)[],
  comment: Uint8Array = new Uint8Array(),
): Promise<ByteSource> {
  checkNames(entries.map(({ name }) => name));
  checkBounds(entries, comment);
  const { ratioFreeBytes, maxRatio } = defaultZipLimits;
  // Half of it: signatures are added later, which are not dense, and must not make the rest too dense.
  const densest = inflatedOf(entries) <= ratioFreeBytes / 2 ? Infinity : maxRatio;
  const placed: ZipEntry[] = [];
  for (const entry of entries) placed.push('record' in entry ? entry : await place(entry, densest));
  const source = arrange(placed, comment);
  // New files never are; entries of others may be.
  if (isTooDense(placed, source.size)) throw tooLarge('the archive would inflate to far more than its size');
  if (isWithinLimits(placed)) composed.set(source, { entries: placed, comment });
  return source;
}

const composed = new WeakMap<ByteSource, ZipArchive>();

/** What reading takes without a further look at sizes; what is larger is read, and maybe refused. */
function isWithinLimits(entries: readonly ZipEntry[]): boolean {
  const { maxEntries, ratioFreeBytes } = defaultZipLimits;
  return entries.length <= maxEntries && inflatedOf(entries) <= ratioFreeBytes;
}

/**
 * The archive that was composed as this very source, whose bytes are those that were written: whoever changes it right
 * afterwards need not read it. Contents are those that were given, and not what an archive says of them.
 */
export function composedArchive(source: ByteSource): ZipArchive | undefined {
  return composed.get(source);
}

function checkNames(names: readonly string[]): void {
  try {
    for (const name of names) checkName(name);
    checkDistinct(names);
  } catch (error) {
    throw new SignatureError('signature.unsupported', String(error), { cause: error });
  }
}

/** What `readZip` refuses is not written: it would be found out by whoever opens the archive. */
function checkBounds(entries: readonly Pick<NewEntry, 'content'>[], comment: Uint8Array): void {
  const { maxEntries, maxInflatedBytes } = defaultZipLimits;
  if (entries.length > maxEntries) throw tooLarge(`more than ${maxEntries} entries`);
  if (inflatedOf(entries) > maxInflatedBytes) throw tooLarge(`more than ${maxInflatedBytes} bytes`);
  if (comment.length > saturated.two) throw tooLarge('the comment of an archive is too long');
}

function isTooDense(entries: readonly ZipEntry[], archiveSize: number): boolean {
  const { ratioFreeBytes, maxRatio } = defaultZipLimits;
  return inflatedOf(entries) > Math.max(ratioFreeBytes, archiveSize * maxRatio);
}

function inflatedOf(entries: readonly Pick<NewEntry, 'content'>[]): number {
  return entries.reduce((sum, { content }) => sum + content.size, 0);
}

const tooLarge = (message: string) => new SignatureError('signature.too_large', message);

/** 1 January 1980: an archive tells nothing about when and where it was made. */
const noDate = (1 << 5) | 1;

/** In less there is nothing to find twice. */
const leastDeflated = 32;
const deflateBytes = 4 * 1024 * 1024;

/** `densest`: bytes for each one that they are deflated to; what is denser is stored, since no reader would believe it. */
async function place({ name, content, mayDeflate }: NewEntry, densest: number): Promise<ZipEntry> {
  const nameBytes = Buffer.from(name, 'utf8');
  const isAscii = nameBytes.length === name.length;
  const sum = await checksumOf(content);
  const isWorthIt = content.size >= leastDeflated && content.size <= deflateBytes;
  const dense = mayDeflate && isWorthIt ? await deflate(content) : undefined;
  const deflated = dense && content.size <= dense.length * densest ? dense : undefined;
  const data = deflated ? sourceOf(deflated) : unchanged(content, sum);
  const isLarge = data.size >= saturated.four;
  const entry = {
    name,
    isDirectory: name.endsWith('/'),
    hasExtraField: false,
    compressedSize: data.size,
    crc32: sum,
    content,
    isStored: deflated === undefined,
    fields: {
      nameBytes,
      versionNeeded: isLarge ? 45 : deflated ? 20 : 10,
      flags: isAscii ? 0 : flags.utf8,
      time: 0,
      date: noDate,
    },
  };
  return { ...entry, record: joined([sourceOf(localHeader(entry)), data]) };
}

async function checksumOf(content: ByteSource): Promise<number> {
  let sum = 0;
  let length = 0;
  for await (const chunk of content.open()) {
    sum = crc32(chunk, sum);
    length += chunk.length;
  }
  if (length !== content.size) throw changed();
  return sum;
}

const changed = () => new SignatureError('signature.files_changed', 'a file changed while it was read');

function unchanged(content: ByteSource, sum: number): ByteSource {
  return {
    size: content.size,
    open: () => verified(content.open(), { size: content.size, crc32: sum }, changed),
    ...(content.slice && { slice: (start, end) => sliceOf(content, start, end) }),
  };
}

/** For what fits into a window of this size, smaller tables find the same, and take a third less time to be cleared. */
const smallBytes = 16 * 1024;
const smallTables = { windowBits: 14, memLevel: 7 };

/** Undefined where it gains nothing. */
async function deflate(content: ByteSource): Promise<Buffer | undefined> {
  const bytes = await readAll(content, deflateBytes);
  if (!bytes) throw changed();
  const deflated = deflateRawSync(bytes, bytes.length <= smallBytes ? smallTables : {});
  return deflated.length < bytes.length ? deflated : undefined;
}

type Described = Omit<ZipEntry, 'record'>;

function localHeader({ fields, ...entry }: Described): Buffer {
  const large = wide([entry.content.size, entry.compressedSize].filter((size) => size >= saturated.four));
  const header = Buffer.alloc(lengths.localHeader);
  header.writeUInt32LE(marks.localHeader, 0);
  header.writeUInt16LE(fields.versionNeeded, 4);
  writeShared(header, 6, { fields, ...entry });
  header.writeUInt16LE(fields.nameBytes.length, 26);
  header.writeUInt16LE(large.length, 28);
  return Buffer.concat([header, fields.nameBytes, large]);
}

/** What a local header and one of the directory have in common, from the flags to the size. */
function writeShared(header: Buffer, at: number, { fields, ...entry }: Described): void {
  header.writeUInt16LE(fields.flags, at);
  header.writeUInt16LE(entry.isStored ? methods.stored : methods.deflated, at + 2);
  header.writeUInt16LE(fields.time, at + 4);
  header.writeUInt16LE(fields.date, at + 6);
  header.writeUInt32LE(entry.crc32, at + 8);
  header.writeUInt32LE(Math.min(entry.compressedSize, saturated.four), at + 12);
  header.writeUInt32LE(Math.min(entry.content.size, saturated.four), at + 16);
}

/** The ZIP64 field (4.5.3) of the values that need it. */
function wide(values: readonly number[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0);
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(extraFields.zip64, 0);
  field.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries()) field.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  return field;
}

/** Some readers take names for UTF-8 only when they come from there (4.4.2); it asks for modes, in the upper half. */
const madeOnUnix = 3 << 8;
const modes = { file: 0o100644 * 0x10000, folder: 0o040755 * 0x10000 + 0x10 } as const;
const slash = 0x2f;

function directoryHeader(entry: ZipEntry, offset: number): Buffer {
  const { fields } = entry;
  const values = [entry.content.size, entry.compressedSize, offset];
  const large = wide(values.filter((value) => value >= saturated.four));
  const header = Buffer.alloc(lengths.directoryHeader);
  header.writeUInt32LE(marks.directoryHeader, 0);
  header.writeUInt16LE(madeOnUnix | 45, 4);
  header.writeUInt16LE(large.length > 0 ? 45 : fields.versionNeeded, 6);
  writeShared(header, 8, entry);
  header.writeUInt16LE(fields.nameBytes.length, 28);
  header.writeUInt16LE(large.length, 30);
  header.writeUInt32LE(fields.nameBytes.at(-1) === slash ? modes.folder : modes.file, 38);
  header.writeUInt32LE(Math.min(offset, saturated.four), 42);
  return Buffer.concat([header, fields.nameBytes, large]);
}

function arrange(entries: readonly ZipEntry[], comment: Uint8Array): ByteSource {
  let offset = 0;
  const headers = entries.map((entry) => {
    const header = directoryHeader(entry, offset);
    offset += entry.record.size;
    return header;
  });
  const directory = Buffer.concat(headers);
  if (directory.length > defaultZipLimits.maxDirectoryBytes)
    throw tooLarge('the names of entries are too long');
  const end = endOfDirectory({ entries: entries.length, size: directory.length, start: offset }, comment);
  return joined([...entries.map(({ record }) => record), sourceOf(Buffer.concat([directory, end]))]);
}

interface Directory {
  readonly entries: number;
  readonly size: number;
  readonly start: number;
}

function endOfDirectory({ entries, size, start }: Directory, comment: Uint8Array): Buffer {
  const isLarge = entries >= saturated.two || size >= saturated.four || start >= saturated.four;
  const end = Buffer.alloc(lengths.endOfDirectory);
  end.writeUInt32LE(marks.endOfDirectory, 0);
  end.writeUInt16LE(Math.min(entries, saturated.two), 8);
  end.writeUInt16LE(Math.min(entries, saturated.two), 10);
  end.writeUInt32LE(Math.min(size, saturated.four), 12);
  end.writeUInt32LE(Math.min(start, saturated.four), 16);
  end.writeUInt16LE(comment.length, 20);
  const zip64 = isLarge ? zip64End({ entries, size, start }) : Buffer.alloc(0);
  return Buffer.concat([zip64, end, comment]);
}

function zip64End({ entries, size, start }: Directory): Buffer {
  const bytes = Buffer.alloc(lengths.zip64EndOfDirectory + lengths.zip64Locator);
  bytes.writeUInt32LE(marks.zip64EndOfDirectory, 0);
  bytes.writeBigUInt64LE(BigInt(lengths.zip64EndOfDirectory - 12), 4);
  bytes.writeUInt16LE(45, 12);
  bytes.writeUInt16LE(45, 14);
  for (const [index, value] of [entries, entries, size, start].entries())
    bytes.writeBigUInt64LE(BigInt(value), 24 + 8 * index);
  const locator = lengths.zip64EndOfDirectory;
  bytes.writeUInt32LE(marks.zip64Locator, locator);
  bytes.writeBigUInt64LE(BigInt(start + size), locator + 8);
  bytes.writeUInt32LE(1, locator + 16);
  return bytes;
}
