import type { Route } from '../http/index.ts';
import { type CaseRoutesDeps, caseRoutes } from './cases/index.ts';
import { type DeliveryRoutesDeps, deliveryRoutes } from './delivery/index.ts';
import { type OwnFigureDeps, ownFigureRoutes } from './figures/index.ts';
import { type RotationRoutesDeps, rotationRoutes } from './rotation/index.ts';
import { type WorkplaceDeps, workplaceRoutes } from './workplace/index.ts';

export type CourtDeps = WorkplaceDeps &
  CaseRoutesDeps &
  RotationRoutesDeps &
  DeliveryRoutesDeps &
  OwnFigureDeps;

/** The pages of the court's origin. */
export function courtRoutes(deps: CourtDeps): Route[] {
  return [
    ...workplaceRoutes(deps),
    ...caseRoutes(deps),
    ...rotationRoutes(deps),
    ...deliveryRoutes(deps),
    ...ownFigureRoutes(deps),
  ];
}
