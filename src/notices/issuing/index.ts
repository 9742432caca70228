export type { NoticeErrorCode } from './errors.ts';
export { issuingRoutes, type IssuingRoutesDeps } from './routes.ts';
export { sendSigned, type SendingDeps } from './sending/service.ts';
export { createIssuing, type Issuing, type IssuingDeps } from './service.ts';
