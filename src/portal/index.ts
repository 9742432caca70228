export { type Catalogue, createCatalogue, loadCatalogue } from './catalogue/index.ts';
export {
  type GivenConsent,
  type HistoryEntry,
  type LiveSession,
  ownPath,
  type PasswordChange,
  type PortalDeps,
  type PortalPerson,
} from './model.ts';
export { portalErrorPage } from './pages/frame.ts';
export { portalRoutes } from './routes.ts';
export { describeBrowser } from './user-agent.ts';
