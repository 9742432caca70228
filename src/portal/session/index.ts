export { type PortalIdentity, portalRegistration } from './model.ts';
export { type PortalSessionRoutesDeps, portalSessionRoutes } from './routes.ts';
export { createPortalSession, type PortalSession, type PortalSessionDeps } from './service.ts';
export { sweepPortalSessions } from './store.ts';
