import { z } from 'zod';
import {
  page,
  type Reply,
  type Request,
  RequestError,
  type Route,
  redirect,
  route,
} from '../../http/index.ts';
import { atCourt, type OfficeFrame, type WorkplaceDeps } from '../workplace/index.ts';
import { lookupExtracts } from './model.ts';
import { lookupCountsPage } from './counts-page.ts';
import { another, lookupPage, type LookupPageView, lookupPath, lookupResultPage } from './pages.ts';
import type { LookingJudge, Lookups } from './service.ts';

export interface LookupRoutesDeps extends WorkplaceDeps {
  readonly lookups: Lookups;
}

const path = '/courts/:court/cases/:case/lookup';
const notYours = { 404: 'It is not a case of this judge.' };
const ticked = z.literal('yes').optional();
const order = z.strictObject({
  whom: z.union([z.uuid(), z.literal(another)]).optional(),
  code: z.string().max(100).default(''),
  reason: z.string().max(2000).default(''),
  contacts: ticked,
  residence: ticked,
  identity: ticked,
});
type Order = z.output<typeof order>;

/** A judge looks up whom a case is about: the judge who has it, with the card, and nobody else. */
export function lookupRoutes(deps: LookupRoutesDeps): Route[] {
  return [showRoute(deps), askRoute(deps), takeRoute(deps), countsRoute(deps)];
}

function judgeOf(request: Request, { court, member }: OfficeFrame): LookingJudge {
  const caseId = z.uuid().safeParse(request.params['case']);
  if (!caseId.success) throw new RequestError(404, 'http.not_found');
  return { courtId: court.courtId, caseId: caseId.data, staffId: member.staffId, name: member.name };
}

function showRoute(deps: LookupRoutesDeps): Route {
  return route({
    id: 'court.lookup',
    method: 'GET',
    path,
    summary: 'Whom the judge of a case may ask the register about',
    audience: 'page',
    query: z.strictObject({ taken: z.enum(['done', 'refused']).optional() }),
    responses: { 200: 'The page.', 303: 'To the sign-in, when nobody is signed in.', ...notYours },
    handle: (request) =>
      atCourt(deps, request, ['judge'], (frame) =>
        show(deps, request, frame, { taken: request.query.taken }),
      ),
  });
}

async function show(
  { lookups }: LookupRoutesDeps,
  request: Request,
  frame: OfficeFrame,
  more: Pick<LookupPageView, 'taken' | 'problem' | 'limitedUntil' | 'given'>,
): Promise<Reply> {
  const found = await lookups.caseOf(judgeOf(request, frame));
  if (!found) throw new RequestError(404, 'http.not_found');
  const view = { ...found, hasGateway: lookups.hasGateway, ...more };
  const status = more.limitedUntil ? 429 : more.problem === undefined ? 200 : 400;
  return page(lookupPage(request, frame, view), { status });
}

function askRoute(deps: LookupRoutesDeps): Route {
  return route({
    id: 'court.look_up',
    method: 'POST',
    path,
    summary: 'Asks the register about a person, for this case; the answer is shown once',
    audience: 'page',
    body: order,
    responses: {
      200: 'What the register answered, or why it did not.',
      303: 'To the sign-in, when nobody is signed in.',
      400: 'The form lacks something.',
      429: 'The judge has asked about as many persons as the limit allows; the page says when again.',
      ...notYours,
    },
    handle: (request) =>
      atCourt(deps, request, ['judge'], (frame) => ask(deps, request, frame, request.body)),
  });
}

async function ask(
  deps: LookupRoutesDeps,
  request: Request,
  frame: OfficeFrame,
  body: Order,
): Promise<Reply> {
  const { whom, code, reason } = body;
  const judge = judgeOf(request, frame);
  const extracts = lookupExtracts.filter((name) => body[name] === 'yes');
  const about = whom === another ? { personalCode: code, reason } : { participantId: whom };
  const outcome = await deps.lookups.ask(judge, { ...about, extracts });
  switch (outcome.kind) {
    case 'not_yours':
      throw new RequestError(404, 'http.not_found');
    case 'no_gateway':
      return show(deps, request, frame, { taken: undefined, problem: undefined });
    case 'refused': {
      const given = { whom, code, reason, extracts };
      return show(deps, request, frame, { taken: undefined, problem: outcome.problem, given });
    }
    case 'limited': {
      const given = { whom, code, reason, extracts };
      return show(deps, request, frame, { taken: undefined, limitedUntil: outcome.until, given });
    }
    case 'asked': {
      const found = await deps.lookups.caseOf(judge);
      if (!found) throw new RequestError(404, 'http.not_found');
      return page(lookupResultPage(request, frame, { of: found.of, asked: outcome }));
    }
  }
}

function takeRoute(deps: LookupRoutesDeps): Route {
  return route({
    id: 'court.take_number',
    method: 'POST',
    path: `${path}/take`,
    summary: 'A number that the register told becomes the participant’s',
    audience: 'page',
    body: z.strictObject({
      participant: z.uuid(),
      mobile: z.string().max(20),
      exchange: z.string().max(64),
      proof: z.string().max(100),
    }),
    responses: { 303: 'To the page that tells the outcome, or to the sign-in.', ...notYours },
    handle: (request) =>
      atCourt(deps, request, ['judge'], async (frame) => {
        const judge = judgeOf(request, frame);
        const { participant, ...offered } = request.body;
        const isTaken = await deps.lookups.take(judge, { ...offered, participantId: participant });
        return redirect(`${lookupPath(frame, judge.caseId)}?taken=${isTaken ? 'done' : 'refused'}`);
      }),
  });
}

function countsRoute(deps: LookupRoutesDeps): Route {
  return route({
    id: 'court.lookup_counts',
    method: 'GET',
    path: '/courts/:court/lookups',
    summary: 'How often each judge of the court looked persons up: for the chair',
    audience: 'page',
    responses: {
      200: 'The page.',
      303: 'To the sign-in, when nobody is signed in.',
      404: 'Not the chair of such a court.',
    },
    handle: (request) =>
      atCourt(deps, request, ['chair'], async (frame) => {
        const { lookups } = deps;
        const counts = await lookups.counts(frame.court.courtId);
        return page(lookupCountsPage(request, frame, { counts, limits: lookups.limits }));
      }),
  });
}
