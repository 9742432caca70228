import { digestOf, sourceOf } from '../byte-source.ts';
import { SignatureError } from '../errors.ts';
import type { ByteSource, ContainerType, NamedFile } from '../model.ts';
import { composeZip, defaultZipLimits, type NewEntry, type ZipEntry } from '../zip/index.ts';
import { type ListedFile, writeAsicManifest } from './asic-manifest.ts';
import { type Container, maxMetaFiles } from './container.ts';
import { writeFileList } from './file-list.ts';
import { mediaTypes, metaFolder, metaNames } from './names.ts';

/** An entry of the container's own, which is small. */
export function metaEntry(name: string, content: Uint8Array | ByteSource): NewEntry {
  return { name, content: content instanceof Uint8Array ? sourceOf(content) : content, mayDeflate: true };
}

/** A container of new files (EN 319 162-1 4.3.3 and 4.4.3): its type first, then files, then what is about them. */
export function composeContainer(
  type: ContainerType,
  files: readonly NamedFile[],
  meta: readonly NewEntry[],
): Promise<ByteSource> {
  checkFiles(type, files);
  return composeZip([
    { name: 'mimetype', content: sourceOf(Buffer.from(mediaTypes[type])), mayDeflate: false },
    ...files.map(({ name, content }) => ({ name, content, mayDeflate: true })),
    metaEntry(metaNames.fileList, writeFileList(type, files)),
    ...meta,
  ]);
}

/** Every signature, time stamp and manifest that a container may have finds room beside them. */
const mostFiles = defaultZipLimits.maxEntries - maxMetaFiles - 1;

/** @throws SignatureError `signature.unsupported` for files that such a container cannot have */
export function checkFiles(type: ContainerType, files: readonly NamedFile[]): void {
  if (files.length === 0) throw unsupported('there is no file to sign');
  if (type === 'ASiC-S' && files.length > 1) throw unsupported('ASiC-S is of one file');
  if (files.length > mostFiles) throw unsupported(`more than ${mostFiles} files`);
  if (files.some(({ name }) => isOwn(name))) throw unsupported('a file has the name of a part of containers');
}

/** The container with entries replaced, renamed away or added; all others stay as they lie. */
export function changeContainer(
  { archive }: Container,
  {
    replaced,
    added,
  }: { readonly replaced: ReadonlyMap<string, NewEntry>; readonly added: readonly NewEntry[] },
): Promise<ByteSource> {
  const entries: (ZipEntry | NewEntry)[] = archive.entries.map((entry) => replaced.get(entry.name) ?? entry);
  return composeZip([...entries, ...added], archive.comment);
}

/** A manifest over entries by their digests as they are now. */
export async function manifestOver(
  signature: { readonly name: string; readonly mediaType: string },
  files: readonly (NamedFile & { readonly isRootFile?: boolean })[],
): Promise<Buffer> {
  const listed: ListedFile[] = [];
  for (const { name, mediaType, content, isRootFile = false } of files)
    listed.push({ name, mediaType, digest: await digestOf(content, 'sha256'), isRootFile });
  return writeAsicManifest(signature, listed);
}

export function unsupported(message: string): SignatureError {
  return new SignatureError('signature.unsupported', message);
}

function isOwn(name: string): boolean {
  return name.toLowerCase() === 'mimetype' || name.toUpperCase().startsWith(metaFolder);
}
