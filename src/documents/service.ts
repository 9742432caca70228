import { type NamedFile } from '../../certs/signatures/index.ts';
import { unpackFiles } from '../../certs/signatures/asic/index.ts';
import { readPersonalCode } from '../accounts/index.ts';
import type { Transaction } from '../db/index.ts';
import type { OpenedContent } from './contents/index.ts';
import { type DocumentsDeps, originFacts } from './deps.ts';
import { type DocumentRefusal, refuse } from './errors.ts';
import {
  type Document,
  type DocumentPerson,
  isBundle,
  mostPersons,
  type NewFile,
  type Participant,
  type RequestOrigin,
  type Uploaded,
  signedMediaType,
  signedName,
} from './model.ts';
import { tellInvited } from './invitation.ts';
import { uploadFiles } from './upload.ts';
import {
  countInvitations,
  deleteSigner,
  type DocumentEvent,
  insertSigner,
  listEvents,
  listParticipants,
} from './persons-store.ts';
import { deleteDocument, findDocument, listDocuments, type ListedDocument, lockDocument } from './store.ts';

/** A file of a document, to be read. */
export interface DocumentFile {
  readonly name: string;
  readonly mediaType: string;
  readonly content: OpenedContent;
}

/** A person's documents. Whatever is asked for by id must be the person's, as owner or as signer. */
export interface Documents {
  /** One document: the file as it is, or a container of all of them (ASiC-E). */
  upload(
    person: DocumentPerson,
    files: AsyncIterable<NewFile>,
    from: RequestOrigin,
  ): Promise<Uploaded | DocumentRefusal>;
  /** The newest first; `before` is `next` of the page before. */
  list(
    person: DocumentPerson,
    page: { readonly before?: string | undefined; readonly limit: number },
  ): Promise<{ readonly documents: readonly Document[]; readonly next: string | undefined }>;
  find(person: DocumentPerson, documentId: string): Promise<Document | undefined>;
  persons(document: Document): Promise<readonly Participant[]>;
  /** The latest first, at most 100. */
  history(document: Document): Promise<readonly DocumentEvent[]>;
  /** `signed` = with its signatures, where there are any. */
  open(document: Document, which: 'original' | 'signed'): Promise<DocumentFile | undefined>;
  /** What a container of several files holds, in its order; empty for every other document. */
  files(document: Document): Promise<readonly NamedFile[]>;
  /** Asks somebody to sign, and tells the person; by the owner alone. */
  invite(
    person: DocumentPerson,
    documentId: string,
    typedCode: string,
    from: RequestOrigin,
  ): Promise<{ readonly kind: 'invited' } | DocumentRefusal>;
  /** Takes the request back from somebody who has not signed. */
  withdraw(
    person: DocumentPerson,
    documentId: string,
    personalCode: string,
  ): Promise<{ readonly kind: 'withdrawn' } | DocumentRefusal>;
  /** Removes the document for everybody; by the owner alone. What is recorded of it stays. */
  remove(
    person: DocumentPerson,
    documentId: string,
    from: RequestOrigin,
  ): Promise<{ readonly kind: 'removed' } | DocumentRefusal>;
}

