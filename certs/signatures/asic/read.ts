import { evidenceOfToken } from '../cades/archive.ts';
import { joinRaw } from '../cades/evidence-in-message.ts';
import { createEvidenceReader } from '../cades/evidence-reader.ts';
import type {
  NamedFile,
  Problem,
  ReadDocument,
  ReadFile,
  ReadResult,
  ReadSignature,
  ReadTimeStamp,
  SignedDocument,
} from '../model.ts';
import { ZipError } from '../zip/index.ts';
import { type Container, openContainer } from './container.ts';
import { looksLikeSignature } from './names.ts';
import { failure, warning } from './problems.ts';
import { checkManifests, type CheckedManifest } from './references.ts';
import {
  forJudging,
  type ReadingPurpose,
  readSignatureFiles,
  type SignatureFile,
} from './signature-files.ts';
import { type ContainerTimeStamp, readTimeStampFiles } from './time-stamps.ts';

/** A container with all that raising needs of it. */
export interface ContainerReading {
  readonly container: Container;
  readonly manifests: readonly CheckedManifest[];
  readonly signatureFiles: readonly SignatureFile[];
  readonly timeStamps: readonly ContainerTimeStamp[];
  readonly document: ReadDocument;
}

/** Whether and what the bytes are (ETSI EN 319 162-1); see `SignatureFormat`. */
export async function readAsic({ file }: SignedDocument): Promise<ReadResult> {
  try {
    const reading = await readContainer(file);
    return 'kind' in reading ? reading : { kind: 'read', document: reading.document };
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    return { kind: 'refused', code: error.code, message: error.message };
  }
}

type Refused = Extract<ReadResult, { readonly kind: 'refused' }>;

/** @throws ZipError */
export async function readContainer(
  file: NamedFile,
  purpose: ReadingPurpose = forJudging,
): Promise<ContainerReading | Refused> {
  const container = await openContainer(file.content, purpose.knowsMade);
  const { manifests, problems: ofManifests } = await checkManifests(container);
  const {
    files: signatureFiles,
    problems,
    refusals,
  } = await readSignatureFiles(container, manifests, purpose);
  const stamps = await readTimeStampFiles(container, manifests, signatureFiles);
  const [refused] = refusals;
  if (refused && signatureFiles.length === 0 && stamps.timeStamps.length === 0)
    return refused.code === 'signature.not_this_format'
      ? { ...refused, code: 'signature.malformed' }
      : refused;
  const reading = { container, manifests, signatureFiles, timeStamps: stamps.timeStamps };
  const around = [...container.problems, ...ofManifests, ...problems, ...stamps.problems];
  return { ...reading, document: documentOf(reading, around) };
}

function documentOf(reading: Omit<ContainerReading, 'document'>, problems: readonly Problem[]): ReadDocument {
  const { container, signatureFiles, timeStamps } = reading;
  const files = container.files.map((file) => describeFile(file, reading));
  const isSigned = signatureFiles.length > 0 || timeStamps.length > 0;
  return {
    format: container.type,
    signatures: signatureFiles.flatMap((file) =>
      file.signatures.map((one) => withArchives(one, file, timeStamps)),
    ),
    timeStamps: timeStamps.filter((one) => !coversSignatures(one, signatureFiles)).map(({ read }) => read),
    files,
    problems: [
      ...problems,
      ...(isSigned ? [] : [warning('asic.not_signed', 'nothing is signed', 'EN 319 162-1 4.3')]),
      ...files.filter(({ coveredBy }) => coveredBy.length === 0).flatMap((file) => unsigned(file, isSigned)),
    ],
  };
}

function describeFile(
  file: NamedFile,
  { signatureFiles, timeStamps }: Omit<ContainerReading, 'document'>,
): ReadFile {
  const bySignatures = signatureFiles.flatMap(({ covers }) =>
    [...covers].filter(([, covered]) => covered.has(file)).map(([id]) => id),
  );
  const byTimeStamps = timeStamps.filter(({ covers }) => covers.includes(file)).map(({ read }) => read.id);
  const { name, mediaType, content } = file;
  return { name, mediaType, size: content.size, coveredBy: [...bySignatures, ...byTimeStamps] };
}

/** A file that nothing protects beside files that are protected would be taken for one of them. */
function unsigned({ name }: ReadFile, isSigned: boolean): readonly Problem[] {
  if (looksLikeSignature(name))
    return [
      failure(
        'asic.signature_outside_meta_inf',
        `a signature lies where none does: ${name}`,
        'EN 319 162-1 4.4.3',
      ),
    ];
  return isSigned ? [failure('asic.unsigned_file', `nothing signs ${name}`, 'EN 319 162-1 4.4.3')] : [];
}

function coversSignatures({ covers }: ContainerTimeStamp, signatureFiles: readonly SignatureFile[]): boolean {
  return signatureFiles.some(({ file }) => covers.includes(file));
}

/** Time stamps of the container over a file of signatures are archive time stamps of these (EN 319 162-1 A.7). */
function withArchives(
  signature: ReadSignature,
  { file }: SignatureFile,
  timeStamps: readonly ContainerTimeStamp[],
): ReadSignature {
  const archives = timeStamps
    .filter(({ covers }) => covers.includes(file))
    .map(({ read }): ReadTimeStamp => ({ ...read, kind: 'archive' }));
  if (archives.length === 0) return signature;
  const tokens = archives.flatMap(({ token }) => (token ? [evidenceOfToken(token)] : []));
  const { evidence } = createEvidenceReader().readRaw(joinRaw(tokens));
  const isArchived = archives.some(({ imprint }) => imprint !== 'unsupported');
  const level = signature.level === 'LT' && isArchived ? 'LTA' : signature.level;
  return {
    ...signature,
    level,
    timeStamps: [...signature.timeStamps, ...archives],
    evidence: {
      certificates: [...signature.evidence.certificates, ...evidence.certificates],
      crls: [...signature.evidence.crls, ...evidence.crls],
      ocspResponses: [...signature.evidence.ocspResponses, ...evidence.ocspResponses],
    },
  };
}
