export { type RenewalDeps, renewDocuments } from './service.ts';
export { readRenewalBacklog, type RenewalBacklog } from './store.ts';
