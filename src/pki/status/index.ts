export type { StatusFeed } from './feed.ts';
export {
  authorityReasons,
  type CertificateKey,
  type CertificateStatus,
  type RevocationReason,
  revocationReasons,
  type StatusAction,
  type StatusChange,
  type StatusChangeResult,
  type StatusEvent,
} from './model.ts';
export { createStatusService, type StatusService } from './service.ts';
export { findStatuses, readStatusHistory } from './store.ts';
export {
  type FoundStatus,
  startStatusSource,
  type StatusSource,
  type StatusSourceOptions,
} from './source.ts';
