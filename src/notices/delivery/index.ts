export {
  createEscalations,
  type Escalations,
  tellCourts,
} from './escalations.ts';
export type { DeliveryErrorCode } from './errors.ts';
export type { NoticeDeliveries, NoticeLinks, ReachTimes } from './model.ts';
export { type DeliveryRoutesDeps, deliveryRoutes } from './routes.ts';
export { checkReached, createNoticeDeliveries, hearNoticeOutcomes } from './service.ts';
export { escalationBacklog } from './watch-store.ts';
export { createNoticeWithdrawal, type NoticeWithdrawal } from './withdrawal.ts';
