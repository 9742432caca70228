import { z } from 'zod';
import { page, type Reply, type Request, RequestError, type Route, redirect, route } from '../http/index.ts';
import { languages } from '../messages/index.ts';
import { signCardRequest } from './card-request.ts';
import type { DocumentPerson } from './model.ts';
import { type AgentAnswer, agentReturnPage, cardPage, overPage } from './pages/signing.ts';
import type { SigningSite } from './signing-site.ts';
import type { Signing } from './signing/index.ts';

type AnyFrame = { readonly person: DocumentPerson };
/** What is shown of a signing by another key than a card's. */
type ShowOther<Frame> = (request: Request, frame: Frame, signing: Signing) => Promise<Reply>;

const signInFirst = { 303: 'To the sign-in, when nobody is signed in.' };
export const onward = { 303: 'To the page of the signing.' };
/** A certificate in base64. */
const longestCertificate = 12_000;

/** The steps of a site's signings, each a page that can be read again and forms that are answered with a redirect. */
export function cardSigningRoutes<Frame extends AnyFrame>(
  site: SigningSite<Frame>,
  showOther?: ShowOther<Frame>,
): Route[] {
  return [showRoute(site, showOther), ...agentRoutes(site), cancelRoute(site)];
}

export function signingPathOf(site: Pick<SigningSite<never>, 'pathOf'>, request: Request): string {
  return `${site.pathOf(request)}/${encodeURIComponent(request.params['signing'] ?? '')}`;
}

export async function findSigning<Frame extends AnyFrame>(
  { signings }: SigningSite<Frame>,
  request: Request,
  { person }: Frame,
): Promise<Signing> {
  const signing = await signings.find(person, request.params['signing'] ?? '');
  if (!signing) throw new RequestError(404, 'http.not_found');
  return signing;
}

function showRoute<Frame extends AnyFrame>(
  site: SigningSite<Frame>,
  showOther: ShowOther<Frame> | undefined,
): Route {
  return route({
    id: `${site.id}.signing`,
    method: 'GET',
    path: `${site.pattern}/:signing`,
    summary: 'A signing under way, or how it ended',
    audience: 'page',
    responses: { 200: 'The page.', 404: 'No such signing of mine.', ...signInFirst },
    handle: (request) =>
      site.enter(request, signingPathOf(site, request), async (frame) => {
        const signing = await findSigning(site, request, frame);
        const isUnderWay = signing.stage === 'certificate' || signing.stage === 'value';
        if (isUnderWay && signing.expiresAt.getTime() <= site.now()) {
          await site.signings.giveUp(frame.person, signing.signingId, 'document.signing_over');
          return redirect(signingPathOf(site, request));
        }
        if (!isUnderWay) return page(overPage(request, site, { frame, signing }));
        return signing.way === 'by_phone' && showOther
          ? showOther(request, frame, signing)
          : showCard(site, request, frame, signing);
      }),
  });
}

async function showCard<Frame extends AnyFrame>(
  site: SigningSite<Frame>,
  request: Request,
  frame: Frame,
  signing: Signing,
): Promise<Reply> {
  const { card, now } = site;
  if (!card) throw new RequestError(404, 'http.not_found');
  const { language } = request;
  const path = signingPathOf(site, request);
  const question = { signing, path, service: site.service(language), language, now: now() };
  const asked = await signCardRequest(card, question);
  const asking = { agent: card.agentOrigin, request: asked };
  const drawn = cardPage(request, site, { frame, signing, path, asking });
  const { agentOrigin } = card;
  return page(drawn, { formTargets: [agentOrigin], connectTargets: [agentOrigin], tellsOrigin: true });
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

function agentRoutes<Frame extends AnyFrame>(site: SigningSite<Frame>): Route[] {
  const returned = route({
    id: `${site.id}.card_returned`,
    method: 'POST',
    path: `${site.pattern}/:signing/card`,
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
      const view = { answer: request.body, action: `${signingPathOf(site, request)}/advance` };
      return page(agentReturnPage(shown, site, view));
    },
  });
  const again = route({
    id: `${site.id}.card_return_again`,
    method: 'GET',
    path: `${site.pattern}/:signing/card`,
    summary: 'Back to the signing, as after a reload',
    audience: 'page',
    responses: onward,
    handle: (request) => redirect(signingPathOf(site, request)),
  });
  const advance = route({
    id: `${site.id}.advance`,
    method: 'POST',
    path: `${site.pattern}/:signing/advance`,
    summary: 'Takes what the card gave: its certificate, the signatures, or why not',
    audience: 'page',
    body: z.strictObject(agentAnswer),
    maxBodyBytes: 64 * 1024,
    responses: onward,
    handle: (request) =>
      site.enter(request, signingPathOf(site, request), async (frame) => {
        await takeAnswer(site, request, frame, request.body);
        return redirect(signingPathOf(site, request));
      }),
  });
  return [returned, again, advance];
}

/** What it came to is stored, and told by the page of the signing. */
async function takeAnswer<Frame extends AnyFrame>(
  { signings }: SigningSite<Frame>,
  request: Request,
  { person }: Frame,
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

function cancelRoute<Frame extends AnyFrame>(site: SigningSite<Frame>): Route {
  return route({
    id: `${site.id}.cancel`,
    method: 'POST',
    path: `${site.pattern}/:signing/cancel`,
    summary: 'Gives a signing up',
    audience: 'page',
    responses: onward,
    handle: (request) =>
      site.enter(request, signingPathOf(site, request), async (frame) => {
        await site.signings.giveUp(frame.person, request.params['signing'] ?? '', 'card.cancelled');
        return redirect(signingPathOf(site, request));
      }),
  });
}
