export type { PortalAddresses } from './draw.ts';
export { createErrorPage, describeClaim } from './pages.ts';
export { createProviderPages } from './provider-pages.ts';
export { type SignInRoutesDeps, signInRoutes } from './routes.ts';
