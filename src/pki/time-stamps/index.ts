export { createTimeStampService, type TimeStampService, type TimeStampServiceDeps } from './service.ts';
