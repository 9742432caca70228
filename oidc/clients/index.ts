export type { RegistrationProblem, RegistrationProblemCode } from './errors.ts';
export { extensionMembers } from './members.ts';
export { legacyEnd, type ProfileName } from './profiles.ts';
export {
  type ClientRegistration,
  clientNameIn,
  parseClientRegistration,
  type RegistrationContext,
  type RegistrationOutcome,
} from './registration.ts';
export { clientSecretBytes, isClientSecret, newClientSecret } from './secret.ts';
