export {
  createTimeStampAuthority,
  type NotPrepared,
  type PreparedTimeStamp,
  type TimeStampAuthority,
  type TimeStampOrder,
  type TimeStampUnit,
} from './authority.ts';
export {
  type ClockInputs,
  type ClockReading,
  type ClockReference,
  type ClockRule,
  type ClockVerdict,
  judgeClock,
} from './clock.ts';
export type { TimeStampErrorCode, TimeStampRefusal } from './errors.ts';
export { encodeRejection, type PkiFailure, reject, type Rejection } from './failure.ts';
export { encodeTimeStampQuery, type TimeStampQuery } from './query.ts';
export {
  type ReadTimeStampResponse,
  readTimeStampResponse,
  type ReadTimeStampToken,
  readTimeStampToken,
  type TimeStampToken,
} from './read.ts';
export { type ReadTimeStampRequest, readTimeStampRequest, type TimeStampRequest } from './request.ts';
export {
  enclosedCertificates,
  type TimeStampQuestion,
  type TimeStampVerdict,
  verifyTimeStamp,
} from './verify.ts';
