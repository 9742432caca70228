export { resealDraws } from './chain.ts';
export { checkDrawLines, checkStoredDraws, type DrawsReport, ownLogKey } from './checking.ts';
export { longestDrawLine } from './codec.ts';
export { type DrawingDeps, drawWaiting } from './drawing.ts';
export type { CaseDraws } from './model.ts';
export type { RotationRoutesDeps } from './forms.ts';
export { rotationRoutes } from './routes.ts';
export { createCaseDraws, createRotation } from './service.ts';
export { createRotationViews } from './views.ts';
