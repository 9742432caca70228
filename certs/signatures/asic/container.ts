import { readAll } from '../byte-source.ts';
import type { ByteSource, ContainerType, NamedFile, Problem } from '../model.ts';
import { composedArchive, readZip, type ZipArchive, type ZipEntry, ZipError } from '../zip/index.ts';
import { compareFileList, type FileList, readFileList } from './file-list.ts';
import { mediaTypes, type MetaKind, metaFolder, metaKindOf } from './names.ts';
import { failure, warning } from './problems.ts';

/** A container, opened and not yet read. */
export interface Container {
  readonly type: ContainerType;
  readonly archive: ZipArchive;
  /** What people put into it. */
  readonly files: readonly NamedFile[];
  readonly meta: readonly MetaFile[];
  readonly problems: readonly Problem[];
}

/** An entry below META-INF. */
export interface MetaFile extends NamedFile {
  readonly kind: MetaKind;
}

/** Of all that is signature, time stamp or manifest. */
const maxMetaBytes = 64 * 1024 * 1024;
export const maxMetaFiles = 512;

/**
 * `knowsMade`: one that this process composed a little while ago is not read again; for raising alone.
 * @throws ZipError `signature.not_this_format` for archives that are no containers of signatures
 */
export async function openContainer(content: ByteSource, knowsMade = false): Promise<Container> {
  const archive = (knowsMade ? composedArchive(content) : undefined) ?? (await archiveIn(content));
  const entries = archive.entries.filter(({ isDirectory }) => !isDirectory);
  const meta = entries.filter(({ name }) => name.startsWith(metaFolder)).map(metaFile);
  const declared = await declaredType(archive);
  if (!declared.type && !meta.some(({ kind }) => signing.has(kind))) throw notContainer();
  checkBounds(meta);
  const type = declared.type ?? guessedType(meta);
  const list = await fileListOf(meta);
  const files = entries
    .filter(({ name }) => name !== 'mimetype' && !name.startsWith(metaFolder))
    .map(({ name, content: data }) => ({ name, mediaType: list?.entries.get(name) ?? '', content: data }));
  const problems = [
    ...declared.problems,
    ...(list ? compareFileList(list, type, files) : []),
    ...contentProblems(type, files, meta),
    ...commentProblems(archive),
  ];
  return { type, archive, files, meta, problems };
}

async function archiveIn(content: ByteSource): Promise<ZipArchive> {
  const read = await readZip(content);
  if (read.kind === 'read') return read.archive;
  throw new ZipError(read.code, read.message);
}

const signing: ReadonlySet<MetaKind> = new Set<MetaKind>(['xades', 'cades', 'time-stamp']);

const notContainer = () => new ZipError('signature.not_this_format', 'an archive without signatures');

function metaFile({ name, content }: ZipEntry): MetaFile {
  return { name, mediaType: '', content, kind: metaKindOf(name) };
}

function checkBounds(meta: readonly MetaFile[]): void {
  const bytes = meta.reduce((sum, { content }) => sum + content.size, 0);
  if (meta.length > maxMetaFiles)
    throw new ZipError('signature.too_complex', `more than ${maxMetaFiles} signatures and manifests`);
  if (bytes > maxMetaBytes) throw new ZipError('signature.too_large', 'the signatures are too large');
}

const longestMediaType = 255;

function wrong(message: string): Problem {
  return failure('asic.mimetype', message, 'EN 319 162-1 A.1');
}

/** What the entry mimetype says, which must be the first and stored (EN 319 162-1 A.1). */
async function declaredType(archive: ZipArchive): Promise<{
  readonly type: ContainerType | undefined;
  readonly problems: readonly Problem[];
}> {
  const at = archive.entries.findIndex(({ name }) => name === 'mimetype');
  const entry = archive.entries[at];
  if (!entry) return { type: undefined, problems: [wrong('there is no mimetype')] };
  const text = (await readAll(entry.content, longestMediaType))?.toString('latin1') ?? '';
  const type = text.trim() === mediaTypes['ASiC-S'] ? 'ASiC-S' : 'ASiC-E';
  if (text.trim() !== mediaTypes[type]) throw notContainer();
  const problems = [
    ...(at > 0 ? [wrong('mimetype is not the first entry')] : []),
    ...(entry.isStored ? [] : [wrong('mimetype is compressed')]),
    ...(entry.hasExtraField ? [hasExtra] : []),
    ...(text === mediaTypes[type] ? [] : [wrong('something stands around the media type')]),
  ];
  return { type, problems };
}

/** It moves the media type from where it is looked for, and changes nothing else. */
const hasExtra = warning('asic.mimetype', 'mimetype has an extra field', 'EN 319 162-1 A.1');

/** Programs show comments, and nothing signs them; the media type may stand in that of the archive (A.1). */
function commentProblems({ entries, comment }: ZipArchive): readonly Problem[] {
  const text = Buffer.from(comment).toString('latin1');
  const isPlain = ['', ...Object.values(mediaTypes).map((type) => `mimetype=${type}`)].includes(text);
  const commented = entries.find(({ hasComment }) => hasComment);
  if (isPlain && !commented) return [];
  const what = commented ? `a comment on ${commented.name}` : 'the comment of the archive';
  return [warning('asic.comment', `${what} is not signed`, 'EN 319 162-1 A.1')];
}

/** By what only ASiC-E has. */
function guessedType(meta: readonly MetaFile[]): ContainerType {
  const kinds: readonly MetaKind[] = ['file-list', 'asic-manifest'];
  return meta.some(({ kind }) => kinds.includes(kind)) ? 'ASiC-E' : 'ASiC-S';
}

async function fileListOf(meta: readonly MetaFile[]): Promise<FileList | undefined> {
  const file = meta.find(({ kind }) => kind === 'file-list');
  return file && readFileList(file.content);
}

/** What each type of container holds (EN 319 162-1 4.3.3 and 4.4.3). */
function contentProblems(
  type: ContainerType,
  files: readonly NamedFile[],
  meta: readonly MetaFile[],
): readonly Problem[] {
  const of = (kind: MetaKind) => meta.filter((one) => one.kind === kind);
  const signatures = [...of('xades'), ...of('cades')];
  const isSimple = type === 'ASiC-S';
  const kinds = [of('xades'), of('cades'), of('time-stamp')].filter((all) => all.length > 0);
  const unknown = of('unknown').map(({ name }) =>
    warning('asic.unknown_file', `not known: ${name}`, 'EN 319 162-1 4.4.3.1'),
  );
  const records = of('evidence-record').map(({ name }) =>
    warning('asic.evidence_record', `an evidence record is passed over: ${name}`, 'EN 319 162-1 4.4.3'),
  );
  const problems: Problem[] = [...unknown, ...records];
  if (isSimple && files.length !== 1)
    problems.push(
      failure('asic.data_files', `ASiC-S has one file, not ${files.length}`, 'EN 319 162-1 4.3.3.1'),
    );
  if (!isSimple && files.length === 0)
    problems.push(failure('asic.data_files', 'the container has no file', 'EN 319 162-1 4.4.3.1'));
  if (isSimple && (kinds.length > 1 || signatures.length > 1 || of('asic-manifest').length > 0))
    problems.push(
      failure('asic.contents', 'ASiC-S has one file of signatures or time stamps', 'EN 319 162-1 4.3.3.2'),
    );
  if (!isSimple && of('xades').length > 0 && of('file-list').length === 0)
    problems.push(warning('asic.manifest', 'there is no list of the files', 'EN 319 162-1 4.4.3.2'));
  return problems;
}
