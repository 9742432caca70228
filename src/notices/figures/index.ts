export {
  type OwnFigureDeps,
  ownFigureRoutes,
  type PublicFigureDeps,
  publicFigureRoutes,
} from './routes.ts';
export { type CourtFigures, countCourtFigures, createCourtFigures } from './service.ts';
