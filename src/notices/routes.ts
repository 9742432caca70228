import type { Route } from '../http/index.ts';
import { type LookupRoutesDeps, lookupRoutes } from './lookup/index.ts';
import { type RotationRoutesDeps, rotationRoutes } from './rotation/index.ts';
import { type WorkplaceDeps, workplaceRoutes } from './workplace/index.ts';

export type CourtDeps = WorkplaceDeps & RotationRoutesDeps & LookupRoutesDeps;

/** The pages of the court's origin. */
export function courtRoutes(deps: CourtDeps): Route[] {
  return [...workplaceRoutes(deps), ...rotationRoutes(deps), ...lookupRoutes(deps)];
}
