export { courtErrorPage } from './frame.ts';
export type { WorkplaceDeps } from './model.ts';
export { workplaceRoutes } from './routes.ts';
