import { createTimestampSource, type PublishingTrouble, type TimestampService } from '../certs/index.ts';
import type { Clock } from '../oidc/ports.ts';
import { ConfigurationError } from './config/index.ts';
import type { Database, Queryable } from './db/index.ts';
import { createOutboundFetch, type Handler } from './http/index.ts';
import type { Log, MetricsOptions, ReadinessCheck } from './operations/index.ts';
import { pkiPaths } from './pki/index.ts';
import {
  createLogHandler,
  type LogHealthDeps,
  readLogHealth,
  refuseStandstill,
  type RunningLog,
  startRecordLog,
} from './records/index.ts';
import type { ServiceConfig } from './settings.ts';
import { createTimeStampClient } from './signature-sources/index.ts';

/** The origin where everybody reads the log, where one is set. */
export function recordLogSites(parts: {
  readonly config: ServiceConfig;
  /** As `acar_web`. */
  readonly db: Queryable;
  readonly onError: (error: unknown) => void;
}): readonly (readonly [string, Handler])[] {
  const { origin } = parts.config.log;
  return origin === undefined ? [] : [[origin, createLogHandler(parts)]];
}

/** What a process tells of the health of the log, where one is set. */
export function watchRecordLog(
  parts: Omit<LogHealthDeps, 'alertSeconds'> & { readonly config: ServiceConfig },
): { readonly metrics: Pick<MetricsOptions, 'recordLog'>; readonly checks: readonly ReadinessCheck[] } {
  const { origin, alertSeconds } = parts.config.log;
  if (origin === undefined) return { metrics: {}, checks: [] };
  const deps = { ...parts, alertSeconds };
  return {
    metrics: { recordLog: () => readLogHealth(deps) },
    checks: [{ name: 'record_log', isAlert: true, check: () => refuseStandstill(deps) }],
  };
}

/** The sequencer with its own key, in a process that may sign the log. */
export async function composeRecordLog(parts: {
  readonly config: ServiceConfig;
  /** As `acar_sequencer`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** The time-stamp authority in this process; else that of the certificate service is asked over HTTP. */
  readonly stamp: TimestampService['send'] | undefined;
}): Promise<RunningLog> {
  const { config, db, clock, log } = parts;
  const { origin, keyFile, passphrase, markFile, witnesses, witnessTimeoutMs } = config.log;
  if (origin === undefined || keyFile === undefined || passphrase === undefined || markFile === undefined)
    throw new ConfigurationError(
      [
        origin === undefined ? 'ACAR_LOG_ORIGIN' : undefined,
        keyFile === undefined ? 'ACAR_LOG_KEY_FILE' : undefined,
        passphrase === undefined ? 'ACAR_LOG_SECRET_FILE' : undefined,
        markFile === undefined ? 'ACAR_LOG_MARK_FILE' : undefined,
      ].flatMap((name) => (name === undefined ? [] : [`${name}: is required by the role sequencer`])),
    );
  const { allowPrivate } = config.outbound;
  const outbound = createOutboundFetch({ allowPrivate, timeoutMs: witnessTimeoutMs });
  const { origin: pkiOrigin } = config.pki;
  const overHttp = pkiOrigin === undefined ? undefined : `${pkiOrigin}${pkiPaths.timeStamp}`;
  const send = parts.stamp ?? (overHttp && createTimeStampClient({ address: overHttp, fetch: outbound }));
  const running = await startRecordLog({
    db,
    clock,
    // The port may change; the name of a log may not.
    name: new URL(origin).hostname,
    keyFile,
    passphrase,
    markFile,
    witnesses,
    fetch: outbound,
    timestamps: send ? createTimestampSource({ hash: 'sha256', send }) : undefined,
    onError: (error, isStanding) =>
      log.error(isStanding ? 'record_log.stands_still' : 'record_log.failed', error),
    onTrouble: (trouble) => tell(log, trouble),
  });
  return {
    ...running,
    async stop() {
      await running.stop();
      await outbound.close();
    },
  };
}

/** What a witness says against the log is an error, whoever is right; that it is away is not. */
function tell(log: Log, trouble: PublishingTrouble): void {
  if (trouble.kind === 'time-stamp') return log.error('record_log.not_stamped', trouble.error);
  const { kind } = trouble.outcome;
  const facts = { host: trouble.name, outcome: kind };
  if (kind === 'failed') log.warn('record_log.not_cosigned', facts);
  else log.error('record_log.disputed', new Error(kind), facts);
}
