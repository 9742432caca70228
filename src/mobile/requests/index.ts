export {
  codeSecret,
  type Failure,
  isRequestId,
  type RequestFlow,
  requestTimes,
  resultOf,
  type ShownDocument,
  type StoredState,
} from './model.ts';
export { newsChannel, type PhoneNews, startPhoneNews, waitForNews } from './news.ts';
export { createPhoneRequests, createProgressReader, sweepPhoneRequests, tokenDigest } from './service.ts';
export { endRequest, findReachable, findRefusals, insertRequest, type KeyUse } from './store.ts';
