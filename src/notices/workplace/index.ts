export { courtDocument, courtErrorPage, courtPath, type CourtRequest } from './frame.ts';
export { atCourt } from './guard.ts';
export type { OfficeFrame, WorkplaceDeps } from './model.ts';
export { workplaceRoutes } from './routes.ts';
