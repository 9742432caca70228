import { readAll } from '../byte-source.ts';
import type {
  Problem,
  ReadDocument,
  ReadFile,
  ReadRefusalCode,
  ReadResult,
  ReadSignature,
  SignedDocument,
} from '../model.ts';
import {
  attributeOf,
  childrenNamed,
  descendants,
  elementsOf,
  isNamed,
  readXml,
  textOf,
  type XmlDocument,
  type XmlElement,
  XmlError,
  type XmlErrorCode,
  xmlLimits,
} from '../xml/index.ts';
import { decodeBase64 } from './base64.ts';
import { isStandalone } from './coverage.ts';
import { ValueReader } from './evidence.ts';
import { base64Uri, dsNamespace, signatureName, wrapperName, xades } from './names.ts';
import { failure, warning } from './problems.ts';
import { readSignature, type ReadingContext, type SignatureReading } from './read-signature.ts';
import { createResolver } from './resolve.ts';
import { TooMuchWork, Work } from './work.ts';

/** An XML document that was read, with all that raising needs of it. */
export interface XadesReading {
  readonly xml: XmlDocument;
  readonly context: ReadingContext;
  readonly signatures: readonly SignatureReading[];
}

/** In one document, counter-signatures included. */
const maxSignatures = 500;

/** Reads every XAdES signature of a document. Never throws for what it is given. */
export async function readXades(signed: SignedDocument): Promise<ReadResult> {
  const opened = await openXades(signed);
  return 'kind' in opened ? opened : { kind: 'read', document: describe(opened, signed) };
}

export type Refused = Extract<ReadResult, { readonly kind: 'refused' }>;

/** `knowsMade`: values that this process made a little while ago need no second verification; for raising alone. */
export async function openXades(
  { file, detached }: SignedDocument,
  knowsMade = false,
): Promise<XadesReading | Refused> {
  const bytes = await readAll(file.content, xmlLimits.maxBytes);
  if (!bytes) return refuse('signature.too_large', 'the document is larger than is read');
  if (!isMarkup(bytes)) return refuse('signature.not_this_format', 'not XML');
  try {
    const xml = readXml(bytes);
    const found = findSignatures(xml.root);
    if (found.length === 0) return refuse('signature.not_this_format', 'XML without a signature');
    const context = {
      resolver: createResolver(xml, detached),
      values: new ValueReader(),
      work: new Work(),
      knowsMade,
    };
    return { xml, context, signatures: await readAllSignatures(found, context) };
  } catch (error) {
    if (error instanceof XmlError) return refuseXml(error, bytes);
    if (error instanceof TooMuchWork) return refuse('signature.too_complex', error.message);
    throw error;
  }
}

function refuse(code: Refused['code'], message: string): Refused {
  return { kind: 'refused', code, message };
}

/** What begins with < after white space, maybe behind a byte order mark. */
function isMarkup(bytes: Uint8Array): boolean {
  return /^(\u00EF\u00BB\u00BF)?[\t\n\r ]*</.test(Buffer.from(bytes.subarray(0, 1024)).toString('latin1'));
}

const refusals: Readonly<Record<XmlErrorCode, ReadRefusalCode>> = {
  'xml.malformed': 'signature.malformed',
  'xml.encoding': 'signature.malformed',
  'xml.doctype': 'signature.hostile',
  'xml.too_large': 'signature.too_large',
  'xml.too_complex': 'signature.too_complex',
};

/** A broken document is this format's only where it speaks of signatures. */
function refuseXml(error: XmlError, bytes: Buffer): Refused {
  const isOurs = bytes.includes(dsNamespace);
  return refuse(isOurs ? refusals[error.code] : 'signature.not_this_format', error.message);
}

const isSignature = (element: XmlElement) => isNamed(element, signatureName);

/** Signatures of the document itself; what lies inside of a signature is its own. */
function findSignatures(root: XmlElement): readonly XmlElement[] {
  const found: XmlElement[] = [];
  for (const element of descendants(root, isSignature)) {
    if (!isSignature(element)) continue;
    if (found.length >= maxSignatures) throw new TooMuchWork('more signatures than are read');
    found.push(element);
  }
  return found;
}

