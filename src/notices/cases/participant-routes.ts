import {
  page,
  type Reply,
  type Request,
  RequestError,
  type Route,
  redirect,
  route,
} from '../../http/index.ts';
import { atCourt, courtPath, type OfficeFrame } from '../workplace/index.ts';
import { askedCase, type AskedCaseDeps, showCase } from './asked-case.ts';
import type { CaseDetail } from './detail.ts';
import { emptyParticipant, type TypedParticipant } from './model.ts';
import { lookUpName, type NameLookups } from './names.ts';
import { newParticipantPage, participantPage, type ParticipantFormView } from './pages/participant.ts';
import { participantBody, type ParticipantForm, readParticipantForm } from './participant-form.ts';
import type { ParticipantOutcome } from './participants.ts';

export interface ParticipantRoutesDeps extends AskedCaseDeps {
  readonly nameLookups: NameLookups;
}

const place = '/courts/:court/cases/:case/participants';
const signInFirst = { 303: 'To the sign-in, when nobody is signed in.' };
const outcomes = {
  200: 'The form again, with a name that was looked up.',
  303: 'To the case, or to the sign-in.',
  404: 'No such case, or no such participant of it.',
  409: 'Somebody else changed the case, or another case resembles this one; the page says which.',
  422: 'Something is wrong; the form says what.',
};

/** Participants who join a registered case, and those who are taken off it. */
export function participantRoutes(deps: ParticipantRoutesDeps): Route[] {
  return [...newRoutes(deps), ...oneRoutes(deps)];
}

function newRoutes(deps: ParticipantRoutesDeps): Route[] {
  return [
    route({
      id: 'court.new_participant',
      method: 'GET',
      path: `${place}/new`,
      summary: 'The empty form of somebody who joins a registered case',
      audience: 'page',
      responses: { 200: 'The page.', 404: 'No such case.', ...signInFirst },
      handle: (request) =>
        atCourt(deps, request, ['clerk'], async (frame) => {
          const detail = await registeredCase(deps, request, frame);
          return page(newParticipantPage(request, frame, emptyForm(detail, 'third_party')));
        }),
    }),
    route({
      id: 'court.add_participant',
      method: 'POST',
      path: `${place}/new`,
      summary: 'Somebody joins a registered case, or a name is looked up: `do` says which',
      audience: 'page',
      body: participantBody,
      responses: outcomes,
      handle: (request) =>
        atCourt(deps, request, ['clerk'], async (frame) => {
          const detail = await registeredCase(deps, request, frame);
          return takeNew(deps, request, frame, { detail, sent: readParticipantForm(request.body) });
        }),
    }),
  ];
}

function oneRoutes(deps: ParticipantRoutesDeps): Route[] {
  return [
    route({
      id: 'court.participant',
      method: 'GET',
      path: `${place}/:participant`,
      summary: 'A participant of a registered case, to be taken off it or replaced',
      audience: 'page',
      responses: { 200: 'The page.', 404: 'No such case, or no such participant of it.', ...signInFirst },
      handle: (request) =>
        atCourt(deps, request, ['clerk'], async (frame) => {
          const detail = await registeredCase(deps, request, frame);
          const leaving = findLeaving(detail, request);
          if (!leaving) throw new RequestError(404, 'http.not_found');
          const view = emptyForm(detail, leaving.role);
          return page(participantPage(request, frame, { ...view, leaving }));
        }),
    }),
    route({
      id: 'court.remove_participant',
      method: 'POST',
      path: `${place}/:participant`,
      summary: 'Takes a participant off a registered case, or replaces them: `do` says which',
      audience: 'page',
      body: participantBody,
      responses: outcomes,
      handle: (request) =>
        atCourt(deps, request, ['clerk'], async (frame) => {
          const detail = await registeredCase(deps, request, frame);
          return takeRemoval(deps, request, frame, { detail, sent: readParticipantForm(request.body) });
        }),
    }),
  ];
}

async function registeredCase(
  deps: ParticipantRoutesDeps,
  request: Request,
  frame: OfficeFrame,
): Promise<CaseDetail> {
  const detail = await askedCase(deps, request, frame);
  if (detail.case.state === 'draft') throw new RequestError(404, 'http.not_found');
  return detail;
}

