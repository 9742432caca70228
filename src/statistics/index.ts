export { countNewRecords, recountRecords } from './counting.ts';
export { loadHistory } from './history.ts';
export {
  addMonths,
  type FigureId,
  isMonth,
  type Month,
  monthOf,
  smallestShown,
  withoutSmall,
} from './model.ts';
export { barChart, columnChart } from './pages/charts.ts';
export { monthInWords, shortMonth } from './pages/words.ts';
export { statisticsRoutes } from './routes.ts';
export { createExactStatistics, createStatistics, type ExactStatistics, type Statistics } from './service.ts';
