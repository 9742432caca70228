export type { Consent, Consents } from './model.ts';
export { type ConsentsDeps, createConsents } from './store.ts';
