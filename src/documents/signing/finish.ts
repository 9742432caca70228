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
import type { Recorder } from '../../records/index.ts';
import type { Contents } from '../contents/index.ts';
import { type DocumentRefusal, refuse } from '../errors.ts';
import type { DocumentFormats, DocumentToSign } from '../formats.ts';
import {
  type Document,
  type DocumentPerson,
  type RequestOrigin,
  isBundle,
  largestRaised,
  signedMediaType,
  signedName,
} from '../model.ts';
import { originFacts } from '../deps.ts';
import { findDocument, lockDocumentToSign, writeSigned } from '../store.ts';
import { refusalOf, type Signing, type SigningItem } from './model.ts';

export interface FinishDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly contents: Contents;
  readonly formats: DocumentFormats;
  readonly sources: LevelSources;
}

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
export async function finishSigning(deps: FinishDeps, finish: Finish): Promise<DocumentRefusal | undefined> {
  const kept: Kept[] = [];
  let refusal: DocumentRefusal | undefined;
  try {
    const completed = await completeAll(deps, finish);
    if ('kind' in completed) return completed;
    for (const one of completed) {
      const raised = await raiseAndStore(deps, one);
      if ('kind' in raised) return (refusal = raised);
      kept.push(raised);
    }
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
  { db, contents, formats }: FinishDeps,
  { signing, person, values }: Finish,
): Promise<readonly Completed[] | DocumentRefusal> {
  const { items } = signing;
  const algorithm = jwsAlgorithm(signing.algorithm ?? '');
  if (!algorithm || items.length === 0 || values.length !== items.length)
    return refuse('document.value_mismatch');
  const completed: Completed[] = [];
  for (const [index, item] of items.entries()) {
    const document = await findDocument(db, person.personalCode, item.documentId);
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

function keepAll(
  deps: FinishDeps,
  finish: Finish,
  kept: readonly Kept[],
): Promise<DocumentRefusal | undefined> {
  // Two signings that share documents never wait for each other.
  const ordered = kept.toSorted((a, b) => (a.document.documentId < b.document.documentId ? -1 : 1));
  return deps.db.transaction(async (tx) => {
    const former: string[] = [];
    for (const { item, document } of ordered) {
      // Whoever was invited may have been taken off since the values were checked.
      const locked = await lockDocumentToSign(tx, document.documentId, finish.person.personalCode);
      if (!locked) return refuse('document.unknown');
      if (locked.version !== item.version) return refuse('document.changed');
      if (locked.signedContentId !== undefined) former.push(locked.signedContentId);
    }
    for (const one of ordered) await keep(deps, tx, finish, one);
    await deps.contents.remove(tx, former);
    return undefined;
  });
}

async function keep(
  { clock, recorder }: FinishDeps,
  tx: Transaction,
  { signing, person, from }: Finish,
  { document, contentId, digest }: Kept,
): Promise<void> {
  const { documentId, format } = document;
  const at = new Date(clock.now());
  await writeSigned(tx, { documentId, contentId, personalCode: person.personalCode, at });
  const facts = {
    document: documentId,
    digest: digest.toString('hex'),
    certificate: createHash('sha256')
      .update(signing.certificate ?? '')
      .digest('hex'),
    format,
    level: 'LT',
    way: signing.way,
    ...originFacts(from),
  };
  await recorder.record(tx, { type: 'document.signed', accountId: person.accountId, facts });
}
