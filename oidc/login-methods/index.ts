export type {
  FailureReason,
  LoginMethod,
  LoginRequest,
  MethodInput,
  MethodOutcome,
  MethodProgress,
  MethodView,
  VerifiedPerson,
} from './login-method.ts';
export { createRegistry, type MethodRegistry } from './registry.ts';
