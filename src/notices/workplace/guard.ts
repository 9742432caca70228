import { isAtLeast } from '../../../oidc/ports.ts';
import { page, type Reply, type Request, RequestError, redirect } from '../../http/index.ts';
import { isByCard } from '../../ways/index.ts';
import type { Office, StaffMember, Workplace } from '../courts/index.ts';
import { leastLevel, needsCard, type CourtFrame, type OfficeFrame, type WorkplaceDeps } from './model.ts';
import { cardNeededPage } from './pages.ts';

/** Runs `work` for whoever is signed in; everybody else goes to the sign-in and comes back to the page. */
export async function signedInAtCourt(
  deps: WorkplaceDeps,
  request: Request,
  work: (frame: CourtFrame, workplaces: readonly Workplace[]) => Promise<Reply> | Reply,
  returnTo = wantedPath(request),
): Promise<Reply> {
  const person = await deps.session(request);
  if (!person) return redirect(deps.signInUrl(returnTo, 'substantial'));
  const workplaces = await deps.courts.workplacesOf(person.personalCode);
  const frame = { person, signOutAction: deps.signOut.action, portal: deps.portal };
  const reply = await work(frame, workplaces);
  // Every page carries the form that signs out.
  if (reply.kind !== 'page') return reply;
  return { ...reply, formTargets: [...(reply.formTargets ?? []), ...deps.signOut.formTargets] };
}

/**
 * Runs `work` for a person with one of these offices at the court that the path names (`:court`), as the first of them
 * that the person has. Somebody without an office there learns nothing of the court: 404. A way in that does not suffice
 * leads to a step-up, or to the page that asks for the card; nothing runs before. After a sign-in the person comes back
 * to `returnTo`.
 */
export function atCourt(
  deps: WorkplaceDeps,
  request: Request,
  allowed: readonly Office[],
  work: (frame: OfficeFrame) => Promise<Reply> | Reply,
  returnTo = wantedPath(request),
): Promise<Reply> {
  const workThere = (frame: CourtFrame, workplaces: readonly Workplace[]) => {
    const place = workplaces.find(({ court }) => court.courtId === request.params['court']);
    const member = place && memberWith(place.members, allowed);
    if (!place || !member) throw new RequestError(404, 'http.not_found');
    const { person } = frame;
    const level = leastLevel[member.office];
    if (needsCard[member.office] && isAtLeast(person.level, level) && !isByCard(person.method))
      return page(cardNeededPage(request, frame, deps.signInUrl(returnTo, level)), {
        status: 403,
      });
    if (!isAtLeast(person.level, level)) return redirect(deps.signInUrl(returnTo, level));
    const offices = place.members.map(({ office }) => office);
    return work({ ...frame, court: place.court, member, offices });
  };
  return signedInAtCourt(deps, request, workThere, returnTo);
}

function memberWith(members: readonly StaffMember[], allowed: readonly Office[]): StaffMember | undefined {
  for (const office of allowed) {
    const member = members.find((one) => one.office === office);
    if (member) return member;
  }
  return undefined;
}

/** The page asked for; for a form, the court's first page: what the form said is not repeated unasked. */
function wantedPath(request: Request): string {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  return isRead ? request.path : '/';
}
