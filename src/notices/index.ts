export { courtSettings } from './config.ts';
export {
  type CourtDesk,
  type CourtDeskErrorCode,
  type Courts,
  createCourtDesk,
  createCourts,
} from './courts/index.ts';
export {
  checkReached,
  createCaseContacts,
  createEscalations,
  createNoticeDeliveries,
  type DeliveryErrorCode,
  escalationBacklog,
  hearNoticeOutcomes,
  type NoticeLinks,
  type ReachTimes,
  type ParticipantContacts,
  tellCourts,
} from './delivery/index.ts';
export { courtErrorPage } from './workplace/index.ts';
export { type CourtDeps, courtRoutes } from './routes.ts';
