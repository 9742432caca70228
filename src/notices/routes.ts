import type { Route } from '../http/index.ts';
import {
  type CaseImportRoutesDeps,
  caseImportRoutes,
  type CaseRoutesDeps,
  caseRoutes,
} from './cases/index.ts';
import { type DeliveryRoutesDeps, deliveryRoutes } from './delivery/index.ts';
import { type OwnFigureDeps, ownFigureRoutes } from './figures/index.ts';
import { type CalendarDeps, calendarRoutes } from './hearings/index.ts';
import { issuingRoutes, type IssuingRoutesDeps, withoutSigningRoutes } from './issuing/index.ts';
import { type LookupRoutesDeps, lookupRoutes } from './lookup/index.ts';
import { type RotationRoutesDeps, rotationRoutes } from './rotation/index.ts';
import { type OverviewDeps, workplaceRoutes } from './workplace/index.ts';

export interface CourtDeps
  extends OverviewDeps,
    CaseRoutesDeps,
    CaseImportRoutesDeps,
    RotationRoutesDeps,
    LookupRoutesDeps,
    DeliveryRoutesDeps,
    OwnFigureDeps,
    CalendarDeps {
  /** Undefined where no documents can be signed: then pages say so. */
  readonly judges: Omit<IssuingRoutesDeps, keyof CalendarDeps> | undefined;
}

/** The pages of the court's origin. */
export function courtRoutes(deps: CourtDeps): Route[] {
  const { judges } = deps;
  return [
    ...workplaceRoutes(deps),
    ...caseRoutes(deps),
    ...caseImportRoutes(deps),
    ...calendarRoutes(deps),
    ...(judges ? issuingRoutes({ ...deps, ...judges }) : withoutSigningRoutes(deps)),
    ...rotationRoutes(deps),
    ...lookupRoutes(deps),
    ...deliveryRoutes(deps),
    ...ownFigureRoutes(deps),
  ];
}
