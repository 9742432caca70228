export { mandatesPath, offersNotice } from './pages.ts';
export { type MandateRoutesDeps, mandateRoutes } from './routes.ts';
export { createMandates, type Mandates } from './service.ts';
