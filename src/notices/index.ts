export { courtSettings } from './config.ts';
export {
  type CourtDesk,
  type CourtDeskErrorCode,
  type Courts,
  createCourtDesk,
  createCourts,
} from './courts/index.ts';
export {
  countCourtFigures,
  type CourtFigures,
  createCourtFigures,
  publicFigureRoutes,
} from './figures/index.ts';
export { courtErrorPage } from './workplace/index.ts';
export { type CourtDeps, courtRoutes } from './routes.ts';
export {
  createInbox,
  createValidity,
  type Inbox,
  type NoticeFile,
  type NoticeFiles,
  type NoticeVerification,
} from './inbox/index.ts';
export { createMandates, type Mandates } from './mandates/index.ts';
export { type OwnNoticesDeps, ownNoticeRoutes } from './portal-routes.ts';
