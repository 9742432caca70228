export { mobileSettings } from './config.ts';
export { issueOfficeCode } from './enrolment-office.ts';
export type { PhoneErrorCode } from './errors.ts';
export { startPhoneIssuing } from './issuing/index.ts';
export {
  createMobileClient,
  createOperatorApi,
  longestPollMs,
  type OperatorBackend,
  type OperatorOrder,
  ownBackend,
} from './operator-api/index.ts';
export { createOwnPhones, type OwnPhones } from './own-phones.ts';
export {
  createRelyingParties,
  type RelyingParty,
  type RelyingPartyErrorCode,
} from './relying-parties/index.ts';
export { resealPhones } from './phones/index.ts';
export type { ShownDocument } from './requests/index.ts';
export { type MobileDeps, type MobileRooms, openMobile, sweepMobile } from './service.ts';
export {
  algorithmName,
  controlCode,
  type DocumentSignatures,
  type DocumentsState,
  type MobileSessions,
  type SigningPhone,
} from './sessions/index.ts';
export { createWalletErrorPage, loadBrowserCode, walletRoutes } from './wallet/index.ts';
export { createRequestStream, walletApiRoutes } from './wallet-api/index.ts';
