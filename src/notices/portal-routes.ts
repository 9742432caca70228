import type { Route } from '../http/index.ts';
import { type InboxRoutesDeps, inboxRoutes } from './inbox/index.ts';
import { type MandateRoutesDeps, mandateRoutes } from './mandates/index.ts';

export type OwnNoticesDeps = InboxRoutesDeps & MandateRoutesDeps;

/** A person's own pages at the portal; the mandates' first: their address would be a notice's. */
export function ownNoticeRoutes(deps: OwnNoticesDeps): Route[] {
  return [...mandateRoutes(deps), ...inboxRoutes(deps)];
}
