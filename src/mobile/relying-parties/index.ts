export {
  createRelyingParties,
  type RelyingPartiesDeps,
  type RelyingPartyErrorCode,
} from './service.ts';
export { findRelyingParty, type RelyingParty } from './store.ts';
