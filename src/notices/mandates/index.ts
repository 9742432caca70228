export { mandatesOf, mandatesPath, offersNotice, organisationsPath } from './pages.ts';
export { type MandateRoutesDeps, mandateRoutes } from './routes.ts';
export { createMandates, endMandatesOf, type Mandates } from './service.ts';