function findLeaving({ participants }: CaseDetail, request: Request) {
  return participants.find(({ participantId }) => participantId === request.params['participant']);
}

function emptyForm(detail: CaseDetail, role: Parameters<typeof emptyParticipant>[0]): ParticipantFormView {
  const { version } = detail.case;
  return { ...detail, version, joining: emptyParticipant(role), reason: '', problems: [] };
}

interface Taken {
  readonly detail: CaseDetail;
  readonly sent: ParticipantForm;
}

const viewOf = ({ detail, sent }: Taken): ParticipantFormView => ({
  ...detail,
  version: sent.version,
  joining: sent.typed,
  reason: sent.reason,
  problems: [],
});

async function takeNew(
  deps: ParticipantRoutesDeps,
  request: Request,
  frame: OfficeFrame,
  taken: Taken,
): Promise<Reply> {
  const { detail, sent } = taken;
  const { caseId } = detail.case;
  const { action, version, typed, reason } = sent;
  const view = viewOf(taken);
  const show = (of: ParticipantFormView, status?: number) =>
    page(newParticipantPage(request, frame, of), { status: status ?? 200 });
  if (action === 'look-1') return show({ ...view, ...(await lookedUp(deps, frame, typed)) });
  if (action !== 'add' && action !== 'add_anyway') return show(view);
  const anyway = action === 'add_anyway' ? { reason } : undefined;
  const outcome = await deps.cases.addParticipant(frame, { caseId, version, typed, anyway });
  if (outcome.kind === 'changed') return toCase(frame, caseId, 'added');
  return show(...refused(view, outcome));
}

async function takeRemoval(
  deps: ParticipantRoutesDeps,
  request: Request,
  frame: OfficeFrame,
  taken: Taken,
): Promise<Reply> {
  const { detail, sent } = taken;
  const { caseId } = detail.case;
  const { action, version, typed, reason } = sent;
  const view = viewOf(taken);
  const show = (of: ParticipantFormView, status?: number) => {
    const leaving = findLeaving(of, request);
    if (leaving) return page(participantPage(request, frame, { ...of, leaving }), { status: status ?? 200 });
    // Another clerk was quicker. Who was to come in their place can still join.
    const { case: one, participants, typed: ofCase } = of;
    return typed.name.trim() === ''
      ? showCase(deps, request, frame, { case: one, participants, typed: ofCase, isStale: true }, 409)
      : page(newParticipantPage(request, frame, { ...of, isStale: true }), { status: 409 });
  };
  if (action === 'look-1') return show({ ...view, ...(await lookedUp(deps, frame, typed)) });
  const isReplacing = action === 'replace' || action === 'replace_anyway';
  if (action !== 'remove' && !isReplacing) return show(view);
  const participantId = request.params['participant'] ?? '';
  const isAnyway = action === 'replace_anyway';
  const replacement = isReplacing ? { typed, isAnyway } : undefined;
  const order = { caseId, version, participantId, reason, replacement };
  const outcome = await deps.cases.removeParticipant(frame, order);
  if (outcome.kind === 'changed') return toCase(frame, caseId, isReplacing ? 'replaced' : 'removed');
  return show(...refused(view, outcome));
}

async function lookedUp({ nameLookups }: ParticipantRoutesDeps, frame: OfficeFrame, typed: TypedParticipant) {
  const { named, lookup } = await lookUpName(nameLookups, frame, typed);
  return { joining: named, lookup, focus: 'name-1' };
}

function toCase(frame: OfficeFrame, caseId: string, news: 'added' | 'removed' | 'replaced'): Reply {
  return redirect(`${courtPath(frame, `/cases/${caseId}`)}?news=${news}`);
}

/** The form with everything that was typed, and why it is there again. */
function refused(
  view: ParticipantFormView,
  outcome: Exclude<ParticipantOutcome, { readonly kind: 'changed' }>,
): [ParticipantFormView, number] {
  switch (outcome.kind) {
    case 'wrong':
      return [{ ...view, problems: outcome.problems }, 422];
    case 'resembling':
      return [{ ...view, found: outcome.found, problems: outcome.problems }, 409];
    case 'stale': {
      const { now } = outcome;
      return [{ ...view, ...now, version: now?.case.version ?? view.version, isStale: true }, 409];
    }
  }
}
