export type { SignerTrust } from './certificate.ts';
export type { Signing } from './model.ts';
export type { SignatureFollowing } from './finish.ts';
export type { Finished, PhoneDisplay } from './deps.ts';
export { createSignings, type Signings, sweepSignings } from './service.ts';
