export { courtSettings } from './config.ts';
export {
  type CourtDesk,
  type CourtDeskErrorCode,
  type Courts,
  createCourtDesk,
  createCourts,
} from './courts/index.ts';
export { createHearings, type Hearings } from './hearings/index.ts';
export { createIssuing, type NoticeDeliveries, sendSigned } from './issuing/index.ts';
export { courtErrorPage } from './workplace/index.ts';
export { type CourtDeps, courtRoutes } from './routes.ts';
