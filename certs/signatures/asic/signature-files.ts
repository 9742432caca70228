import type { HashName } from '../../keys/index.ts';
import { openCadesToRaise } from '../cades/index.ts';
import type {
  NamedFile,
  OpenedDocument,
  Problem,
  ReadDocument,
  ReadResult,
  ReadSignature,
} from '../model.ts';
import { openXadesToRaise } from '../xades/index.ts';
import type { Container, MetaFile } from './container.ts';
import { failure, warning } from './problems.ts';
import type { CheckedManifest } from './references.ts';

/** A file of signatures, read. */
export interface SignatureFile {
  readonly file: MetaFile;
  /** Its signatures as their own format sees them. */
  readonly opened: OpenedDocument;
  /** With identifiers that no other signature of the container has. */
  readonly signatures: readonly ReadSignature[];
  /** The identifiers that they have within their file, by those of the container. */
  readonly innerIds: ReadonlyMap<string, string>;
  /** The files of the container that each signature protects, whether or not it holds. */
  readonly covers: ReadonlyMap<string, ReadonlySet<NamedFile>>;
}

export interface SignatureFiles {
  readonly files: readonly SignatureFile[];
  readonly problems: readonly Problem[];
  /** Why files could not be read. */
  readonly refusals: readonly Extract<ReadResult, { readonly kind: 'refused' }>[];
}

/** What a container is read for. */
export interface ReadingPurpose {
  /** Values that this process made a little while ago need no second verification. */
  readonly knowsMade: boolean;
  /** Of the time stamps that are to be put into it. */
  readonly hashes: readonly HashName[];
}

export const forJudging: ReadingPurpose = { knowsMade: false, hashes: [] };

export async function readSignatureFiles(
  container: Container,
  manifests: readonly CheckedManifest[],
  purpose: ReadingPurpose,
): Promise<SignatureFiles> {
  const taken = new Set<string>();
  const files: SignatureFile[] = [];
  const problems: Problem[] = [];
  const refusals: SignatureFiles['refusals'][number][] = [];
  for (const file of container.meta) {
    if (file.kind !== 'xades' && file.kind !== 'cades') continue;
    const manifest = manifests.find(({ signature }) => signature === file);
    const beside = besideOf(file, container, manifest);
    const opened = await open(file, beside, purpose);
    if (opened.kind === 'refused') {
      refusals.push(opened);
      const message = `${file.name}: ${opened.code}: ${opened.message}`;
      problems.push(failure('asic.signature_unreadable', message, 'EN 319 162-1 4.4.3'));
    } else files.push(describe(opened, { file, beside, container, manifest, taken }));
  }
  return { files, problems, refusals };
}

function open(file: MetaFile, detached: readonly NamedFile[], { knowsMade, hashes }: ReadingPurpose) {
  return file.kind === 'xades'
    ? openXadesToRaise({ file, detached }, knowsMade)
    : openCadesToRaise({ file, detached }, { knowsMade, others: hashes });
}

/** Those of a CAdES signature in ASiC-E are over its manifest; all others are over the files themselves. */
function besideOf(
  file: MetaFile,
  { type, files, meta }: Container,
  manifest: CheckedManifest | undefined,
): readonly NamedFile[] {
  if (file.kind === 'cades' && (type === 'ASiC-E' || manifest)) return manifest ? [manifest.file] : [];
  // XAdES may sign the list of files as well.
  return file.kind === 'xades' ? [...files, ...meta.filter(({ kind }) => kind === 'file-list')] : files;
}

interface Surroundings {
  readonly file: MetaFile;
  readonly beside: readonly NamedFile[];
  readonly container: Container;
  readonly manifest: CheckedManifest | undefined;
  /** Identifiers that signatures of the container have. */
  readonly taken: Set<string>;
}

function describe(opened: OpenedDocument, around: Surroundings): SignatureFile {
  const { document } = opened;
  const { file, container, manifest, taken } = around;
  const outer = new Map(document.signatures.map(({ id }) => [id, distinct(id, file.name, taken)] as const));
  const outerId = (id: string) => outer.get(id) ?? id;
  const covers = new Map<string, ReadonlySet<NamedFile>>();
  for (const { id } of document.signatures) covers.set(outerId(id), coveredBy(id, document, around));
  const signatures = document.signatures.map((one): ReadSignature => {
    const covered = covers.get(outerId(one.id)) ?? new Set();
    const missed = container.files.filter((each) => !covered.has(each));
    const isCounter = one.counterSigns !== undefined;
    return {
      ...one,
      id: outerId(one.id),
      ...(isCounter && { counterSigns: outerId(one.counterSigns ?? '') }),
      place: file.name,
      digests: [...one.digests, ...(isCounter ? [] : (manifest?.digests ?? []))],
      problems: [...one.problems, ...document.problems, ...(isCounter ? [] : notSigned(missed))],
      coversWholeDocument: isCounter || missed.length === 0,
    };
  });
  const innerIds = new Map([...outer].map(([inner, one]) => [one, inner] as const));
  return { file, opened, signatures, innerIds, covers };
}

/** A person reads no more names, and of many signatures over few of many files each would tell nearly all. */
const mostNamed = 12;

function notSigned(missed: readonly NamedFile[]): readonly Problem[] {
  if (missed.length === 0) return [];
  const names = missed.slice(0, mostNamed).map(({ name }) => name);
  const more = missed.length > mostNamed ? ` and ${missed.length - mostNamed} more` : '';
  const message = `the signature is not over ${names.join(', ')}${more}`;
  return [warning('asic.unsigned_file', message, 'EN 319 162-1 4.4.3')];
}

/** Identifiers are unique within a file, and need not be in a container. */
function distinct(id: string, place: string, taken: Set<string>): string {
  let unique = taken.has(id) ? `${place} ${id}` : id;
  // An Id may have been written to look like one that was made distinct.
  for (let count = 2; taken.has(unique); count += 1) unique = `${place} ${id} ${count}`;
  taken.add(unique);
  return unique;
}

function coveredBy(
  id: string,
  document: ReadDocument,
  { beside, container, manifest }: Surroundings,
): ReadonlySet<NamedFile> {
  // Of the document's files, those that lay beside the signature come last, in their order.
  const own = document.files.slice(document.files.length - beside.length);
  const direct = beside.filter((_file, index) => own[index]?.coveredBy.includes(id));
  const isOverManifest = manifest !== undefined && direct.includes(manifest.file);
  const covered = isOverManifest ? manifest.covers : direct;
  return new Set(container.files.filter((file) => covered.includes(file)));
}
