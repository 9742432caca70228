import { hash } from 'node:crypto';
import { hashNameOf } from '../../cms/index.ts';
import { readTimeStampToken, type TimeStampToken } from '../../tsa/index.ts';
import { readAll } from '../byte-source.ts';
import { evidenceOfToken } from '../cades/archive.ts';
import type { NamedFile, Problem, ReadTimeStamp } from '../model.ts';
import { fileDigest } from '../xades/octets.ts';
import type { Container, MetaFile } from './container.ts';
import { metaNames } from './names.ts';
import { failure, warning } from './problems.ts';
import type { CheckedManifest } from './references.ts';
import type { SignatureFile } from './signature-files.ts';

/** A time-stamp token of the container, read. */
export interface ContainerTimeStamp {
  readonly file: MetaFile;
  readonly read: ReadTimeStamp;
  /** Entries that it protects, whether or not it holds. */
  readonly covers: readonly NamedFile[];
}

export interface ContainerTimeStamps {
  /** By their time. */
  readonly timeStamps: readonly ContainerTimeStamp[];
  readonly problems: readonly Problem[];
}

/** Room for certificates and revocation data inside. */
const maxTokenBytes = 1024 * 1024;

export async function readTimeStampFiles(
  container: Container,
  manifests: readonly CheckedManifest[],
  signatureFiles: readonly SignatureFile[],
): Promise<ContainerTimeStamps> {
  const problems: Problem[] = [];
  const found: ContainerTimeStamp[] = [];
  for (const file of container.meta.filter(({ kind }) => kind === 'time-stamp')) {
    const subject = subjectOf(file, container, manifests);
    if (!subject)
      problems.push(failure('asic.manifest', `nothing says what ${file.name} is of`, 'EN 319 162-1 4.4.3.3'));
    const read = await readOne(file, subject);
    if (read.unreadable !== undefined)
      problems.push(
        failure('asic.signature_unreadable', `${file.name}: ${read.unreadable}`, 'RFC 3161 2.4.2'),
      );
    problems.push(...referenceProblems(file, subject));
    found.push({ file, read, covers: subject?.covers ?? [] });
  }
  const tokens = new Map(found.map(({ file, read }) => [file.name, read.token] as const));
  const timeStamps = found.map(({ file, read, covers }) => ({
    file,
    covers,
    read: {
      ...read,
      proves: read.imprint === 'matches' ? provenBy(covers, tokens, signatureFiles) : read.proves,
    },
  }));
  return { timeStamps: timeStamps.toSorted(byTime), problems };
}

/** What a time stamp is of. */
interface Subject {
  /** Its imprint is of this: a manifest, or in ASiC-S the file itself. */
  readonly stamped: NamedFile;
  readonly covers: readonly NamedFile[];
  readonly manifest: CheckedManifest | undefined;
}

function subjectOf(
  file: MetaFile,
  { type, files }: Container,
  manifests: readonly CheckedManifest[],
): Subject | undefined {
  const manifest = manifests.find(({ signature }) => signature === file);
  if (manifest) return { stamped: manifest.file, covers: manifest.covers, manifest };
  const [only] = files;
  const isDirect = type === 'ASiC-S' && file.name === metaNames.timeStamp && only !== undefined;
  return isDirect ? { stamped: only, covers: [only], manifest: undefined } : undefined;
}

/** A manifest may list what another maker cannot find; a digest that differs breaks what is stamped. */
function referenceProblems(file: MetaFile, subject: Subject | undefined): readonly Problem[] {
  const wrong = subject?.manifest?.digests.filter(({ outcome }) => outcome !== 'matches') ?? [];
  return wrong.map(({ of, outcome }) =>
    warning('asic.reference', `${of} ${outcome} in what ${file.name} is of`, 'EN 319 162-1 A.7'),
  );
}

async function readOne(file: MetaFile, subject: Subject | undefined): Promise<ReadTimeStamp> {
  const octets = await readAll(file.content, maxTokenBytes);
  const id = `T-${hash('sha256', octets ?? Buffer.from(file.name), 'hex').slice(0, 16)}`;
  const read = octets && readTimeStampToken(octets);
  const kind = 'document';
  const proves = new Set<string>();
  if (read?.kind !== 'read') {
    const unreadable = read ? `${read.code}: ${read.message}` : 'too large';
    return { id, kind, token: undefined, unreadable, imprint: 'unsupported', proves };
  }
  return { id, kind, token: read.token, imprint: await imprintOf(read.token, subject), proves };
}

async function imprintOf(
  { tstInfo: { messageImprint } }: TimeStampToken,
  subject: Subject | undefined,
): Promise<ReadTimeStamp['imprint']> {
  const name = hashNameOf(messageImprint.algorithm);
  if (!name || !subject) return 'unsupported';
  if (!(await fileDigest(subject.stamped.content, name)).equals(messageImprint.digest)) return 'differs';
  const outcomes = subject.manifest?.digests.map(({ outcome }) => outcome) ?? [];
  if (outcomes.every((outcome) => outcome === 'matches')) return 'matches';
  return outcomes.includes('unsupported') ? 'unsupported' : 'differs';
}

/** Everything inside of the signatures and earlier time stamps that it covers. */
function provenBy(
  covers: readonly NamedFile[],
  tokens: ReadonlyMap<string, TimeStampToken | undefined>,
  signatureFiles: readonly SignatureFile[],
): ReadonlySet<string> {
  const names = new Set(covers.map(({ name }) => name));
  const ofTokens = [...names].flatMap((name) => {
    const token = tokens.get(name);
    if (!token) return [];
    const { certificates, crls, ocspResponses } = evidenceOfToken(token);
    return [token.raw, ...certificates, ...crls, ...ocspResponses];
  });
  const ofSignatures = signatureFiles
    .filter(({ file }) => names.has(file.name))
    .flatMap(({ signatures }) => signatures)
    .flatMap(({ evidence, signer, timeStamps }) => [
      ...[...evidence.certificates, ...evidence.crls, ...evidence.ocspResponses].map(({ raw }) => raw),
      ...(signer.certificate ? [signer.certificate.raw] : []),
      ...timeStamps.flatMap(({ token }) => (token ? [token.raw] : [])),
    ]);
  return new Set([...ofTokens, ...ofSignatures].map((octets) => hash('sha256', octets, 'hex')));
}

function byTime(left: ContainerTimeStamp, right: ContainerTimeStamp): number {
  return timeOf(left.read) - timeOf(right.read);
}

function timeOf({ token }: ReadTimeStamp): number {
  return token?.tstInfo.genTime ?? Number.MAX_SAFE_INTEGER;
}
