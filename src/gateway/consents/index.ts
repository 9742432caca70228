export { createDataConsents, type DataConsents } from './service.ts';
export type { DataConsent } from './store.ts';
