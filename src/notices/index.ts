export {
  type CaseDraws,
  createCaseImports,
  createCases,
  createNameLookups,
  startCaseImports,
} from './cases/index.ts';
export { courtSettings } from './config.ts';
export {
  type CourtDesk,
  type CourtDeskErrorCode,
  type Courts,
  createCourtDesk,
  createCourts,
} from './courts/index.ts';
export { courtErrorPage } from './workplace/index.ts';
export { type CourtDeps, courtRoutes } from './routes.ts';
