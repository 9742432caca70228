export { accountClaims, levelOf, type Scope, scopeClaims, wantedLevel } from './claims.ts';
export type { ProviderSettings } from './configuration.ts';
export type { GrantedAccess, InteractionAccess, OpenInteraction } from './interaction-access.ts';
export {
  defaultKeySchedule,
  type KeySchedule,
  type KeyState,
  keyState,
  nextChangeAt,
  nextKeySignsFrom,
  type ScheduledKey,
  type SigningAlgorithm,
  scheduleProblems,
  visibleKeys,
} from './key-schedule.ts';
export type { LogoutNotice } from './logout.ts';
export type { LoggedOutView, LogoutView, ProviderErrorView, ProviderPages, RenderedPage } from './pages.ts';
export {
  createIdentityProvider,
  type IdentityProvider,
  type IdentityProviderDependencies,
} from './provider.ts';
export { createSessions, type LiveSession, mostSessions, type Sessions } from './sessions.ts';
