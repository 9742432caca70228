import { z } from 'zod';
import { type Reply, type Request, type Route, redirect, route } from '../http/index.ts';
import type { Language } from '../messages/index.ts';
import { type SignedInFrame, signedIn } from '../portal/index.ts';
import type { DocumentErrorCode } from './errors.ts';
import { documentTexts } from './messages.ts';
import { mostAtOnce } from './model.ts';
import { type DocumentRoutesDeps, showDocument, showList } from './routes.ts';
import type { PhoneDisplay } from './signing/index.ts';

const id = z.uuid();
const onward = { 303: 'To the page that tells the outcome, or to the sign-in.' };

/** What is done with documents: inviting, deleting, and the beginning of signing. */
export function actionRoutes(deps: DocumentRoutesDeps): Route[] {
  return [...personRoutes(deps), ...beginRoutes(deps)];
}

function newsPath({ params }: Request, news: string): string {
  return `/me/documents/${params['id']}?news=${news}`;
}

function personRoutes(deps: DocumentRoutesDeps): Route[] {
  const { documents, portal } = deps;
  const code = z.string().max(40);
  const refusals = {
    403: 'Not the owner.',
    404: 'No such document of mine.',
    422: 'Refused; the page says why.',
  };
  return [
    route({
      id: 'documents.invite',
      method: 'POST',
      path: '/me/documents/:id/invite',
      formPage: '/me/documents/:id',
      summary: 'Asks somebody to sign my document',
      audience: 'page',
      body: z.strictObject({ code }),
      responses: { ...refusals, ...onward },
      handle: (request) =>
        signedIn(portal, request, async (frame) => {
          const typedCode = request.body.code;
          const done = await documents.invite(frame.person, request.params['id'] ?? '', typedCode, request);
          return done.kind === 'invited'
            ? redirect(newsPath(request, 'invited'))
            : showDocument(deps, request, frame, { error: done.code, typedCode });
        }),
    }),
    route({
      id: 'documents.withdraw',
      method: 'POST',
      path: '/me/documents/:id/withdraw',
      formPage: '/me/documents/:id',
      summary: 'Takes the request to sign back',
      audience: 'page',
      body: z.strictObject({ code }),
      responses: { ...refusals, ...onward },
      handle: (request) =>
        signedIn(portal, request, async (frame) => {
          const done = await documents.withdraw(frame.person, request.params['id'] ?? '', request.body.code);
          return done.kind === 'withdrawn'
            ? redirect(newsPath(request, 'withdrawn'))
            : showDocument(deps, request, frame, { error: done.code });
        }),
    }),
    route({
      id: 'documents.delete',
      method: 'POST',
      path: '/me/documents/:id/delete',
      formPage: '/me/documents/:id',
      summary: 'Deletes my document for everybody',
      audience: 'page',
      responses: { ...refusals, ...onward },
      handle: (request) =>
        signedIn(portal, request, async (frame) => {
          const done = await documents.remove(frame.person, request.params['id'] ?? '', request);
          return done.kind === 'removed'
            ? redirect('/me/documents?news=removed')
            : showDocument(deps, request, frame, { error: done.code });
        }),
    }),
  ];
}

const stamp = z.enum(['yes']).optional();
const chosen = z.union([id.transform((one) => [one]), z.array(id).max(mostAtOnce)]);

function beginRoutes(deps: DocumentRoutesDeps): Route[] {
  const { signings, portal } = deps;
  const byCard = route({
    id: 'documents.sign_by_card',
    method: 'POST',
    path: '/me/documents/sign',
    formPage: '/me/documents',
    summary: 'Begins to sign documents with the card',
    audience: 'page',
    body: z.strictObject({ document: chosen.optional(), stamp, phone: id.optional() }),
    responses: {
      409: 'Somebody else is signing one of them.',
      422: 'Refused; the page says why.',
      ...onward,
    },
    handle: (request) =>
      signedIn(portal, request, async (frame) => {
        const ids = request.body.document ?? [];
        if (ids.length === 0) return redirect('/me/documents?news=chosen_none');
        const begun = await signings.beginWithCard(frame.person, ids, stampOf(request, request.body.stamp));
        return begun.kind === 'begun'
          ? redirect(`/me/documents/signing/${begun.signingId}`)
          : showRefused(deps, request, frame, { ids, error: begun.code });
      }),
  });
  const byPhone = route({
    id: 'documents.sign_by_phone',
    method: 'POST',
    path: '/me/documents/:id/sign-by-phone',
    formPage: '/me/documents/:id',
    summary: 'Asks my phone to sign the document',
    audience: 'page',
    body: z.strictObject({ phone: id, stamp, document: id.optional() }),
    responses: { 409: 'Somebody else is signing it.', 422: 'Refused; the page says why.', ...onward },
    handle: (request) =>
      signedIn(portal, request, async (frame) => {
        const begun = await signings.beginWithPhone(frame.person, request.params['id'] ?? '', {
          phoneId: request.body.phone,
          display: phoneDisplay(deps, request),
          stampLanguage: stampOf(request, request.body.stamp),
        });
        return begun.kind === 'begun'
          ? redirect(`/me/documents/signing/${begun.signingId}`)
          : showDocument(deps, request, frame, { error: begun.code });
      }),
  });
  return [byCard, byPhone];
}

/** What the phone shows of who asks. */
function phoneDisplay(deps: DocumentRoutesDeps, request: Request): PhoneDisplay {
  const { language, origin } = request;
  const { service } = documentTexts[language];
  return {
    clientId: 'portal',
    serviceName: `${service} (${new URL(origin).host})`,
    language,
    browser: deps.describeBrowser(request),
    place: '',
  };
}

function stampOf({ language }: Request, wanted: 'yes' | undefined): Language | undefined {
  return wanted === 'yes' ? language : undefined;
}

function showRefused(
  deps: DocumentRoutesDeps,
  request: Request,
  frame: SignedInFrame,
  { ids, error }: { readonly ids: readonly string[]; readonly error: DocumentErrorCode },
): Promise<Reply> {
  const [only] = ids;
  if (only === undefined || ids.length > 1 || error === 'document.unknown')
    return showList(deps, request, frame, { error });
  return showDocument(deps, { ...request, params: { id: only } }, frame, { error });
}
