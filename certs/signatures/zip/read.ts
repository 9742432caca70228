import { readAll, sliceOf, sourceOf } from '../byte-source.ts';
import type { ByteSource } from '../model.ts';
import { defaultZipLimits, type ZipArchive, type ZipEntry, type ZipLimits } from './archive.ts';
import { deflatedContent, storedContent } from './content.ts';
import { type DirectoryHeader, readDirectory } from './directory.ts';
import { findDirectory, readRange } from './end-of-directory.ts';
import { hostile, ZipError, type ZipRefusalCode } from './errors.ts';
import { lengths, marks, methods } from './layout.ts';
import { type LocalRecord, readLocalRecord } from './local-record.ts';
import { checkDistinct } from './names.ts';

export type ReadZip =
  | { readonly kind: 'read'; readonly archive: ZipArchive }
  | { readonly kind: 'refused'; readonly code: ZipRefusalCode; readonly message: string };

/**
 * An archive in which every byte has one meaning: the directory and the local headers agree, entries lie one behind the
 * other from the first byte to the directory, and their names are distinct relative paths. Anything else is refused.
 * Contents are not read. Bounded; throws only what the source throws.
 */
export async function readZip(file: ByteSource, limits: ZipLimits = defaultZipLimits): Promise<ReadZip> {
  try {
    return { kind: 'read', archive: await archiveOf(await sliceable(file), limits) };
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    return { kind: 'refused', code: error.code, message: error.message };
  }
}

/** Small archives are read once; of large ones, parts are asked for. */
const inMemoryBytes = 1024 * 1024;
const unslicedBytes = 64 * 1024 * 1024;

async function sliceable(file: ByteSource): Promise<ByteSource> {
  if (file.slice && file.size > inMemoryBytes) return file;
  const bytes = await readAll(file, file.slice ? inMemoryBytes : unslicedBytes);
  if (!bytes) throw new ZipError('signature.too_large', 'the archive cannot be read in parts');
  return sourceOf(bytes);
}

async function archiveOf(source: ByteSource, limits: ZipLimits): Promise<ZipArchive> {
  await checkMark(source);
  const place = await findDirectory(source);
  const headers = await readDirectory(source, place, limits);
  checkDistinct(headers.map(({ name }) => name));
  const ordered = headers.toSorted((a, b) => a.localHeader - b.localHeader);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (const [index, header] of ordered.entries()) {
    if (header.localHeader !== at) throw hostile(`something lies before ${header.name}, or twice there`);
    const record = await readLocalRecord(source, header, ordered[index + 1]?.localHeader ?? place.start);
    entries.push(entryOf(source, header, record));
    at = record.end;
  }
  if (at !== place.start) throw hostile('something lies before the directory');
  return { entries, comment: place.comment };
}

/** An archive begins with a local header; one that begins with anything else could be two things at once. */
async function checkMark(source: ByteSource): Promise<void> {
  const isLongEnough = source.size >= lengths.endOfDirectory;
  const mark = isLongEnough ? (await readRange(source, 0, 4)).readUInt32LE(0) : 0;
  if (mark !== marks.localHeader && mark !== marks.endOfDirectory)
    throw new ZipError('signature.not_this_format', 'not a ZIP archive');
}

function entryOf(source: ByteSource, header: DirectoryHeader, record: LocalRecord): ZipEntry {
  const { name, nameBytes, versionNeeded, flags, time, date, crc32, compressedSize, size } = header;
  const isStored = header.method === methods.stored;
  const data = sliceOf(source, record.dataStart, record.dataEnd);
  const makeContent = isStored ? storedContent : deflatedContent;
  return {
    name,
    isDirectory: name.endsWith('/'),
    isStored,
    hasExtraField: header.hasExtraField || record.hasExtraField,
    hasComment: header.hasComment,
    compressedSize,
    crc32,
    content: makeContent(data, { size, crc32 }),
    record: sliceOf(source, record.start, record.end),
    fields: { nameBytes, versionNeeded, flags, time, date },
  };
}
