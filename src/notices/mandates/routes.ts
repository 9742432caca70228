import { z } from 'zod';
import { isAtLeast } from '../../../oidc/ports.ts';
import { page, type Reply, type Request, type Route, redirect, route } from '../../http/index.ts';
import { type PortalDeps, type SignedInFrame, signedIn } from '../../portal/index.ts';
import type { Representation, Representations } from '../representations/index.ts';
import {
  mandateNews,
  mandatesOf,
  mandatesPage,
  mandatesPath,
  type MandatesView,
  organisationsPath,
} from './pages.ts';
import type { MandateActor, Mandates } from './service.ts';

export interface MandateRoutesDeps {
  readonly portal: PortalDeps;
  readonly mandates: Mandates;
  readonly representations: Pick<Representations, 'find'>;
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
    query: z.strictObject({ news: z.enum(mandateNews).optional(), organisation: z.uuid().optional() }),
    responses: {
      200: 'The page.',
      303: 'To the sign-in, when nobody is signed in; to the organisations, when I represent this one no more.',
    },
    handle: (request) =>
      signedIn(deps.portal, request, (frame) => {
        const { news, organisation } = request.query;
        return show(deps, request, frame, { news, organisation });
      }),
  });
}

function giveRoute(deps: MandateRoutesDeps): Route {
  return route({
    id: 'notices.give_mandate',
    method: 'POST',
    path: `${mandatesPath}/give`,
    formPage: mandatesPath,
    summary: 'Offers somebody to read my court notices, or those of an organisation that I represent',
    audience: 'page',
    body: z.strictObject({
      code: z.string().max(40),
      scope: z.union([z.literal('all'), z.uuid()]),
      organisation: z.uuid().optional(),
    }),
    responses: { 422: 'The mandate is not given; the page says why.', ...onward },
    handle: (request) =>
      signedIn(deps.portal, request, async (frame) => {
        const { code, scope, organisation } = request.body;
        if (!mayGive(frame)) return redirect(mandatesOf(organisation));
        const caseId = scope === 'all' ? undefined : scope;
        const order = { typedCode: code, caseId, representationId: organisation };
        const outcome = await deps.mandates.give(actorOf(frame, request), order);
        if (outcome === 'done') return redirect(mandatesOf(organisation, 'given'));
        if (outcome === 'unknown') return redirect(mandatesOf(organisation, 'gone'));
        return show(deps, request, frame, { organisation, refused: { trouble: outcome, code, scope } });
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
  { mandates, representations }: MandateRoutesDeps,
  request: Request,
  frame: SignedInFrame,
  {
    organisation: representationId,
    ...view
  }: Pick<MandatesView, 'news' | 'refused'> & { readonly organisation: string | undefined },
): Promise<Reply> {
  const { person } = frame;
  const organisation =
    representationId === undefined ? undefined : await representations.find(person, representationId);
  if (representationId !== undefined && !isHeadNow(organisation)) return redirect(organisationsPath);
  const [found, cases] = await Promise.all([mandates.list(person), mandates.cases(person, representationId)]);
  const shown = { mandates: found, cases, organisation, mayGive: mayGive(frame), ...view };
  return page(mandatesPage(request, frame, shown), { status: view.refused ? 422 : 200 });
}

/** Whoever reads by a mandate gives none. */
function isHeadNow(found: Representation | undefined): boolean {
  return found?.side === 'head' && found.isBelieved;
}

/** A password alone gives nobody a way to another's notices. */
function mayGive({ person }: SignedInFrame): boolean {
  return isAtLeast(person.level, 'substantial');
}

function actorOf({ person }: SignedInFrame, { address, userAgent }: Request): MandateActor {
  const { accountId, personalCode, method, level } = person;
  return { accountId, personalCode, method, level, address, userAgent };
}
