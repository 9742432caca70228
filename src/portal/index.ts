export { type Catalogue, createCatalogue, loadCatalogue, readCatalogueFile } from './catalogue/index.ts';
export {
  type GivenConsent,
  type HistoryEntry,
  historyTypes,
  type PhonesPort,
  type LiveSession,
  ownPath,
  type PasswordChange,
  type PortalDeps,
  type PortalPerson,
  type RecordsPort,
} from './model.ts';
export { ownDocument, type SignedInFrame } from './own/pages.ts';
export { signedIn } from './own/signed-in.ts';
export { openPage } from './open-page.ts';
export { bulletinPath } from './pages/bulletin.ts';
export {
  type Frame,
  portalDocument,
  portalErrorPage,
  type PortalRequest,
} from './pages/frame.ts';
export { recentAccessesText } from './pages/home.ts';
export {
  type CheckingKeys,
  checkingKeys,
  checkingScript,
  recordProof,
  withoutScript,
} from './receipts/pages.ts';
export { portalRoutes } from './routes.ts';
export { describeBrowser } from './user-agent.ts';
