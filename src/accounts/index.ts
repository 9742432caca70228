export { passwordHashingSettings } from './config.ts';
export type { AccountsDeps } from './deps.ts';
export type { AccountRefusalCode, Refused } from './errors.ts';
export type { AccountOrder, IssuedAccount } from './issue.ts';
export { type Person, readEmailAddress, readMobileNumber, readPersonalCode } from './model.ts';
export { sweepOneTimeCodes } from './one-time-code-store.ts';
export {
  createPasswordHashing,
  type HashingSettings,
  type HashOutcome,
  type PasswordHashing,
  type VerifyOutcome,
} from './password-hashing.ts';
export { type Accounts, createAccounts } from './service.ts';
export { findNameByPersonalCode } from './store.ts';
export type { AccountLinks } from './pages/frame.ts';
export { type AccountRoutesDeps, accountRoutes } from './routes.ts';
