export type { SignerTrust } from './certificate.ts';
export type { Signing } from './model.ts';
export { createSignings, type Finished, type PhoneDisplay, type Signings, sweepSignings } from './service.ts';
