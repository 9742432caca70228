export { ordererName, type PkiClient, refusalOf } from './model.ts';
export {
  type ClientEntry,
  type ClientErrorCode,
  clientsAfter,
  enterClient,
  type KnownClient,
  recogniseClient,
  type Recognition,
} from './service.ts';
export { findOrderer } from './store.ts';
