import { createHash } from 'node:crypto';
import {
  type ByteSource,
  ecdsaValue,
  type JwsAlgorithm,
  jwsAlgorithm,
  type LevelSources,
  type NamedFile,
} from '../../../certs/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import type { Database, Transaction } from '../../db/index.ts';
import type { BulkRecorder, RecordEvent } from '../../records/index.ts';
import type { Contents } from '../contents/index.ts';
import { type DocumentRefusal, type FinishRefusal, type FollowingRefusal, refuse } from '../errors.ts';
import type { DocumentFormats, DocumentToSign } from '../formats.ts';
import {
  type Document,
  type DocumentKind,
  type DocumentPerson,
  type RequestOrigin,
  isBundle,
  largestRaised,
  signedMediaType,
  signedName,
} from '../model.ts';
import { originFacts } from '../deps.ts';
import { findDocuments, lockDocumentsToSign, writeSigned } from '../store.ts';
import { refusalOf, type Signing, type SigningItem } from './model.ts';
import { keepKnownKey } from './store.ts';

export interface FinishDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: BulkRecorder;
  readonly contents: Contents;
  readonly formats: DocumentFormats;
  readonly sources: LevelSources;
  /** Whose documents are signed here; those of another kind are unknown. */
  readonly kind: DocumentKind;
  /** Whether a card's certificate is remembered for the next signing. */
  readonly remembersCards?: boolean;
  /** What follows from the signatures, where anything does. */
  readonly following?: SignatureFollowing | undefined;
}

/** Documents of one signing as they are about to be kept. */
export interface SignedTogether {
  readonly person: DocumentPerson;
  readonly documents: readonly {
    readonly documentId: string;
    /** SHA-256 of the signed document, in hexadecimal. */
    readonly digest: string;
  }[];
  /** SHA-256 of the signer's certificate, in hexadecimal. */
  readonly certificate: string;
  readonly at: Date;
}

/**
 * What a feature does in the transaction that keeps the signed documents, before they are written. It refuses before it
 * writes anything itself; then nothing is signed, and the person is told the code.
 */
export type SignatureFollowing = (
  tx: Transaction,
  signed: SignedTogether,
) => Promise<FollowingRefusal | undefined>;

export interface Finish {
  readonly signing: Signing;
  readonly person: DocumentPerson;
  /** As the key gave them, in the order of the documents: ECDSA as R || S. */
  readonly values: readonly Uint8Array[];
  readonly from: RequestOrigin;
}

/** A document as its format takes it: the signed one where it has signatures. Undefined when its content is gone. */
export async function openToSign(
  contents: Contents,
  document: Document,
): Promise<DocumentToSign | undefined> {
  const { signedContentId, originalContentId } = document;
  const isSigned = signedContentId !== undefined;
  const content = await contents.open(signedContentId ?? originalContentId);
  if (!content) return undefined;
  const name = isSigned ? signedName(document) : document.name;
  const mediaType = isSigned ? signedMediaType(document.format) : document.mediaType;
  return { file: { name, mediaType, content }, isContainer: isSigned || isBundle(document) };
}

interface Completed {
  readonly item: SigningItem;
  readonly document: Document;
  readonly signed: ByteSource;
}

/** A signed document that is stored and named by nobody yet. */
interface Kept {
  readonly item: SigningItem;
  readonly document: Document;
  readonly contentId: string;
  readonly digest: Buffer;
}

/**
 * The second half, after the key has signed. Every value is checked before anything else; then time stamps and evidence
 * are fetched with no transaction open; then all documents, their histories and the record change in one. Undefined = all
 * are signed; otherwise all stay as they were.
 */
export async function finishSigning(deps: FinishDeps, finish: Finish): Promise<FinishRefusal | undefined> {
  const kept: Kept[] = [];
  let refusal: FinishRefusal | undefined;
  try {
    const completed = await completeAll(deps, finish);
    if ('kind' in completed) return completed;
    refusal = await raiseAll(deps, completed, kept);
    if (refusal) return refusal;
    refusal = await keepAll(deps, finish, kept);
    return refusal;
  } catch (error) {
    refusal = refusalOf(error);
    return refusal;
  } finally {
    if (refusal)
      await deps.contents.remove(
        deps.db,
        kept.map(({ contentId }) => contentId),
      );
  }
}

