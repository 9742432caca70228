export { createLiveness } from './liveness.ts';
export { createPkiErrorPage } from './pages/frame.ts';
export { pkiSiteRoutes } from './routes.ts';
