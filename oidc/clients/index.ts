export type { RegistrationProblem } from './errors.ts';
export { extensionMembers } from './members.ts';
export { clientNameIn, parseClientRegistration, type RegistrationContext } from './registration.ts';
export { clientSecretBytes, isClientSecret, newClientSecret } from './secret.ts';
