export {
  courtDocument,
  courtErrorPage,
  courtFooterLinks,
  courtPath,
  type CourtRequest,
  unknownDocument,
} from './frame.ts';
export { workplaceTexts } from './messages.ts';
export { atCourt } from './guard.ts';
export type { CourtPerson, OfficeFrame, WorkplaceDeps } from './model.ts';
export { createOfficeTasks, type OverviewDeps, workplaceRoutes } from './routes.ts';
