export { digestOf, joined, readAll, sliceOf, sourceOf } from './byte-source.ts';
export { SignatureError, type SignatureErrorCode } from './errors.ts';
export * from './model.ts';
export type {
  AsicProblemCode,
  CadesProblemCode,
  JadesProblemCode,
  PadesProblemCode,
  ProblemCode,
  XadesProblemCode,
} from './problem-codes.ts';
export { createEvidenceSource, type CrlSource, type EvidenceDeps } from './evidence.ts';
export { createTimestampSource, type TimestampService } from './timestamps.ts';
export { readSigned, type ReadSignedResult } from './read-signed.ts';
