export { createNameLookups, type NameLookups, type Names } from './names.ts';
export { type CaseRoutesDeps, caseRoutes } from './routes.ts';
export { type Cases, createCases } from './service.ts';
