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
import type { Hearings } from '../hearings/index.ts';
import { atCourt, type OfficeFrame, type WorkplaceDeps } from '../workplace/index.ts';
import type { ClerkOutcome, Escalations } from './escalations.ts';
import { escalationPage, type TypedWrong, undeliveredPage, undeliveredPath } from './pages.ts';

export interface DeliveryRoutesDeps extends WorkplaceDeps {
  readonly escalations: Escalations;
  readonly hearings: Hearings;
}

const listSize = 50;
const signInFirst = { 303: 'To the sign-in, when nobody is signed in.', 404: 'No court at which I work.' };
const onward = {
  303: 'To the list, or to the sign-in.',
  404: 'No such notice at this court.',
  422: 'The page again, with what is wrong.',
};
const offices = ['clerk', 'chair'] as const;

/** What clerks do about notices that reached nobody. */
export function deliveryRoutes(deps: DeliveryRoutesDeps): Route[] {
  return [listRoute(deps), oneRoute(deps), againRoute(deps), paperRoute(deps)];
}

function listRoute(deps: DeliveryRoutesDeps): Route {
  return route({
    id: 'court.undelivered',
    method: 'GET',
    path: '/courts/:court/undelivered',
    summary:
      'Notices of the court that reached nobody, the oldest first, and hearings of whose end not all were told',
    audience: 'page',
    query: z.strictObject({
      after: z
        .string()
        .regex(/^\d{1,18}$/)
        .optional(),
      news: z.enum(['done', 'closed']).optional(),
    }),
    responses: { 200: 'The page.', ...signInFirst },
    handle: (request) =>
      atCourt(deps, request, offices, async (frame) => {
        const { after, news } = request.query;
        const { courtId } = frame.court;
        const isFirst = after === undefined;
        const [found, untold] = await Promise.all([
          deps.escalations.page(courtId, { after, limit: listSize }),
          isFirst ? deps.hearings.untold({ what: 'court', id: courtId }) : [],
        ]);
        return page(undeliveredPage(request, frame, { ...found, untold, isFirst, news }));
      }),
  });
}

function oneRoute(deps: DeliveryRoutesDeps): Route {
  return route({
    id: 'court.undelivered_one',
    method: 'GET',
    path: '/courts/:court/undelivered/:escalation',
    summary: 'One of them: what was tried, and what to do',
    audience: 'page',
    responses: { 200: 'The page.', ...signInFirst },
    handle: (request) => atCourt(deps, request, offices, (frame) => showOne(deps, request, frame)),
  });
}

async function showOne(
  { escalations }: DeliveryRoutesDeps,
  request: Request,
  frame: OfficeFrame,
  wrong?: TypedWrong,
): Promise<Reply> {
  const view = await escalations.find(frame.court.courtId, request.params['escalation'] ?? '');
  if (!view) throw new RequestError(404, 'http.not_found');
  const status = wrong ? 422 : 200;
  return page(escalationPage(request, frame, { ...view, ...(wrong ? { wrong } : {}) }), { status });
}

function againRoute(deps: DeliveryRoutesDeps): Route {
  return route({
    id: 'court.undelivered_again',
    method: 'POST',
    path: '/courts/:court/undelivered/:escalation/contacts',
    formPage: '/courts/:court/undelivered/:escalation',
    summary: 'Corrects the contacts of the participant, and sends the notice again',
    audience: 'page',
    body: z.strictObject({ mobile: z.string().max(100), email: z.string().max(300) }),
    responses: onward,
    handle: (request) =>
      atCourt(deps, request, offices, async (frame) => {
        const { body, params } = request;
        const outcome = await deps.escalations.sendAgain(frame, params['escalation'] ?? '', body);
        return answer(deps, request, frame, { outcome, typed: body });
      }),
  });
}

function paperRoute(deps: DeliveryRoutesDeps): Route {
  return route({
    id: 'court.undelivered_paper',
    method: 'POST',
    path: '/courts/:court/undelivered/:escalation/paper',
    formPage: '/courts/:court/undelivered/:escalation',
    summary: 'Notes that the notice was delivered on paper',
    audience: 'page',
    body: z.strictObject({ note: z.string().max(2_000) }),
    responses: onward,
    handle: (request) =>
      atCourt(deps, request, offices, async (frame) => {
        const { body, params } = request;
        const outcome = await deps.escalations.onPaper(frame, params['escalation'] ?? '', body.note);
        return answer(deps, request, frame, { outcome, typed: body });
      }),
  });
}

function answer(
  deps: DeliveryRoutesDeps,
  request: Request,
  frame: OfficeFrame,
  { outcome, typed }: { readonly outcome: ClerkOutcome; readonly typed: Omit<TypedWrong, 'problems'> },
): Promise<Reply> | Reply {
  if (outcome.kind === 'wrong')
    return showOne(deps, request, frame, { ...typed, problems: outcome.problems });
  return redirect(`${undeliveredPath(frame)}?news=${outcome.kind}`);
}
