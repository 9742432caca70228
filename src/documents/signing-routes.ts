import { z } from 'zod';
import { page, type Reply, type Request, RequestError, type Route, redirect, route } from '../http/index.ts';
import { languages } from '../messages/index.ts';
import { type SignedInFrame, signedIn } from '../portal/index.ts';
import { signCardRequest } from './card-request.ts';
import { documentTexts } from './messages.ts';
import { type AgentAnswer, agentReturnPage, cardPage, overPage, phonePage } from './pages/signing.ts';
import type { DocumentRoutesDeps } from './routes.ts';
import type { Signing } from './signing/index.ts';

const path = '/me/documents/signing/:signing';
const signInFirst = { 303: 'To the sign-in, when nobody is signed in.' };
const onward = { 303: 'To the page of the signing.' };
/** A certificate in base64. */
const longestCertificate = 12_000;

/** The steps of a signing, each a page that can be read again and forms that are answered with a redirect. */
export function signingRoutes(deps: DocumentRoutesDeps): Route[] {
  return [showRoute(deps), ...agentRoutes(deps), ...phoneRoutes(deps), cancelRoute(deps)];
}

function pathOf(request: Request): string {
  return `/me/documents/signing/${encodeURIComponent(request.params['signing'] ?? '')}`;
}

async function findSigning(
  { signings }: DocumentRoutesDeps,
  request: Request,
  { person }: SignedInFrame,
): Promise<Signing> {
  const signing = await signings.find(person, request.params['signing'] ?? '');
  if (!signing) throw new RequestError(404, 'http.not_found');
  return signing;
}

function showRoute(deps: DocumentRoutesDeps): Route {
  return route({
    id: 'documents.signing',
    method: 'GET',
    path,
    summary: 'A signing under way, or how it ended',
    audience: 'page',
    responses: { 200: 'The page.', 404: 'No such signing of mine.', ...signInFirst },
    handle: (request) =>
      signedIn(deps.portal, request, async (frame) => {
        const signing = await findSigning(deps, request, frame);
        const isUnderWay = signing.stage === 'certificate' || signing.stage === 'value';
        if (isUnderWay && signing.expiresAt.getTime() <= deps.now()) {
          await deps.signings.giveUp(frame.person, signing.signingId, 'document.signing_over');
          return redirect(pathOf(request));
        }
        if (!isUnderWay) return page(overPage(request, frame, signing));
        return signing.way === 'by_card'
          ? showCard(deps, request, frame, signing)
          : showPhone(deps, request, frame, signing);
      }),
  });
}

async function showCard(
  { card, now }: DocumentRoutesDeps,
  request: Request,
  frame: SignedInFrame,
  signing: Signing,
): Promise<Reply> {
  if (!card) throw new RequestError(404, 'http.not_found');
  const { language } = request;
  const { service } = documentTexts[language];
  const asked = await signCardRequest(card, { signing, service, language, now: now() });
  const drawn = cardPage(request, frame, { signing, asking: { agent: card.agentOrigin, request: asked } });
  const { agentOrigin } = card;
  return page(drawn, { formTargets: [agentOrigin], connectTargets: [agentOrigin], tellsOrigin: true });
}

async function showPhone(
  { signings }: DocumentRoutesDeps,
  request: Request,
  frame: SignedInFrame,
  signing: Signing,
): Promise<Reply> {
  const state = await signings.phoneState(signing);
  const controlCode = state?.kind === 'running' ? state.controlCode : '';
  return page(phonePage(request, frame, { signing, controlCode }));
}

/** smartcard/agent/PROTOCOL.md 8. */
const protocolWithFiles = 2;

const agentAnswer = {
  certificate: z.string().max(longestCertificate).optional(),
  algorithms: z.string().max(200).optional(),
  /** Of the agent; the first version did not tell it. */
  protocol: z
    .string()
    .regex(/^[1-9][0-9]{0,3}$/)
    .optional(),
  signatures: z.string().max(12_000).optional(),
  error: z.string().max(64).optional(),
};

