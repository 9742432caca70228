import { readWhole } from '../../byte-source.ts';
import { contentHashesOf, readMessage, type ReadMessage } from '../../cades/index.ts';
import { SignatureError } from '../../errors.ts';
import type {
  Problem,
  ReadDocument,
  ReadRefusalCode,
  ReadResult,
  ReadSignature,
  SignedDocument,
} from '../../model.ts';
import type { Digests } from '../../byte-source.ts';
import type { HashName } from '../../../keys/index.ts';
import { maxPdfBytes } from '../open.ts';
import { openPdf, type PdfFile } from '../pdf/document.ts';
import { PdfError, type PdfErrorKind, tooComplex } from '../pdf/errors.ts';
import { listFields, listSignedFields } from '../pdf/fields.ts';
import { changesAfter } from './changes/index.ts';
import { coveredRevision, strayEnd } from './coverage.ts';
import { documentTimeStamp, problemsOfTimeStamp, readToken, timeStampId } from './document-time-stamp.ts';
import { createEvidenceByRevision } from './evidence-by-revision.ts';
import { digestRanges } from './range-digests.ts';
import { fail, readSignatureDictionary, type SignatureDictionary, warn } from './signature-dictionary.ts';
import { type CoveringTimeStamp, readPdfSignature } from './pdf-signature.ts';

/** Never throws for what the file is. */
export async function read({ file }: SignedDocument): Promise<ReadResult> {
  try {
    const bytes = await readWhole(file.content, maxPdfBytes);
    if (Buffer.from(bytes.subarray(0, 5)).toString('latin1') !== '%PDF-')
      return { kind: 'refused', code: 'signature.not_this_format', message: 'the file is no PDF' };
    const { document } = readSigned(openPdf(bytes));
    const { name, mediaType, content } = file;
    const coveredBy = document.signatures.map(({ id }) => id);
    const stamps = document.timeStamps.map(({ id }) => id);
    const files = [{ name, mediaType, size: content.size, coveredBy: [...coveredBy, ...stamps] }];
    return { kind: 'read', document: { ...document, files } };
  } catch (error) {
    if (error instanceof PdfError)
      return { kind: 'refused', code: refusals[error.kind], message: error.message };
    if (error instanceof SignatureError && error.code === 'signature.too_large')
      return { kind: 'refused', code: error.code, message: error.message };
    throw error;
  }
}

const refusals: Readonly<Record<PdfErrorKind, ReadRefusalCode>> = {
  malformed: 'signature.malformed',
  too_complex: 'signature.too_complex',
  encrypted: 'signature.encrypted',
};

/** A signature or time stamp with its message, what it covers, and the digest of that. */
export interface ReadEntry {
  readonly dictionary: SignatureDictionary;
  readonly message: ReadMessage | undefined;
  readonly token: ReturnType<typeof readToken> | undefined;
  /** The last revision that is all in its range. */
  readonly revision: number | undefined;
  readonly digests: Digests | undefined;
}

/** What was read, with each signature beside what it was read from. */
export interface SignedPdf {
  readonly document: Omit<ReadDocument, 'files'>;
  readonly signatures: readonly { readonly entry: ReadEntry; readonly signature: ReadSignature }[];
}

/**
 * `knowsMade`: as in the reading of messages, for raising alone.
 * @throws PdfError
 */
export function readSigned(file: PdfFile, knowsMade = false): SignedPdf {
  const { index: newest } = file.revision();
  const dictionaries = dictionariesOf(file, newest);
  const entries = readEntries(file, dictionaries);
  const covered = entries.flatMap(({ revision }) => revision ?? []);
  const changes = changesAfter(file, Math.min(newest, ...covered));
  const evidence = createEvidenceByRevision(file, entries);
  const stamps = entries
    .filter(({ dictionary }) => dictionary.kind === 'timeStamp')
    .map(({ dictionary, token, revision, digests }): CoveringTimeStamp => {
      const id = timeStampId(dictionary);
      const proves = revision === undefined ? new Set<string>() : evidence.provenBy(revision);
      const sound = revision === undefined ? undefined : digests;
      const timeStamp = documentTimeStamp(id, token ?? readToken(dictionary), { digests: sound, proves });
      return { timeStamp, revision, gapStart: dictionary.range?.gapStart ?? 0 };
    });
  const read = uniquelyNamed(
    entries
      .filter(({ dictionary }) => dictionary.kind === 'signature')
      .flatMap((entry) =>
        readPdfSignature(file, entry, { changes, evidence, stamps, knowsMade }).map((signature) => ({
          entry,
          signature,
        })),
      ),
  );
  const signatures = read.map(({ signature }) => signature);
  const used = new Set(signatures.flatMap(({ timeStamps }) => timeStamps.map(({ id }) => id)));
  const document = {
    format: 'PAdES',
    signatures,
    timeStamps: stamps.map(({ timeStamp }) => timeStamp).filter(({ id }) => !used.has(id)),
    problems: problemsOfDocument(file, entries),
  } as const;
  return { document, signatures: read.filter(({ signature }) => signature.counterSigns === undefined) };
}

