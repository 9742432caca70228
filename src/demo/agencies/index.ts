export type { AgencyDefinition, ClientFile } from './model.ts';
export { type AgencyRegistration, prepareRegistration } from './registration.ts';
export { socialFund } from './social/definition.ts';
export { taxOffice } from './tax/definition.ts';
