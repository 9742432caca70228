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
export {
  checkDrawLines,
  checkStoredDraws,
  createRotation,
  createRotationViews,
  drawWaiting,
  type DrawsReport,
  longestDrawLine,
  ownLogKey,
  resealDraws,
} from './rotation/index.ts';
export {
  createLookups,
  createPersonSearch,
  lookupLaw,
  lookupPurpose,
  lookupServices,
} from './lookup/index.ts';
