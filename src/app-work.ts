import { readVerifierKey } from '../certs/index.ts';
import type { Clock } from '../oidc/ports.ts';
import type { LogoutNotice } from '../oidc/provider/index.ts';
import { tellAnswers } from './accesses/index.ts';
import { sweepOneTimeCodes } from './accounts/index.ts';
import { courtDeliveryJobs } from './app-court-delivery.ts';
import type { Renewal } from './app-documents.ts';
import { sweepAttempts } from './attempts/index.ts';
import { type Database, openDatabase } from './db/index.ts';
import { sweepContents, sweepSignings } from './documents/index.ts';
import { endInterrupted, sweepOldExchanges } from './gateway/index.ts';
import { startLogoutDelivery, sweepDeliveries } from './identity/logout-delivery/index.ts';
import { createSweep } from './identity/sweep/index.ts';
import { type Job, type Log, startJobs } from './jobs/index.ts';
import { sweepMobile } from './mobile/index.ts';
import {
  countCourtFigures,
  createCaseDraws,
  createCourts,
  hearNoticeOutcomes,
  startCaseImports,
  sweepImports,
} from './notices/index.ts';
import { createOutbox, openTransports, startSender, sweepOutbox } from './notify/index.ts';
import type { Metrics } from './operations/index.ts';
import { sweepSiteSessions } from './site-session/index.ts';
import {
  adoptRecords,
  createRecorder,
  eraseDuePayloads,
  redactRecords,
  sweepPayloads,
} from './records/index.ts';
import { drawWaiting } from './notices/index.ts';
import type { ServiceKeys } from './secrets.ts';
import type { ServiceConfig } from './settings.ts';
import { countNewRecords } from './statistics/index.ts';

export interface WorkDeps {
  readonly config: ServiceConfig;
  readonly keys: Pick<ServiceKeys, 'draws'>;
  /** As `acar_worker`. */
  readonly db: Database;
  /** As `acar_redactor`. */
  readonly redactionDb: Database;
  readonly clock: Clock;
  readonly random: () => number;
  readonly sendLogout: (notice: LogoutNotice) => Promise<void>;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly onError: (error: unknown) => void;
  /** Absent where no documents can be signed. */
  readonly renewal: Pick<Renewal, 'run'> | undefined;
}

const minute = 60;
const day = 24 * 3600;
/** Finished messages and logout calls are kept for the operator's questions, then go. */
const finishedKeptDays = 30;

