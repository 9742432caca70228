import { randomUUID } from 'node:crypto';
import { type ByteSource, type NamedFile, SignatureError } from '../../certs/signatures/index.ts';
import { packFiles } from '../../certs/signatures/asic/index.ts';
import type { Queryable } from '../db/index.ts';
import type { StoredContent } from './contents/index.ts';
import { type DocumentsDeps, originFacts } from './deps.ts';
import { type DocumentRefusal, refuse } from './errors.ts';
import {
  bundleFormat,
  bundleName,
  type DocumentPerson,
  distinctNames,
  formatOf,
  type HeldFile,
  mostFiles,
  type NewFile,
  readDocumentName,
  type RequestOrigin,
  type Uploaded,
} from './model.ts';
import { findHeld, insertDocuments } from './store.ts';

const mostDocuments = 1_000;

interface StoredFile {
  readonly name: string;
  readonly stored: StoredContent;
}

/** One file is a document as it is; several become one, a container that holds them all. */
export async function uploadFiles(
  deps: DocumentsDeps,
  person: DocumentPerson,
  files: AsyncIterable<NewFile>,
  from: RequestOrigin,
): Promise<Uploaded | DocumentRefusal> {
  const { db, contents } = deps;
  if (await isFull(deps, db, person)) return refuse('document.too_many');
  const kept: StoredFile[] = [];
  let taken = false;
  try {
    const refusal = await storeFiles(deps, files, kept);
    if (refusal) return refusal;
    const [only, ...others] = kept;
    if (!only) return refuse('document.no_file');
    if (others.length > 0) return await keepBundle(deps, person, kept, from);
    // If it fails nobody knows whether a document names the content by then.
    taken = true;
    const outcome = await keep(deps, person, { ...only, ...formatOf(only.stored.head) }, from);
    taken = outcome.kind === 'uploaded';
    return outcome;
  } finally {
    // What belongs to no document is not left to be swept.
    if (!taken)
      await contents.remove(
        db,
        kept.map(({ stored }) => stored.contentId),
      );
  }
}

/** Whether the person's share is used up. */
async function isFull(
  { limits }: DocumentsDeps,
  on: Queryable,
  { personalCode }: DocumentPerson,
): Promise<boolean> {
  const held = await findHeld(on, personalCode);
  return held.documents >= mostDocuments || held.octets >= limits.person;
}

async function storeFiles(
  { contents, limits }: DocumentsDeps,
  files: AsyncIterable<NewFile>,
  kept: StoredFile[],
): Promise<DocumentRefusal | undefined> {
  let left = limits.document;
  for await (const { name, content } of files) {
    if (kept.length >= mostFiles) return refuse('document.too_many_files');
    const stored = await contents.put(content, left);
    if (!stored) return refuse('document.too_large');
    kept.push({ name: readDocumentName(name), stored });
    if (stored.size === 0) return refuse('document.empty');
    left -= stored.size;
  }
  return undefined;
}

/** Names, checksums and the directory of a container. */
const largestFrame = 1024 * 1024;

async function keepBundle(
  deps: DocumentsDeps,
  person: DocumentPerson,
  parts: readonly StoredFile[],
  from: RequestOrigin,
): Promise<Uploaded | DocumentRefusal> {
  const names = distinctNames(parts.map((one) => one.name));
  const packed = await pack(deps, parts, names);
  if ('kind' in packed) return packed;
  const stored = await deps.contents.put(packed.open(), deps.limits.document + largestFrame);
  if (!stored) return refuse('document.too_large');
  const name = bundleName(parts.map((one) => one.name));
  const files = parts.map((one, index) => ({
    name: names[index] ?? '',
    digest: one.stored.digest.toString('hex'),
  }));
  return keep(deps, person, { name, stored, files, ...bundleFormat }, from);
}

async function pack(
  { contents }: DocumentsDeps,
  parts: readonly StoredFile[],
  names: readonly string[],
): Promise<ByteSource | DocumentRefusal> {
  const files: NamedFile[] = [];
  for (const [index, { stored }] of parts.entries()) {
    const content = await contents.open(stored.contentId);
    if (!content) throw new Error('a file that was just stored is gone');
    files.push({ name: names[index] ?? '', mediaType: formatOf(stored.head).mediaType, content });
  }
  try {
    return await packFiles(files);
  } catch (error) {
    if (error instanceof SignatureError) return refuse('document.format');
    throw error;
  }
}

async function keep(
  deps: DocumentsDeps,
  person: DocumentPerson,
  kept: StoredFile & ReturnType<typeof formatOf> & { readonly files?: readonly HeldFile[] },
  from: RequestOrigin,
): Promise<Uploaded | DocumentRefusal> {
  const { db, clock, recorder } = deps;
  const { accountId, personalCode } = person;
  const documentId = randomUUID();
  const { name, stored, files = [], format, mediaType } = kept;
  const { contentId, digest } = stored;
  return db.transaction(async (tx) => {
    // Others of the same person may have come while this one was on its way.
    if (await isFull(deps, tx, person)) return refuse('document.too_many');
    const at = new Date(clock.now());
    const ownerCode = personalCode;
    await insertDocuments(tx, [
      { documentId, name, contentId, files, format, mediaType, ownerCode, at, kind: 'own' },
    ]);
    const facts = { document: documentId, digest: digest.toString('hex'), ...originFacts(from) };
    await recorder.record(tx, { type: 'document.uploaded', accountId, facts });
    return { kind: 'uploaded', documentId };
  });
}
