import { z } from 'zod';
import { isAtLeast } from '../../../oidc/ports.ts';
import { page, type Reply, type Request, type Route, redirect, route } from '../../http/index.ts';
import { type PortalDeps, type SignedInFrame, signedIn } from '../../portal/index.ts';
import { organisationsPath } from '../mandates/index.ts';
import type { ClaimOutcome, Representation, Representations } from '../representations/index.ts';
import { organisationInboxPage } from './pages/list.ts';
import { organisationsPage, type OrganisationsView } from './pages/organisations.ts';
import { noticePath, organisationPath } from './pages/words.ts';
import type { Inbox } from './service.ts';

export interface OrganisationRoutesDeps {
  readonly portal: PortalDeps;
  readonly inbox: Inbox;
  readonly representations: Representations;
}

const listSize = 25;
/** So many organisations have their unread notices counted on the page. */
const mostCounted = 20;
/** A password alone gives nobody a way to another's notices. */
const leastForAnother = 'substantial';
const answers = {
  422: 'The register does not confirm it; the page says why.',
  429: 'The person has asked too often.',
  503: 'The register does not answer.',
  303: 'To the notices, to the notice that the person came for, or to the sign-in.',
};

/** Notices of organisations: which I read, the question to the register, and the list of one. */
export function organisationRoutes(deps: OrganisationRoutesDeps): Route[] {
  return [seeRoute(deps), claimRoute(deps), confirmRoute(deps), listRoute(deps)];
}

function seeRoute(deps: OrganisationRoutesDeps): Route {
  return route({
    id: 'notices.organisations',
    method: 'GET',
    path: organisationsPath,
    summary: 'The organisations whose court notices I read',
    audience: 'page',
    query: z.strictObject({ notice: z.uuid().optional() }),
    responses: { 200: 'The page.', 303: 'To the sign-in, when nobody is signed in.' },
    handle: (request) =>
      signedIn(deps.portal, request, (frame) =>
        show(deps, request, frame, { noticeId: request.query.notice, status: 200 }),
      ),
  });
}

function claimRoute(deps: OrganisationRoutesDeps): Route {
  return route({
    id: 'notices.claim_organisation',
    method: 'POST',
    path: `${organisationsPath}/claim`,
    formPage: organisationsPath,
    summary: 'Asks the register of organisations whether I represent one; then I read its notices',
    audience: 'page',
    body: z.strictObject({ voen: z.string().max(40), notice: z.uuid().optional() }),
    responses: answers,
    handle: (request) =>
      signedIn(deps.portal, request, async (frame) => {
        const { voen, notice } = request.body;
        if (!mayRead(frame)) return surer(deps, organisationsPath);
        const outcome = await deps.representations.claim(frame.person, voen);
        return onward(deps, request, frame, { outcome, typed: voen, noticeId: notice });
      }),
  });
}

function confirmRoute(deps: OrganisationRoutesDeps): Route {
  return route({
    id: 'notices.confirm_organisation',
    method: 'POST',
    path: `${organisationsPath}/confirm`,
    formPage: organisationsPath,
    summary: 'Asks the register again about an organisation whose notices I read',
    audience: 'page',
    body: z.strictObject({ representation: z.uuid(), notice: z.uuid().optional() }),
    responses: answers,
    handle: (request) =>
      signedIn(deps.portal, request, async (frame) => {
        const { representation, notice } = request.body;
        if (!mayRead(frame)) return surer(deps, organisationsPath);
        const outcome = await deps.representations.confirm(frame.person, representation);
        return onward(deps, request, frame, { outcome, typed: '', noticeId: notice });
      }),
  });
}

function listRoute(deps: OrganisationRoutesDeps): Route {
  const { portal, inbox, representations } = deps;
  return route({
    id: 'notices.organisation_list',
    method: 'GET',
    path: `${organisationsPath}/:representation`,
    summary: 'The court notices of an organisation that I read for, the newest first',
    audience: 'page',
    query: z.strictObject({
      before: z.string().max(40).optional(),
      court: z.union([z.literal('').transform(() => undefined), z.string().max(32)]).optional(),
    }),
    responses: {
      200: 'The page.',
      303: 'To the sign-in, or to the organisations where the register has to be asked first.',
    },
    handle: (request) =>
      signedIn(portal, request, async (frame) => {
        const { person } = frame;
        const { before, court } = request.query;
        const representationId = request.params['representation'] ?? '';
        const organisation = await representations.find(person, representationId);
        if (!organisation?.isBelieved) return redirect(organisationsPath);
        if (!mayRead(frame)) return surer(deps, organisationPath(representationId));
        const [found, courts] = await Promise.all([
          inbox.page(person, { before, court, representationId, limit: listSize }),
          inbox.courts(person, representationId),
        ]);
        const view = { ...found, courts, court, organisation, isFirst: before === undefined };
        return page(organisationInboxPage(request, frame, view));
      }),
  });
}

/** Where a question leads: to the notice, to the list, or back to the page with the reason. */
async function onward(
  deps: OrganisationRoutesDeps,
  request: Request,
  frame: SignedInFrame,
  of: { readonly outcome: ClaimOutcome; readonly typed: string; readonly noticeId: string | undefined },
): Promise<Reply> {
  const { outcome, typed, noticeId } = of;
  if (outcome.kind === 'confirmed') {
    const isFound = noticeId !== undefined && (await deps.inbox.find(frame.person, noticeId));
    return redirect(isFound ? noticePath(noticeId) : organisationPath(outcome.representationId));
  }
  if (outcome.kind === 'no_register') return show(deps, request, frame, { noticeId, status: 503 });
  const believed = outcome.kind === 'unanswered' ? outcome.believed : undefined;
  const refused = { trouble: outcome.kind, typed, believed };
  return show(deps, request, frame, { noticeId, refused, status: statuses[outcome.kind] });
}

const statuses = { malformed: 422, not: 422, unknown: 422, too_many: 429, unanswered: 503 } as const;

async function show(
  { representations, inbox }: OrganisationRoutesDeps,
  request: Request,
  frame: SignedInFrame,
  { status, ...view }: Pick<OrganisationsView, 'noticeId' | 'refused'> & { readonly status: number },
): Promise<Reply> {
  const { person } = frame;
  const { hasRegister } = representations;
  const found = await representations.list(person);
  const counted = async (one: Representation, place: number) => {
    const isCounted = one.isBelieved && mayRead(frame) && place < mostCounted;
    return {
      ...one,
      unread: isCounted ? await inbox.countUnread(person, one.representationId) : undefined,
    };
  };
  const shown = {
    representations: await Promise.all(found.map(counted)),
    hasRegister,
    mayRead: mayRead(frame),
    ...view,
  };
  return page(organisationsPage(request, frame, shown), { status });
}

function mayRead({ person }: SignedInFrame): boolean {
  return isAtLeast(person.level, leastForAnother);
}

function surer({ portal }: OrganisationRoutesDeps, path: string): Reply {
  return redirect(portal.signInUrl(path, leastForAnother));
}
