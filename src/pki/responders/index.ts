export { createOwnRevocationSource } from './revocation-source.ts';
export {
  createOcspAnswering,
  errorReply,
  type OcspAnswering,
  type OcspAnsweringDeps,
  type OcspReply,
  type SharedAnswer,
} from './answers.ts';
export { type Delegates, type DelegatesDeps, startDelegates } from './delegates.ts';
