export { createPasswordMethod, type PasswordState } from './password-method.ts';
export type {
  CodeSending,
  OneTimeCodes,
  PasswordCredential,
  PasswordCredentials,
  PasswordHasher,
  PasswordMethodDeps,
} from './ports.ts';
