export { loginMessages } from './messages.ts';
export { toLocalPath } from './local-path.ts';
export {
  type CallbackQuery,
  type ClientCredentials,
  callbackQuery,
  type FinishOutcome,
  type Identity,
  type LoginAttempt,
  type LoginProblem,
  type Logout,
  logoutBody,
  type RelyingPartyDeps,
} from './model.ts';
export { createRelyingParty, type RelyingParty } from './relying-party.ts';
