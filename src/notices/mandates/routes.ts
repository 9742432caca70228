import { z } from 'zod';
import { isAtLeast } from '../../../oidc/ports.ts';
import { page, type Reply, type Request, type Route, redirect, route } from '../../http/index.ts';
import { type PortalDeps, type SignedInFrame, signedIn } from '../../portal/index.ts';
import { mandateNews, mandatesPage, mandatesPath, type MandatesView } from './pages.ts';
import type { MandateActor, Mandates } from './service.ts';

export interface MandateRoutesDeps {
  readonly portal: PortalDeps;
  readonly mandates: Mandates;
}

const onward = { 303: 'Back to the page, or to the sign-in.' };
const body = z.strictObject({ mandate: z.uuid() });

/** Who may read my notices: seen, given, accepted, ended. What gives power asks for more than a password. */
export function mandateRoutes(deps: MandateRoutesDeps): Route[] {
  return [seeRoute(deps), giveRoute(deps), acceptRoute(deps), endRoute(deps)];
}

function seeRoute(deps: MandateRoutesDeps): Route {
  return route({
    id: 'notices.mandates',
    method: 'GET',
    path: mandatesPath,
    summary: 'Who may read my court notices, and whose I read',
    audience: 'page',
    query: z.strictObject({ news: z.enum(mandateNews).optional() }),
    responses: { 200: 'The page.', 303: 'To the sign-in, when nobody is signed in.' },
    handle: (request) =>
      signedIn(deps.portal, request, (frame) => show(deps, request, frame, { news: request.query.news })),
  });
}

function giveRoute(deps: MandateRoutesDeps): Route {
  return route({
    id: 'notices.give_mandate',
    method: 'POST',
    path: `${mandatesPath}/give`,
    summary: 'Offers somebody to read my court notices, of all cases or of one',
    audience: 'page',
    body: z.strictObject({ code: z.string().max(40), scope: z.union([z.literal('all'), z.uuid()]) }),
    responses: { 422: 'The mandate is not given; the page says why.', ...onward },
    handle: (request) =>
      signedIn(deps.portal, request, async (frame) => {
        if (!mayGive(frame)) return redirect(mandatesPath);
        const { code, scope } = request.body;
        const order = { typedCode: code, caseId: scope === 'all' ? undefined : scope };
        const outcome = await deps.mandates.give(actorOf(frame, request), order);
        if (outcome === 'done') return redirect(`${mandatesPath}?news=given`);
        if (outcome === 'unknown') return redirect(`${mandatesPath}?news=gone`);
        return show(deps, request, frame, { refused: { trouble: outcome, code, scope } });
      }),
  });
}

function acceptRoute(deps: MandateRoutesDeps): Route {
  return route({
    id: 'notices.accept_mandate',
    method: 'POST',
    path: `${mandatesPath}/accept`,
    summary: 'Accepts to read somebody’s court notices',
    audience: 'page',
    body,
    responses: onward,
    handle: (request) =>
      signedIn(deps.portal, request, async (frame) => {
        if (!mayGive(frame)) return redirect(mandatesPath);
        const outcome = await deps.mandates.accept(actorOf(frame, request), request.body.mandate);
        const news = outcome === 'done' ? 'accepted' : outcome === 'too_many' ? 'too_many' : 'gone';
        return redirect(`${mandatesPath}?news=${news}`);
      }),
  });
}

function endRoute(deps: MandateRoutesDeps): Route {
  return route({
    id: 'notices.end_mandate',
    method: 'POST',
    path: `${mandatesPath}/end`,
    summary: 'Ends a mandate, whichever side I am on; one that waits is declined or taken back',
    audience: 'page',
    body,
    responses: onward,
    handle: (request) =>
      signedIn(deps.portal, request, async (frame) => {
        const outcome = await deps.mandates.end(actorOf(frame, request), request.body.mandate);
        return redirect(`${mandatesPath}?news=${outcome === 'done' ? 'ended' : 'gone'}`);
      }),
  });
}

async function show(
  { mandates }: MandateRoutesDeps,
  request: Request,
  frame: SignedInFrame,
  view: Pick<MandatesView, 'news' | 'refused'>,
): Promise<Reply> {
  const [found, cases] = await Promise.all([mandates.list(frame.person), mandates.cases(frame.person)]);
  const drawn = mandatesPage(request, frame, { mandates: found, cases, mayGive: mayGive(frame), ...view });
  return page(drawn, { status: view.refused ? 422 : 200 });
}

/** A password alone gives nobody a way to another's notices. */
function mayGive({ person }: SignedInFrame): boolean {
  return isAtLeast(person.level, 'substantial');
}

function actorOf({ person }: SignedInFrame, { address, userAgent }: Request): MandateActor {
  const { accountId, personalCode, method, level } = person;
  return { accountId, personalCode, method, level, address, userAgent };
}
