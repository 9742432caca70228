import type { Route } from '../http/index.ts';
import { type DeliveryRoutesDeps, deliveryRoutes } from './delivery/index.ts';
import { type WorkplaceDeps, workplaceRoutes } from './workplace/index.ts';

export type CourtDeps = WorkplaceDeps & DeliveryRoutesDeps;

/** The pages of the court's origin. */
export function courtRoutes(deps: CourtDeps): Route[] {
  return [...workplaceRoutes(deps), ...deliveryRoutes(deps)];
}
