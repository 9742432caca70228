import { type Reply, type Request, redirect } from '../../http/index.ts';
import { ownPath, type PortalDeps } from '../model.ts';
import type { SignedInFrame } from './pages.ts';

/** Runs `work` for the signed-in person; everybody else goes to the sign-in and comes back to the page afterwards. */
export async function signedIn(
  deps: PortalDeps,
  request: Request,
  work: (frame: SignedInFrame) => Promise<Reply> | Reply,
): Promise<Reply> {
  const person = await deps.session(request);
  if (!person) return redirect(deps.signInUrl(wantedPath(request)));
  const frame = {
    person,
    signInUrl: deps.signInUrl,
    signOutAction: deps.signOut.action,
    certificates: deps.certificates,
    hasLog: deps.records !== undefined,
    verification: deps.verification,
    hasPhones: deps.phones !== undefined,
    hasDocuments: deps.hasDocuments,
    hasAccesses: deps.recentAccesses !== undefined,
    hasNotices: deps.unreadNotices !== undefined,
  };
  const reply = await work(frame);
  // Every page carries the form that signs out.
  if (reply.kind !== 'page') return reply;
  return { ...reply, formTargets: [...(reply.formTargets ?? []), ...deps.signOut.formTargets] };
}

/** The page asked for; for a form, the page that holds it. */
function wantedPath(request: Request): string {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return /^\/me\/[a-z]+/.exec(request.path)?.[0] ?? '/me';
  }
  const { before } = request.query as { before?: string };
  const search = before ? `?${new URLSearchParams({ before }).toString()}` : '';
  return ownPath(request.path + search) ?? '/me';
}
