export { type CaseImportRoutesDeps, caseImportRoutes } from './routes.ts';
export { createCaseImports } from './service.ts';
export { startCaseImports } from './worker.ts';