/** Every signature field with a value, in the order in which they were added. */
function dictionariesOf(file: PdfFile, revision: number): readonly SignatureDictionary[] {
  const seen = new Set<number>();
  const fields = listSignedFields(file, revision);
  if (fields.length > mostSignatures) throw tooComplex('more signatures than a document may have');
  const dictionaries = fields.map((field) => {
    const read = readSignatureDictionary(file, revision, field);
    const isShared = read.number !== undefined && seen.has(read.number);
    if (read.number !== undefined) seen.add(read.number);
    if (!isShared) return read;
    const problem = fail('pades.shared_dictionary', 'two fields have one signature', 'ISO 32000-2 12.7.5.5');
    return { ...read, range: undefined, problems: [...read.problems, problem] };
  });
  const end = ({ range }: SignatureDictionary) => range?.end ?? file.bytes.length;
  return dictionaries.sort((left, right) => end(left) - end(right));
}

const mostSignatures = 2000;

function readEntries(file: PdfFile, dictionaries: readonly SignatureDictionary[]): readonly ReadEntry[] {
  const parts = dictionaries.map((dictionary) => {
    const isSignature = dictionary.kind === 'signature';
    const message = isSignature && dictionary.message ? readMessage(dictionary.message) : undefined;
    return { dictionary, message, token: isSignature ? undefined : readToken(dictionary) };
  });
  const wanted = parts.flatMap(({ dictionary: { range }, message, token }) => {
    const hashes = new Set<HashName>(
      message?.kind === 'read'
        ? contentHashesOf(message.signedData)
        : token?.token && token.hash
          ? [token.hash]
          : [],
    );
    return range ? [{ range, hashes }] : [];
  });
  const digests = digestRanges(file.bytes, wanted);
  const byRange = new Map(wanted.map(({ range }, index) => [range, digests[index]]));
  return parts.map((part) => {
    const { range } = part.dictionary;
    return {
      ...part,
      revision: range && coveredRevision(file, range.end),
      digests: range && byRange.get(range),
    };
  });
}

/** The same signature in two dictionaries has the same content, and so would have the same name. */
function uniquelyNamed(read: SignedPdf['signatures']): SignedPdf['signatures'] {
  const counts = new Map<string, number>();
  return read.map(({ entry, signature }) => {
    const count = (counts.get(signature.id) ?? 0) + 1;
    counts.set(signature.id, count);
    return { entry, signature: count === 1 ? signature : { ...signature, id: `${signature.id}-${count}` } };
  });
}

function problemsOfDocument(file: PdfFile, entries: readonly ReadEntry[]): readonly Problem[] {
  const problems = entries
    .filter(({ dictionary }) => dictionary.kind === 'timeStamp')
    .flatMap(({ dictionary }) => problemsOfTimeStamp(dictionary.field.name, dictionary.problems));
  const removed = removedSignatures(file);
  if (removed.length > 0)
    problems.push(
      warn(
        'pades.signature_removed',
        `earlier revisions have signatures that the newest has not: ${removed.join(', ')}`,
        'ISO 32000-2 12.8',
      ),
    );
  const stray = strayEnd(file);
  if (stray.length > 0) problems.push(warn('pades.trailing_bytes', stray.join(), 'ISO 32000-2 7.5.5'));
  return problems;
}

/** Names of fields that were signed once and are not any more. */
function removedSignatures(file: PdfFile): readonly string[] {
  const namesOf = (revision: number) => {
    try {
      const signed = listFields(file, revision).filter(
        ({ type, value }) => type === 'Sig' && value !== undefined,
      );
      return signed.map(({ name, value, reference }) => {
        const number =
          typeof value === 'object' && value?.type === 'reference' ? value.number : reference?.number;
        return { name, key: `${name} ${number ?? ''}` };
      });
    } catch (error) {
      if (error instanceof PdfError && error.kind === 'malformed') return [];
      throw error;
    }
  };
  const { index: newest } = file.revision();
  const there = new Set(namesOf(newest).map(({ key }) => key));
  const once = file.revisions.slice(0, newest).flatMap(({ index }) => namesOf(index));
  return [...new Set(once.filter(({ key }) => !there.has(key)).map(({ name }) => name))];
}