/** Everything that happens after a commit: messages, logout calls, cleaning. Any number of processes may run it. */
export function startWork(deps: WorkDeps): { stop(): Promise<void> } {
  const { db, clock, random, onError, log } = deps;
  const transports = openTransports(deps.config.notify, { random, log });
  const onOutcomes = hearNoticeOutcomes({
    clock,
    onStates: (counts) => deps.metrics.noticeDeliveries(counts),
  });
  const sender = startSender({ db, clock, random, transports, onError, onOutcomes, log });
  const recorder = deps.metrics.countingLogouts(createRecorder({ clock }));
  const logout = startLogoutDelivery({ db, clock, random, send: deps.sendLogout, recorder, onError });
  const imports = startCaseImports({
    db,
    clock,
    random,
    recorder: createRecorder({ clock }),
    draws: createCaseDraws({ clock, recorder: createRecorder({ clock }) }),
    courtOf: (courtId) => createCourts({ db }).find(courtId),
    onError,
  });
  // One job, one connection.
  const countDb = openDatabase({
    connection: deps.config.database.url,
    role: 'acar_statistics',
    maxConnections: 1,
  });
  const redaction = { db: deps.redactionDb, clock, recorder: createRecorder({ clock }) };
  const erasure = { db, clock, recorder: createRecorder({ clock }) };
  const courts = createCourts({ db });
  const jobs = startJobs(
    [
      ...cleaning(deps),
      {
        name: 'records.adopt',
        everySeconds: 10 * minute,
        run: async (signal) => void (await adoptRecords(db, signal)),
      },
      {
        name: 'gateway.upkeep',
        everySeconds: minute,
        async run(signal) {
          await endInterrupted({
            db,
            clock,
            recorder: createRecorder({ clock }),
            signal,
            onNotEnded({ consumer, requestId }, error) {
              deps.metrics.exchangeNotEnded();
              log('gateway.not_ended', { consumer, requestId });
              onError(error);
            },
          });
          await sweepOldExchanges({ db, clock }, deps.config.payloads.exchange);
        },
      },
      {
        name: 'accesses.tell_answers',
        everySeconds: minute,
        async run(signal) {
          const notices = {
            db,
            clock,
            notifier: createOutbox({ clock }),
            origin: deps.config.origins.portal,
          };
          await tellAnswers(notices, signal);
        },
      },
      {
        name: 'payloads.erase',
        everySeconds: 10 * minute,
        async run(signal) {
          await eraseDuePayloads(erasure, deps.config.payloads, signal);
          await sweepPayloads(erasure, signal);
        },
      },
      {
        name: 'records.redact',
        everySeconds: day / 24,
        run: async (signal) => void (await redactRecords(redaction, deps.config.records.originDays, signal)),
      },
      ...(deps.renewal ? [{ name: 'documents.renew', everySeconds: 5 * minute, run: deps.renewal.run }] : []),
      {
        name: 'court.sweep_imports',
        everySeconds: day / 24,
        run: (signal) => sweepImports({ db, clock }, signal),
      },
      ...courtDeliveryJobs(deps.config, { db, clock }),
      {
        name: 'statistics.count',
        everySeconds: 5 * minute,
        run: async (signal) => void (await countNewRecords({ db: countDb, signal })),
      },
      {
        name: 'court.figures',
        everySeconds: day / 24,
        run: async (signal) => void (await countCourtFigures({ db, clock, courts }, signal)),
      },
    ],
    { clock, onError, log },
  );
  const lots = startLots(deps);
  return {
    async stop() {
      await Promise.all([jobs.stop(), lots.stop(), sender.stop(), logout.stop(), imports.stop()]);
      await countDb.close();
    },
  };
}

/** What each room lets go of when its time is over. */
function cleaning({ db, clock }: WorkDeps): readonly Job[] {
  const sweep = createSweep({ db, clock });
  const before = () => new Date(clock.now() - finishedKeptDays * day * 1000);
  return [
    {
      name: 'identity.sweep',
      everySeconds: 5 * minute,
      run: async () => void (await sweep.sweepExpired()),
    },
    {
      name: 'attempts.sweep',
      everySeconds: 10 * minute,
      run: async () => void (await sweepAttempts({ database: db, clock })),
    },
    {
      name: 'accounts.sweep',
      everySeconds: 10 * minute,
      run: async () => void (await sweepOneTimeCodes({ database: db, now: clock.now() })),
    },
    {
      name: 'portal.sweep',
      everySeconds: 10 * minute,
      run: () => sweepSiteSessions(db, clock.now()),
    },
    {
      name: 'mobile.sweep',
      everySeconds: 10 * minute,
      run: () => sweepMobile(db, clock.now()),
    },
    {
      name: 'documents.sweep',
      everySeconds: 10 * minute,
      async run() {
        await sweepSignings(db, clock.now());
        await sweepContents(db, clock.now());
      },
    },
    {
      name: 'outbox.sweep',
      everySeconds: day / 24,
      run: async (signal) => void (await sweepOutbox(db, before(), signal)),
    },
    {
      name: 'logout.sweep',
      everySeconds: day / 24,
      run: async (signal) => void (await sweepDeliveries(db, before(), signal)),
    },
  ];
}

/** Every second, and so without a line in the log for each run. */
function startLots({ config, keys, db, clock, onError }: WorkDeps): { stop(): Promise<void> } {
  const witnesses = config.log.witnesses.flatMap(({ verifierKey }) => {
    const read = readVerifierKey(verifierKey);
    return read.kind === 'read' ? [read.value] : [];
  });
  const drawing = { db, clock, recorder: createRecorder({ clock }), key: keys.draws, witnesses };
  return startJobs(
    [
      {
        name: 'court.draw',
        everySeconds: 1,
        run: async (signal) => void (await drawWaiting(drawing, signal)),
      },
    ],
    { clock, onError },
  );
}