function agentRoutes(deps: DocumentRoutesDeps): Route[] {
  const returned = route({
    id: 'documents.card_returned',
    method: 'POST',
    path: `${path}/card`,
    summary: 'Takes what the card agent sends; changes nothing, and answers with a form of our own',
    audience: 'page',
    isOpenedElsewhere: true,
    query: z.strictObject({ language: z.enum(languages).optional() }),
    body: z.strictObject({ state: z.string().max(512), ...agentAnswer }),
    maxBodyBytes: 64 * 1024,
    responses: { 200: 'The page.' },
    handle(request) {
      const language = request.query.language ?? request.language;
      const shown = { language, path: request.path, query: request.query, csrf: '' };
      const view = { answer: request.body, action: `${pathOf(request)}/advance` };
      return page(agentReturnPage(shown, deps.portal, view));
    },
  });
  const again = route({
    id: 'documents.card_return_again',
    method: 'GET',
    path: `${path}/card`,
    summary: 'Back to the signing, as after a reload',
    audience: 'page',
    responses: onward,
    handle: (request) => redirect(pathOf(request)),
  });
  const advance = route({
    id: 'documents.advance',
    method: 'POST',
    path: `${path}/advance`,
    summary: 'Takes what the card gave: its certificate, the signatures, or why not',
    audience: 'page',
    body: z.strictObject(agentAnswer),
    maxBodyBytes: 64 * 1024,
    responses: onward,
    handle: (request) =>
      signedIn(deps.portal, request, async (frame) => {
        await takeAnswer(deps, request, frame, request.body);
        return redirect(pathOf(request));
      }),
  });
  return [returned, again, advance];
}

/** What it came to is stored, and told by the page of the signing. */
async function takeAnswer(
  { signings }: DocumentRoutesDeps,
  request: Request,
  { person }: SignedInFrame,
  answer: Omit<AgentAnswer, 'state'>,
): Promise<void> {
  const signingId = request.params['signing'] ?? '';
  const { certificate, algorithms = '', protocol = '1', signatures, error } = answer;
  if (certificate !== undefined) {
    const key = { certificate: Buffer.from(certificate, 'base64'), algorithms: wordsOf(algorithms) };
    const showsFiles = Number(protocol) >= protocolWithFiles;
    await signings.takeCertificate(person, signingId, { ...key, showsFiles });
  } else if (signatures !== undefined) {
    const values = wordsOf(signatures).map((value) => Buffer.from(value, 'base64url'));
    await signings.takeValues(person, signingId, values, request);
  } else if (error !== 'back') {
    await signings.giveUp(person, signingId, error ?? 'card.failed');
  }
}

function wordsOf(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}

const longestWaitMs = 25_000;

function phoneRoutes(deps: DocumentRoutesDeps): Route[] {
  const take = route({
    id: 'documents.phone_answered',
    method: 'POST',
    path: `${path}/phone`,
    summary: 'Takes what the phone signed, if it has answered',
    audience: 'page',
    responses: onward,
    handle: (request) =>
      signedIn(deps.portal, request, async (frame) => {
        await deps.signings.takePhoneAnswer(frame.person, request.params['signing'] ?? '', request);
        return redirect(pathOf(request));
      }),
  });
  const events = route({
    id: 'documents.phone_events',
    method: 'GET',
    path: `${path}/events`,
    summary: 'An event stream that tells when the phone has answered',
    audience: 'page',
    responses: { 200: 'text/event-stream', 204: 'Nothing is waited for.', ...signInFirst },
    handle: (request) =>
      signedIn(deps.portal, request, async (frame) => {
        const signing = await findSigning(deps, request, frame);
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

function cancelRoute(deps: DocumentRoutesDeps): Route {
  return route({
    id: 'documents.cancel',
    method: 'POST',
    path: `${path}/cancel`,
    summary: 'Gives a signing up',
    audience: 'page',
    responses: onward,
    handle: (request) =>
      signedIn(deps.portal, request, async (frame) => {
        await deps.signings.giveUp(frame.person, request.params['signing'] ?? '', 'card.cancelled');
        return redirect(pathOf(request));
      }),
  });
}
