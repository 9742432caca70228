export { PayloadError, type PayloadErrorCode } from './errors.ts';
export {
  type KeptPayload,
  type PayloadReading,
  type PayloadStore,
  type RetentionClass,
} from './model.ts';
export { createPayloads, type PayloadsDeps } from './service.ts';
