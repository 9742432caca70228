import { type Html, page, type Reply, type Request } from '../http/index.ts';
import type { PortalDeps } from './model.ts';
import type { Frame } from './pages/frame.ts';

/** A page of the open part: the same for everybody but for the header. */
export async function openPage(
  deps: PortalDeps,
  request: Request,
  draw: (frame: Frame) => Html | Promise<Html>,
): Promise<Reply> {
  const person = await deps.session(request);
  const frame = {
    person,
    signInUrl: deps.signInUrl,
    signOutAction: deps.signOut.action,
    certificates: deps.certificates,
    hasLog: deps.records !== undefined,
    verification: deps.verification,
  };
  return page(await draw(frame), { formTargets: person ? deps.signOut.formTargets : [] });
}
