export type { NoticeErrorCode } from './errors.ts';
export type { IssuingRoutesDeps } from './acting.ts';
export { issuingRoutes } from './routes.ts';
export { withoutSigningRoutes } from './without-signing.ts';
export { sendSigned, type SendingDeps } from './sending/service.ts';
export { createPreparedNotices, type PreparedNotices } from './ending.ts';
export { createIssuing, type Issuing, type IssuingDeps } from './service.ts';
