export { createEstHandler } from './est.ts';
export type { ApiDeps } from './model.ts';
export { pkiApiRoutes } from './routes.ts';
