export { createParticipantContacts, type ParticipantContacts } from './contacts.ts';
export {
  type CaseImportRoutesDeps,
  caseImportRoutes,
  createCaseImports,
  startCaseImports,
  sweepImports,
} from './imports/index.ts';
export { createNameLookups, type Names } from './names.ts';
export { type CaseRoutesDeps, caseRoutes } from './routes.ts';
export { createCases } from './service.ts';
