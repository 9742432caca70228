import type { Route } from '../http/index.ts';
import {
  type CaseImportRoutesDeps,
  caseImportRoutes,
  type CaseRoutesDeps,
  caseRoutes,
} from './cases/index.ts';
import { type WorkplaceDeps, workplaceRoutes } from './workplace/index.ts';

export type CourtDeps = WorkplaceDeps & CaseRoutesDeps & CaseImportRoutesDeps;

/** The pages of the court's origin. */
export function courtRoutes(deps: CourtDeps): Route[] {
  return [...workplaceRoutes(deps), ...caseRoutes(deps), ...caseImportRoutes(deps)];
}