async function readAllSignatures(
  elements: readonly XmlElement[],
  context: ReadingContext,
): Promise<readonly SignatureReading[]> {
  const readings: SignatureReading[] = [];
  const taken = new Set<string>();
  const idOf = (element: XmlElement) => {
    const wished = attributeOf(element, 'Id') ?? `signature-${taken.size + 1}`;
    let id = wished;
    // An Id may have been written to look like one that was numbered.
    for (let count = taken.size + 1; taken.has(id); count += 1) id = `${wished}-${count}`;
    taken.add(id);
    return id;
  };
  const queue = elements.map((element) => ({ element, parent: undefined as SignatureReading | undefined }));
  for (const { element, parent } of queue) {
    if (readings.length >= maxSignatures) throw new TooMuchWork('more signatures than are read');
    const above = parent?.structure && { id: parent.read.id, structure: parent.structure };
    const reading = await readSignature(
      element,
      { id: idOf(element), ...(above ? { parent: above } : {}) },
      context,
    );
    readings.push(reading);
    queue.push(...counterSignaturesOf(reading).map((inner) => ({ element: inner, parent: reading })));
  }
  return readings;
}

function counterSignaturesOf({ structure }: SignatureReading): readonly XmlElement[] {
  const holders = structure?.unsigned.filter((one) => isNamed(one, xades('CounterSignature'))) ?? [];
  return holders.flatMap((holder) => childrenNamed(holder, signatureName));
}

export function describe(
  { xml, signatures }: XadesReading,
  { file, detached }: SignedDocument,
): ReadDocument {
  const files = [
    ...(signatures.some(({ structure }) => structure && !isStandalone(structure.element, xml.root))
      ? [
          fileOf(
            file,
            coveredBy(signatures, ({ kind }) => kind === 'document'),
          ),
        ]
      : []),
    ...signatures.flatMap(objectsOf),
    ...detached.map((one) =>
      fileOf(
        one,
        coveredBy(signatures, (subject) => subject.kind === 'file' && subject.name === one.name),
      ),
    ),
  ];
  return {
    format: 'XAdES',
    signatures: signatures.map((one) => signatureOf(one, xml, detached)),
    timeStamps: [],
    files,
    problems: problemsOf(xml),
  };
}

function fileOf({ name, mediaType, content }: SignedDocument['file'], ids: readonly string[]): ReadFile {
  return { name, mediaType, size: content.size, coveredBy: ids };
}

type SubjectTest = (subject: NonNullable<SignatureReading['coverage']>['subjects'][number]) => boolean;

function coveredBy(signatures: readonly SignatureReading[], isThis: SubjectTest): readonly string[] {
  return signatures.filter(({ coverage }) => coverage?.subjects.some(isThis)).map(({ read }) => read.id);
}

/** The files that an enveloping signature holds. */
function objectsOf({
  read,
  structure,
  coverage,
  references,
  statements,
}: SignatureReading): readonly ReadFile[] {
  const objects = structure?.objects.filter((one) => one !== structure.qualifying?.parent) ?? [];
  return objects.map((object) => {
    const index = coverage?.subjects.findIndex((one) => one.kind === 'object' && one.object === object) ?? -1;
    const id = references[index]?.reference.id ?? '';
    const isBase64 = attributeOf(object, 'Encoding') === base64Uri && elementsOf(object).length === 0;
    const size = isBase64 ? (decodeBase64(textOf(object))?.length ?? 0) : object.contentEnd - object.start;
    return {
      name: statements.descriptions.get(id) ?? attributeOf(object, 'Id') ?? 'Object',
      mediaType: statements.mediaTypes.get(id) ?? attributeOf(object, 'MimeType') ?? '',
      size,
      coveredBy: index < 0 ? [] : [read.id],
    };
  });
}

/** A detached signature covers all when every file that came with it is signed. */
function signatureOf(
  { read, coverage }: SignatureReading,
  xml: XmlDocument,
  detached: SignedDocument['detached'],
): ReadSignature {
  const names = new Set(coverage?.subjects.flatMap((one) => (one.kind === 'file' ? [one.name] : [])));
  const coversWholeDocument = read.coversWholeDocument && detached.every(({ name }) => names.has(name));
  const hasUnsignedComments = read.packaging === 'enveloped' && hasComments(xml);
  const problems: readonly Problem[] = hasUnsignedComments
    ? [...read.problems, warning('xades.unsigned_comments', 'comments of the document are not signed')]
    : read.problems;
  return { ...read, coversWholeDocument, problems };
}

function hasComments({ root, before, after }: XmlDocument): boolean {
  if ([...before, ...after].some(({ kind }) => kind === 'comment')) return true;
  for (const element of descendants(root))
    if (element.children.some(({ kind }) => kind === 'comment')) return true;
  return false;
}

function problemsOf({ root }: XmlDocument): readonly Problem[] {
  if (!isNamed(root, wrapperName)) return [];
  const isClean = elementsOf(root).every((one) => isNamed(one, signatureName)) && textOf(root).trim() === '';
  return isClean
    ? []
    : [failure('xades.unknown_content', 'something stands beside the signatures', 'EN 319 162-1 4.4.3.2')];
}
