import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LoginMethod } from '../../oidc/login-methods/login-method.ts';
import { createLog, type Log, type LogOptions } from './log.ts';
import { createMetrics, type Metrics, type MetricsOptions } from './metrics.ts';
import { createReadiness, type ReadinessCheck } from './readiness.ts';
import { createOperationsRoutes } from './routes.ts';

export interface OperationsOptions extends LogOptions, Omit<MetricsOptions, 'onError'> {
  /** What `/readyz` asks. Called only when somebody asks, so they may lead to things that are opened later. */
  readonly checks: readonly ReadinessCheck[];
}

export interface Operations {
  readonly log: Log;
  readonly metrics: Metrics;
  /** For `startServer`: answers health checks whatever the host name. */
  readonly first: (req: IncomingMessage, res: ServerResponse) => boolean;
  /** For a listener of its own that only the operator reaches. */
  readonly operationsHandler: (req: IncomingMessage, res: ServerResponse) => void;
}

/** The log, the metrics and the health checks of one process. */
export function createOperations(options: OperationsOptions): Operations {
  const log = createLog(options);
  const metrics = createMetrics({
    ...options,
    onError: (error) => log.error('metrics.incomplete', error),
  });
  const readiness = createReadiness(options.checks, options.clock, (error, job) =>
    log.error('readiness.failed', error, { job }),
  );
  const { first, handle } = createOperationsRoutes({
    readiness,
    metrics,
    onError: (error) => log.error('operations.failed', error),
  });
  return { log, metrics, first, operationsHandler: handle };
}

/** The same login method, with the time of each judgement measured. */
export function timedMethod<State>(method: LoginMethod<State>, metrics: Metrics): LoginMethod<State> {
  return {
    ...method,
    async advance(state, input, request) {
      const started = performance.now();
      try {
        return await method.advance(state, input, request);
      } finally {
        metrics.loginStepTook(method.id, (performance.now() - started) / 1000);
      }
    },
  };
}
