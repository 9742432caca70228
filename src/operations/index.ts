export { createLog, type Log, type LogOptions } from './log.ts';
export {
  type Backlog,
  type Metrics,
  type MetricsOptions,
  type PoolCounts,
} from './metrics.ts';
export type { ReadinessCheck } from './readiness.ts';
export type { LogFacts, LogField } from './redaction.ts';
export { createOperations, type Operations, type OperationsOptions, timedMethod } from './service.ts';
