export { createNameSearch, nameServices } from './names.ts';
export { lookupLaw, lookupPurpose, lookupServices } from './model.ts';
export { type LookupRoutesDeps, lookupRoutes } from './routes.ts';
export { createLookups, createPersonSearch } from './service.ts';
