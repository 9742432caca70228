export { checkPayloads, type ErasedPayload, type PayloadFinding } from './check.ts';
export { payloadSettings } from './config.ts';
export { eraseDuePayloads, erasePayload, type ErasureOutcome, sweepPayloads } from './erasure.ts';
export { PayloadError, type PayloadErrorCode } from './errors.ts';
export {
  type KeptPayload,
  type PayloadReading,
  type PayloadStore,
  type RetentionClass,
} from './model.ts';
export { createPayloads, type PayloadsDeps, resealPayloads } from './service.ts';
export { recordOfPayload } from './store.ts';
