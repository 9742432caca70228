import { digestOf, readWhole } from '../byte-source.ts';
import { SignatureError } from '../errors.ts';
import type {
  ByteSource,
  Level,
  LevelSources,
  NamedFile,
  SignedDocument,
  TimestampSource,
} from '../model.ts';
import { type NewEntry, ZipError } from '../zip/index.ts';
import { addArchiveTimeStamp, type Changes } from './archive.ts';
import { metaNames } from './names.ts';
import { type ContainerReading, readContainer } from './read.ts';
import type { SignatureFile } from './signature-files.ts';
import { changeContainer, composeContainer, metaEntry, unsupported } from './write.ts';

type Raised = Exclude<Level, 'B'>;

/**
 * XAdES signatures, and CAdES in ASiC-S, keep their archive time stamps themselves; CAdES in ASiC-E, whose signatures
 * are over digests, and containers that are only time-stamped get one over the whole container.
 */
export async function raiseAsic(
  signed: SignedDocument,
  level: Raised,
  sources: LevelSources,
): Promise<ByteSource> {
  const reading = await open(signed, sources.timestamps);
  const { signatureId } = signed;
  const chosen = reading.signatureFiles.filter(
    ({ innerIds }) => signatureId === undefined || innerIds.has(signatureId),
  );
  if (chosen.length === 0 && (signatureId !== undefined || reading.timeStamps.length === 0))
    throw new SignatureError('signature.malformed', 'there is no such signature');
  checkHolds(chosen, signatureId);
  const replaced = new Map<string, NewEntry>();
  for (const file of chosen) {
    if (isArchived(file, reading)) continue;
    const raised = await raiseFile(file, { reading, level, sources, signatureId });
    if (raised) replaced.set(file.file.name, metaEntry(file.file.name, raised));
  }
  const isWhole = chosen.length === 0 || chosen.some((file) => isArchivedAsWhole(file, reading));
  let changes: Changes = { replaced, added: [] };
  if (level === 'LTA' && isWhole) changes = await addArchiveTimeStamp(reading, changes, sources);
  if (changes.replaced.size === 0 && changes.added.length === 0) return signed.file.content;
  return changeContainer(reading.container, changes);
}

async function open({ file }: SignedDocument, { hash }: TimestampSource): Promise<ContainerReading> {
  try {
    const reading = await readContainer(file, { knowsMade: true, hashes: [hash] });
    if (!('kind' in reading)) return reading;
    throw new SignatureError('signature.malformed', reading.message);
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    throw new SignatureError('signature.malformed', error.message, { cause: error });
  }
}

/** What a manifest lists is not what its signature's own format sees. */
function checkHolds(files: readonly SignatureFile[], signatureId: string | undefined): void {
  const meant = files.flatMap(({ signatures }) => signatures).filter(({ id }) => (signatureId ?? id) === id);
  if (
    meant.some(({ digests }) => digests.some(({ outcome }) => outcome === 'differs' || outcome === 'absent'))
  )
    throw new SignatureError('signature.files_changed', 'the files are not those that were signed');
}

/** A time stamp of the container is over the file as it is: a change would break it. */
function isArchived({ file }: SignatureFile, { timeStamps }: ContainerReading): boolean {
  return timeStamps.some(({ covers }) => covers.includes(file));
}

function isArchivedAsWhole(file: SignatureFile, reading: ContainerReading): boolean {
  const isOverManifest = file.file.kind === 'cades' && reading.container.type === 'ASiC-E';
  return isOverManifest || isArchived(file, reading);
}

interface Wish {
  readonly reading: ContainerReading;
  readonly level: Raised;
  readonly sources: LevelSources;
  readonly signatureId: string | undefined;
}

/** The file with its signatures raised; undefined where nothing was added. */
async function raiseFile(
  { file, opened, innerIds, signatures }: SignatureFile,
  { reading, level, sources, signatureId }: Wish,
): Promise<Uint8Array | undefined> {
  const isWhole = file.kind === 'cades' && reading.container.type === 'ASiC-E';
  const own = level === 'LTA' && isWhole ? 'LT' : level;
  const inner = signatureId === undefined ? undefined : innerIds.get(signatureId);
  if (signatures.length === 0) return undefined;
  const source = await opened.raise(own, sources, inner);
  if (source === file.content) return undefined;
  const raised = await readWhole(source, maxSignatureBytes);
  const before = await readWhole(file.content, maxSignatureBytes);
  return Buffer.compare(raised, before) === 0 ? undefined : raised;
}

const maxSignatureBytes = 128 * 1024 * 1024;

/**
 * An ASiC-S container that proves by a time stamp that a file existed (EN 319 162-1 4.3.3.2); `raise` to LTA renews it.
 * @throws SignatureError `signature.time_stamp_unavailable`; `signature.unsupported` for a name that it cannot have
 */
export async function stampAsic(file: NamedFile, timestamps: TimestampSource): Promise<ByteSource> {
  if (file.name === '') throw unsupported('the file has no name');
  const token = await timestamps.stamp(await digestOf(file.content, timestamps.hash));
  return composeContainer('ASiC-S', [file], [metaEntry(metaNames.timeStamp, token)]);
}
