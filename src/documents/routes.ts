import { z } from 'zod';
import {
  json,
  page,
  type Reply,
  type Request,
  RequestError,
  type Route,
  redirect,
  route,
  type UploadedFile,
} from '../http/index.ts';
import { type PortalDeps, type SignedInFrame, signedIn } from '../portal/index.ts';
import type { DocumentErrorCode } from './errors.ts';
import type { Document } from './model.ts';
import { documentNews, documentPage, type DocumentView } from './pages/document.ts';
import { documentsPage, listNews, type ListView } from './pages/list.ts';
import type { Documents } from './service.ts';
import type { CardAsking } from './signing-site.ts';
import type { Signings } from './signing/index.ts';

export interface DocumentRoutesDeps {
  readonly portal: PortalDeps;
  readonly documents: Documents;
  readonly signings: Signings;
  /** Octets of the largest document. */
  readonly largest: number;
  /** Where cards sign: the agent, and who signs requests to it. Undefined = no card signs here. */
  readonly card?: CardAsking | undefined;
  /** The browser in words, for the phone. */
  describeBrowser(request: Request): string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const listSize = 20;
/** What a form takes beside its file. */
const formOctets = 16 * 1024;
const signInFirst = { 303: 'To the sign-in, when nobody is signed in.' };
const onward = { 303: 'To the page that tells the outcome, or to the sign-in.' };

const statuses: Partial<Record<DocumentErrorCode, number>> = {
  'document.unknown': 404,
  'document.not_owner': 403,
  'document.being_signed': 409,
  'document.signed_already': 409,
};

/** The keys of requests to card agents, at the origin that asks (smartcard/agent/PROTOCOL.md 1). */
export function jwksRoute(keys: () => Promise<object>): Route {
  return route({
    id: 'documents.jwks',
    method: 'GET',
    path: '/jwks',
    summary: 'The keys that sign requests to card agents (RFC 7517)',
    audience: 'api',
    responses: { 200: 'The keys.' },
    handle: async () => json(await keys()),
  });
}

/** My documents: the list, upload, and one document with its bytes. */
export function documentRoutes(deps: DocumentRoutesDeps): Route[] {
  return [...listRoutes(deps), ...documentPages(deps)];
}

function listRoutes(deps: DocumentRoutesDeps): Route[] {
  const list = route({
    id: 'documents.list',
    method: 'GET',
    path: '/me/documents',
    summary: 'My documents, the newest first',
    audience: 'page',
    query: z.strictObject({
      before: z.string().max(20).optional(),
      news: z.enum(listNews).optional(),
    }),
    responses: { 200: 'The page.', ...signInFirst },
    handle: (request) =>
      signedIn(deps.portal, request, (frame) => showList(deps, request, frame, request.query)),
  });
  const upload = route({
    id: 'documents.upload',
    method: 'POST',
    path: '/me/documents/upload',
    formPage: '/me/documents',
    summary: 'Takes a document: a file, or several that become one container',
    audience: 'page',
    body: z.strictObject({}),
    upload: {
      get maxBytes() {
        return deps.largest + formOctets;
      },
    },
    responses: { 422: 'Not taken; the page says why.', ...onward },
    handle: (request) => signedIn(deps.portal, request, (frame) => takeUpload(deps, request, frame)),
  });
  return [list, upload];
}

export async function showList(
  deps: DocumentRoutesDeps,
  request: Request,
  frame: SignedInFrame,
  { before, ...view }: Pick<ListView, 'news' | 'error'> & { readonly before?: string | undefined },
): Promise<Reply> {
  const found = await deps.documents.list(frame.person, { before, limit: listSize });
  const drawn = documentsPage(request, frame, {
    ...found,
    ...view,
    isFirst: before === undefined,
    largest: deps.largest,
    hasCard: deps.card !== undefined,
  });
  return page(drawn, { status: view.error === undefined ? 200 : 422 });
}

async function takeUpload(deps: DocumentRoutesDeps, request: Request, frame: SignedInFrame): Promise<Reply> {
  const outcome = await deps.documents.upload(frame.person, chosenFiles(request.files), request);
  if (outcome.kind === 'refused') return showList(deps, request, frame, { error: outcome.code });
  return redirect(`/me/documents/${outcome.documentId}?news=uploaded`);
}

/** A browser sends a part without a name where no file was chosen. */
async function* chosenFiles(files: AsyncIterable<UploadedFile>): AsyncGenerator<UploadedFile> {
  for await (const file of files) if (file.field === 'file' && file.name !== '') yield file;
}

function documentPages(deps: DocumentRoutesDeps): Route[] {
  const show = route({
    id: 'documents.show',
    method: 'GET',
    path: '/me/documents/:id',
    summary: 'One of my documents',
    audience: 'page',
    query: z.strictObject({ news: z.enum(documentNews).optional() }),
    responses: { 200: 'The page.', 404: 'No such document of mine.', ...signInFirst },
    handle: (request) =>
      signedIn(deps.portal, request, (frame) =>
        showDocument(deps, request, frame, { news: request.query.news }),
      ),
  });
  const contents = (['original', 'signed'] as const).map((which) =>
    route({
      id: `documents.${which}`,
      method: 'GET',
      path: `/me/documents/:id/${which}`,
      summary: `The ${which} document, as a download or, a PDF, shown by the browser`,
      audience: 'page',
      query: z.strictObject({ show: z.enum(['yes']).optional() }),
      responses: { 200: 'Its bytes.', 404: 'No such document of mine.', ...signInFirst },
      handle: (request) =>
        signedIn(deps.portal, request, async (frame) => {
          const document = await findDocument(deps, request, frame);
          const file = await deps.documents.open(document, which);
          if (!file) throw new RequestError(404, 'http.not_found');
          const isShown = request.query.show === 'yes' && file.mediaType === 'application/pdf';
          return {
            kind: 'content',
            status: 200,
            body: file.content.open(),
            size: file.content.size,
            type: file.mediaType,
            name: file.name,
            disposition: isShown ? 'inline' : 'attachment',
          };
        }),
    }),
  );
  return [show, ...contents, fileRoute(deps)];
}

/** One of several files, out of their container. */
function fileRoute(deps: DocumentRoutesDeps): Route {
  return route({
    id: 'documents.file',
    method: 'GET',
    path: '/me/documents/:id/files/:number',
    summary: 'One of the files of a document that holds several, as a download',
    audience: 'page',
    responses: { 200: 'Its bytes.', 404: 'No such file of mine.', ...signInFirst },
    handle: (request) =>
      signedIn(deps.portal, request, async (frame) => {
        const files = await deps.documents.files(await findDocument(deps, request, frame));
        const number = request.params['number'] ?? '';
        const file = /^[1-9][0-9]?$/.test(number) ? files[Number(number) - 1] : undefined;
        if (!file) throw new RequestError(404, 'http.not_found');
        return {
          kind: 'content',
          status: 200,
          body: file.content.open(),
          size: file.content.size,
          type: 'application/octet-stream',
          name: file.name,
          disposition: 'attachment',
        };
      }),
  });
}

async function findDocument(
  { documents }: DocumentRoutesDeps,
  request: Request,
  frame: SignedInFrame,
): Promise<Document> {
  const document = await documents.find(frame.person, request.params['id'] ?? '');
  if (!document) throw new RequestError(404, 'http.not_found');
  return document;
}

export async function showDocument(
  deps: DocumentRoutesDeps,
  request: Request,
  frame: SignedInFrame,
  view: Pick<DocumentView, 'news' | 'error' | 'typedCode'>,
): Promise<Reply> {
  const document = await findDocument(deps, request, frame);
  const [files, persons, history, phones] = await Promise.all([
    deps.documents.files(document),
    deps.documents.persons(document),
    deps.documents.history(document),
    document.signedAt ? [] : deps.signings.phonesOf(frame.person),
  ]);
  const hasCard = deps.card !== undefined;
  const drawn = documentPage(request, frame, { document, files, persons, history, phones, hasCard, ...view });
  return page(drawn, { status: statusOf(view.error) });
}

function statusOf(error: string | undefined): number {
  if (error === undefined) return 200;
  const known: Readonly<Record<string, number>> = statuses;
  return known[error] ?? 422;
}
