import type { Route } from '../http/index.ts';
import { type OwnFigureDeps, ownFigureRoutes } from './figures/index.ts';
import { type WorkplaceDeps, workplaceRoutes } from './workplace/index.ts';

export type CourtDeps = WorkplaceDeps & OwnFigureDeps;

/** The pages of the court's origin. */
export function courtRoutes(deps: CourtDeps): Route[] {
  return [...workplaceRoutes(deps), ...ownFigureRoutes(deps)];
}