async function completeAll(
  { db, contents, formats, kind }: FinishDeps,
  { signing, person, values }: Finish,
): Promise<readonly Completed[] | DocumentRefusal> {
  const { items } = signing;
  if (!signing.isWhole) return refuse('document.unknown');
  const algorithm = jwsAlgorithm(signing.algorithm ?? '');
  if (!algorithm || items.length === 0 || values.length !== items.length)
    return refuse('document.value_mismatch');
  const completed: Completed[] = [];
  const ids = items.map(({ documentId }) => documentId);
  const found = await findDocuments(db, person.personalCode, kind, ids);
  const documents = new Map(found.map((one) => [one.documentId, one]));
  for (const [index, item] of items.entries()) {
    const document = documents.get(item.documentId);
    if (!document) return refuse('document.unknown');
    const toSign = await openToSign(contents, document);
    if (!toSign || document.version !== item.version || item.state === undefined)
      return refuse('document.changed');
    const value = valueOf(algorithm, values[index] ?? new Uint8Array());
    if (!value) return refuse('document.value_mismatch');
    const signed = await formats[document.format].complete(toSign, item.state, value);
    completed.push({ item, document, signed });
  }
  return completed;
}

/** As X.509 has it; undefined for what has not the length of the curve. */
function valueOf({ curve }: JwsAlgorithm, value: Uint8Array): Uint8Array | undefined {
  if (!curve) return value;
  return value.length === 2 * curve.length ? ecdsaValue(value) : undefined;
}

/** So many documents of one signing wait for time stamps and evidence side by side. */
const raisedAtOnce = 4;

/** Each adds what it stored to `kept`, also where another fails: nothing of it is left behind then. */
async function raiseAll(
  deps: FinishDeps,
  completed: readonly Completed[],
  kept: Kept[],
): Promise<DocumentRefusal | undefined> {
  for (let from = 0; from < completed.length; from += raisedAtOnce) {
    const together = completed.slice(from, from + raisedAtOnce);
    const outcomes = await Promise.allSettled(together.map((one) => raiseAndStore(deps, one)));
    const raised = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    kept.push(...raised.flatMap((one) => ('kind' in one ? [] : [one])));
    for (const one of outcomes) if (one.status === 'rejected') throw one.reason;
    const refusal = raised.find((one) => 'kind' in one);
    if (refusal) return refusal;
  }
  return undefined;
}

async function raiseAndStore(
  { contents, formats, sources }: FinishDeps,
  { item, document, signed }: Completed,
): Promise<Kept | DocumentRefusal> {
  const { format, size } = document;
  const file: NamedFile = {
    name: signedName(document),
    mediaType: signedMediaType(format),
    content: signed,
  };
  const raised = await formats[format].raise(file, 'LT', sources);
  const stored = await contents.put(raised.open(), largestRaised(size));
  return stored ? { item, document, ...stored } : refuse('document.format');
}

async function keepAll(
  { db, clock, contents, recorder, following, remembersCards }: FinishDeps,
  finish: Finish,
  kept: readonly Kept[],
): Promise<FinishRefusal | undefined> {
  const { person } = finish;
  const ids = kept.map(({ document }) => document.documentId);
  return db.transaction(async (tx) => {
    const locked = await lockDocumentsToSign(tx, ids, person.personalCode);
    const former: string[] = [];
    for (const { item, document } of kept) {
      const now = locked.get(document.documentId);
      // Whoever was invited may have been taken off since the values were checked.
      if (!now) return refuse('document.unknown');
      if (now.version !== item.version) return refuse('document.changed');
      if (now.signedContentId !== undefined) former.push(now.signedContentId);
    }
    const at = new Date(clock.now());
    const certificate = certificateDigest(finish);
    const refusal = await following?.(tx, { person, documents: kept.map(asSigned), certificate, at });
    if (refusal) return refusal;
    await writeSigned(tx, kept.map(asStored), { personalCode: person.personalCode, at });
    await recorder.recordAll(
      tx,
      kept.map((one) => signedEvent(finish, one)),
    );
    if (former.length > 0) await contents.remove(tx, former);
    if (remembersCards === true) await keepKnownKey(tx, finish.signing.signingId, at);
    return undefined;
  });
}

function asSigned({ document, digest }: Kept) {
  return { documentId: document.documentId, digest: digest.toString('hex') };
}

function asStored({ document, contentId }: Kept) {
  return { documentId: document.documentId, contentId };
}

function certificateDigest({ signing }: Finish): string {
  return createHash('sha256')
    .update(signing.certificate ?? '')
    .digest('hex');
}

function signedEvent(finish: Finish, { document, digest }: Kept): RecordEvent {
  const { signing, person, from } = finish;
  const facts = {
    document: document.documentId,
    digest: digest.toString('hex'),
    certificate: certificateDigest(finish),
    format: document.format,
    level: 'LT',
    way: signing.way,
    ...originFacts(from),
  };
  return { type: 'document.signed', accountId: person.accountId, facts };
}
