import { page, type Reply, type Request, type Route, redirect, route } from '../http/index.ts';
import { ownDocument, portalDocument, type SignedInFrame, signedIn } from '../portal/index.ts';
import { errorText } from './error-texts.ts';
import { documentTexts } from './messages.ts';
import { phonePage } from './pages/signing.ts';
import type { DocumentRoutesDeps } from './routes.ts';
import { cardSigningRoutes, findSigning, onward, signingPathOf } from './signing-routes.ts';
import type { SigningSite } from './signing-site.ts';
import type { Signing } from './signing/index.ts';

type PortalSigning = SigningSite<SignedInFrame>;

const path = '/me/documents/signing';
const signInFirst = { 303: 'To the sign-in, when nobody is signed in.' };

/** The steps of a person's signings at the portal, with the card or the phone. */
export function signingRoutes(deps: DocumentRoutesDeps): Route[] {
  const site = portalSigning(deps);
  const showPhone = async (request: Request, frame: SignedInFrame, signing: Signing): Promise<Reply> => {
    const state = await deps.signings.phoneState(signing);
    const controlCode = state?.kind === 'running' ? state.controlCode : '';
    return page(
      phonePage(request, site, { frame, signing, path: signingPathOf(site, request), controlCode }),
    );
  };
  return [...cardSigningRoutes(site, showPhone), ...phoneRoutes(deps, site)];
}

function portalSigning(deps: DocumentRoutesDeps): PortalSigning {
  const { portal, signings, card, now } = deps;
  return {
    id: 'documents',
    pattern: path,
    pathOf: () => path,
    signings,
    card,
    now,
    service: (language) => documentTexts[language].service,
    callsAgent: false,
    enter: (request, _, work) => signedIn(portal, request, work),
    draw: (request, frame, drawn) => ownDocument(request, frame, { place: 'documents', ...drawn }),
    drawUnknown(request, drawn) {
      const { signInUrl, signOut, certificates } = portal;
      const frame = { person: undefined, signInUrl, signOutAction: signOut.action, certificates };
      return portalDocument(request, frame, { layout: 'sheet', ...drawn });
    },
    endTexts: (language) => documentTexts[language].over,
    errorText,
    afterwards({ language }, { items }) {
      const [first] = items;
      const href = first && items.length === 1 ? `/me/documents/${first.documentId}` : '/me/documents';
      return [{ href, text: documentTexts[language].over.toDocument }];
    },
  };
}

const longestWaitMs = 25_000;

function phoneRoutes(deps: DocumentRoutesDeps, site: PortalSigning): Route[] {
  const take = route({
    id: 'documents.phone_answered',
    method: 'POST',
    path: `${path}/:signing/phone`,
    summary: 'Takes what the phone signed, if it has answered',
    audience: 'page',
    responses: onward,
    handle: (request) =>
      signedIn(deps.portal, request, async (frame) => {
        await deps.signings.takePhoneAnswer(frame.person, request.params['signing'] ?? '', request);
        return redirect(signingPathOf(site, request));
      }),
  });
  const events = route({
    id: 'documents.phone_events',
    method: 'GET',
    path: `${path}/:signing/events`,
    summary: 'An event stream that tells when the phone has answered',
    audience: 'page',
    responses: { 200: 'text/event-stream', 204: 'Nothing is waited for.', ...signInFirst },
    handle: (request) =>
      signedIn(deps.portal, request, async (frame) => {
        const signing = await findSigning(site, request, frame);
        if (signing.way !== 'by_phone' || signing.stage !== 'value') return { kind: 'nothing', status: 204 };
        return { kind: 'events', source: (signal) => followPhone(deps, signing, signal) };
      }),
  });
  return [take, events];
}

async function* followPhone(
  { signings }: DocumentRoutesDeps,
  signing: Signing,
  signal: AbortSignal,
): AsyncGenerator<unknown> {
  while (!signal.aborted) {
    yield { values: { phase: 'waiting' }, isAnswered: false };
    const state = await signings.phoneState(signing, { timeoutMs: longestWaitMs, signal });
    if (state?.kind === 'running') continue;
    yield { values: { phase: 'answered' }, isAnswered: true };
    return;
  }
}
