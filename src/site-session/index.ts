export { type SiteIdentity, type SiteName, siteRegistration } from './model.ts';
export { type SiteSessionRoutesDeps, siteSessionRoutes } from './routes.ts';
export { createSiteSession, type SiteSession, type SiteSessionDeps } from './service.ts';
export { sweepSiteSessions } from './store.ts';
