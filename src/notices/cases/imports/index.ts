export { type CaseImportRoutesDeps, caseImportRoutes } from './routes.ts';
export { createCaseImports, sweepImports } from './service.ts';
export { startCaseImports } from './worker.ts';
