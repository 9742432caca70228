export {
  createCaseImports,
  createCases,
  createNameLookups,
  createParticipantContacts,
  startCaseImports,
  sweepImports,
} from './cases/index.ts';
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
export {
  checkReached,
  createEscalations,
  createNoticeDeliveries,
  createNoticeWithdrawal,
  type DeliveryErrorCode,
  escalationBacklog,
  hearNoticeOutcomes,
  type NoticeDeliveries,
  type NoticeLinks,
  type ReachTimes,
  tellCourts,
} from './delivery/index.ts';
export { createClosingHearings, createHearings, type Hearings } from './hearings/index.ts';
export { createIssuing, createPreparedNotices, sendSigned } from './issuing/index.ts';
export { courtErrorPage, createOfficeTasks } from './workplace/index.ts';
export { type CourtDeps, courtRoutes } from './routes.ts';
export {
  type CaseDraws,
  checkDrawLines,
  checkStoredDraws,
  createCaseDraws,
  createRotation,
  createRotationViews,
  drawWaiting,
  type DrawsReport,
  longestDrawLine,
  ownLogKey,
  resealDraws,
} from './rotation/index.ts';
export {
  createInbox,
  createValidity,
  type Inbox,
  type NoticeFile,
  type NoticeFiles,
  type NoticeVerification,
} from './inbox/index.ts';
export { createMandates, endMandatesOf, type Mandates } from './mandates/index.ts';
export {
  createRepresentationRegister,
  createRepresentations,
  representationLaw,
  representationPurpose,
  type RepresentationRegister,
  type Representations,
  representationService,
} from './representations/index.ts';
export { type OwnNoticesDeps, ownNoticeRoutes } from './portal-routes.ts';
export {
  createLookups,
  createNameSearch,
  createPersonSearch,
  lookupLaw,
  lookupPurpose,
  lookupServices,
  nameServices,
} from './lookup/index.ts';
