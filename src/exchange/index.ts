export { readOctets, readRecordIds, readTerms, writeOctets, writeRecordIds, writeTerms } from './codec.ts';
export { ExchangeError, type ExchangeErrorCode } from './errors.ts';
export { readKeptResponse, writeKeptMessage } from './kept-message.ts';
export {
  type Basis,
  isExchangeName,
  isOrganisationId,
  isRequestId,
  readServicePath,
  servicePath,
  type Terms,
} from './model.ts';
export { type OpenedIdentity, openOwnIdentity } from './own-identity.ts';
export { createPartyJudge, type Party, type PartyJudge } from './party.ts';
export { type CheckedSeal, checkSeal, seal, type Sealer, type SealKind, sealTimes } from './seal.ts';
