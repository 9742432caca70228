export { countNewRecords, recountRecords } from './counting.ts';
export { loadHistory } from './history.ts';
export { type FigureId, isMonth } from './model.ts';
export { statisticsRoutes } from './routes.ts';
export { createExactStatistics, createStatistics, type ExactStatistics, type Statistics } from './service.ts';