export function createDocuments(deps: DocumentsDeps): Documents {
  const { db, contents } = deps;
  return {
    upload: (person, files, from) => uploadFiles(deps, person, files, from),
    async list({ personalCode }, { before, limit }) {
      const key = /^[0-9]{1,18}$/.test(before ?? '') ? before : undefined;
      const found = await listDocuments(db, personalCode, { before: key, limit: limit + 1 });
      const documents: readonly ListedDocument[] = found.slice(0, limit);
      return { documents, next: found.length > limit ? documents.at(-1)?.number : undefined };
    },
    find: async ({ personalCode }, documentId) =>
      isDocumentId(documentId) ? findDocument(db, personalCode, 'own', documentId) : undefined,
    persons: ({ documentId }) => listParticipants(db, documentId),
    history: ({ documentId }) => listEvents(db, documentId, 100),
    async open(document, which) {
      const isSigned = which === 'signed';
      const contentId = isSigned ? document.signedContentId : document.originalContentId;
      const content = contentId === undefined ? undefined : await contents.open(contentId);
      const mediaType = isSigned ? signedMediaType(document.format) : document.mediaType;
      return content && { name: isSigned ? signedName(document) : document.name, mediaType, content };
    },
    async files(document) {
      const content = isBundle(document) && (await contents.open(document.originalContentId));
      return (content && (await unpackFiles(content))) || [];
    },
    invite: (person, documentId, typedCode, from) => invite(deps, person, { documentId, typedCode, from }),
    withdraw: (person, documentId, personalCode) => withdraw(deps, person, documentId, personalCode),
    remove: (person, documentId, from) => remove(deps, person, documentId, from),
  };
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isDocumentId(id: string): boolean {
  return uuid.test(id);
}

/** Runs `work` under the document's lock, for its owner alone. */
async function asOwner<T>(
  { db }: DocumentsDeps,
  { personalCode }: DocumentPerson,
  documentId: string,
  work: (tx: Transaction) => Promise<T | DocumentRefusal>,
): Promise<T | DocumentRefusal> {
  if (!isDocumentId(documentId)) return refuse('document.unknown');
  return db.transaction(async (tx) => {
    const locked = await lockDocument(tx, documentId);
    const document = locked && (await findDocument(tx, personalCode, 'own', documentId));
    if (!document) return refuse('document.unknown');
    return document.role === 'owner' ? work(tx) : refuse('document.not_owner');
  });
}

/** Each is a message to somebody. */
const mostInvitations = 50;
const invitationWindowMs = 24 * 3_600_000;

function invite(
  deps: DocumentsDeps,
  person: DocumentPerson,
  asked: { readonly documentId: string; readonly typedCode: string; readonly from: RequestOrigin },
): ReturnType<Documents['invite']> {
  const { documentId, typedCode, from } = asked;
  return asOwner<{ readonly kind: 'invited' }>(deps, person, documentId, async (tx) => {
    const code = readPersonalCode(typedCode);
    if (!code) return refuse('document.person_code');
    const now = deps.clock.now();
    const since = new Date(now - invitationWindowMs);
    if ((await countInvitations(tx, person.accountId, since)) >= mostInvitations)
      return refuse('document.too_many_invitations');
    const present = await listParticipants(tx, documentId);
    if (present.length >= mostPersons) return refuse('document.too_many_persons');
    if (!(await insertSigner(tx, documentId, code, new Date(now)))) return refuse('document.person_present');
    const facts = { document: documentId, ...originFacts(from) };
    await deps.recorder.record(tx, { type: 'document.invited', accountId: person.accountId, facts });
    const address = `${deps.portalOrigin}/me/documents/${documentId}`;
    await tellInvited(deps.notifier, tx, { personalCode: code, inviter: person.name, address });
    return { kind: 'invited' };
  });
}

function withdraw(
  deps: DocumentsDeps,
  person: DocumentPerson,
  documentId: string,
  personalCode: string,
): ReturnType<Documents['withdraw']> {
  return asOwner<{ readonly kind: 'withdrawn' }>(deps, person, documentId, async (tx) =>
    (await deleteSigner(tx, documentId, personalCode))
      ? { kind: 'withdrawn' }
      : refuse('document.person_signed'),
  );
}

function remove(
  deps: DocumentsDeps,
  person: DocumentPerson,
  documentId: string,
  from: RequestOrigin,
): ReturnType<Documents['remove']> {
  return asOwner<{ readonly kind: 'removed' }>(deps, person, documentId, async (tx) => {
    await deps.contents.remove(tx, await deleteDocument(tx, documentId));
    const facts = { document: documentId, ...originFacts(from) };
    await deps.recorder.record(tx, { type: 'document.deleted', accountId: person.accountId, facts });
    return { kind: 'removed' };
  });
}
