import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Clock, EventRecorder } from '../../oidc/ports.ts';
import type { LogHealth, Recorder } from '../records/index.ts';
import { type CollectedGauges, collectedGauges } from './collected-gauges.ts';
import { addRootCrlGauge, addTrustedListGauges, type ListGaugesOptions } from './list-gauges.ts';

export interface PoolCounts {
  readonly total: number;
  readonly idle: number;
  readonly waiting: number;
}

export interface Backlog {
  readonly channel: string;
  readonly waiting: number;
  /** When the oldest waiting message was put in. */
  readonly oldest: Date;
}

export interface MetricsOptions extends ListGaugesOptions {
  readonly clock: Clock;
  /** Database pools by what they are for. */
  readonly pools?: Readonly<Record<string, () => PoolCounts>>;
  /** Asked at each scrape. */
  readonly outbox?: () => Promise<readonly Backlog[]>;
  /** Documents that wait for a further archive time stamp; asked at each scrape. */
  readonly renewals?: () => Promise<{ readonly due: number; readonly failing: number } | undefined>;
  /** Court notices that reached nobody and wait for a clerk; asked at each scrape. */
  readonly escalations?: () => Promise<
    { readonly open: number; readonly oldest: Date | undefined } | undefined
  >;
  /** The log of records, where there is one; asked at each scrape. */
  readonly recordLog?: () => Promise<LogHealth | undefined>;
}

export interface Metrics {
  httpAnswered(answer: {
    readonly route: string;
    readonly method: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
  loginFinished(login: { readonly method: string; readonly outcome: 'succeeded' | 'failed' }): void;
  /** How long one step of a login method took to judge. */
  loginStepTook(method: string, seconds: number): void;
  /** Deliveries of court notices that came to a state. */
  noticeDeliveries(
    counts: readonly { readonly channel: string; readonly state: string; readonly count: number }[],
  ): void;
  /** Counts the back-channel logouts that pass through a recorder as delivered or given up. */
  countingLogouts(recorder: Recorder): Recorder;
  /** Counts the logins that pass through a recorder. */
  countingLogins(recorder: EventRecorder): EventRecorder;
  /** An exchange between agencies that was left open could not be ended; it is tried again. */
  exchangeNotEnded(): void;
  /** The Prometheus text format and its media type. */
  render(): Promise<{ readonly type: string; readonly text: string }>;
}

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']);
const latencyBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A registry of its own, so that several services in one process (tests) do not mix. Labels never hold personal data. */
export function createMetrics(options: MetricsOptions): Metrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  // The event loop's delay, by a look every 50 ms: a hundred looks a second are most of what a process at rest does.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 50 });
  const http = new Histogram({
    name: 'acar_http_request_seconds',
    help: 'Time from the request to the end of the answer',
    labelNames: ['route', 'method', 'status'],
    buckets: latencyBuckets,
    registers,
  });
  const logins = new Counter({
    name: 'acar_logins_total',
    help: 'Tries to sign in that came to an end',
    labelNames: ['method', 'outcome'],
    registers,
  });
  const steps = new Histogram({
    name: 'acar_login_step_seconds',
    help: 'Time that a login method took to judge one answer of the person',
    labelNames: ['method'],
    buckets: latencyBuckets,
    registers,
  });
  const logouts = new Counter({
    name: 'acar_logout_deliveries_total',
    help: 'Back-channel logout calls that came to an end',
    labelNames: ['outcome'],
    registers,
  });
  const notEnded = new Counter({
    name: 'acar_exchanges_not_ended_total',
    help: 'Tries to end an exchange that was left open which failed; the log names the exchange',
    registers,
  });
  const deliveries = new Counter({
    name: 'acar_notice_deliveries_total',
    help: 'Deliveries of court notices by the state that they came to',
    labelNames: ['channel', 'state'],
    registers,
  });
  addPoolGauges(registers, options);
  const outbox = addOutboxGauges(registers, options);
  addTrustedListGauges(registers, options);
  const rootCrls = addRootCrlGauge(registers, options);
  const renewals = addRenewalGauge(registers, options);
  const escalations = addEscalationGauges(registers, options);
  const recordLog = addRecordLogGauges(registers, options);

  const loginFinished: Metrics['loginFinished'] = ({ method, outcome }) => logins.inc({ method, outcome });
  return {
    httpAnswered: ({ route, method, status, seconds }) =>
      http.observe(
        {
          route,
          method: knownMethods.has(method) ? method : 'other',
          status: `${Math.trunc(status / 100)}xx`,
        },
        seconds,
      ),
    loginFinished,
    loginStepTook: (method, seconds) => steps.observe({ method }, seconds),
    noticeDeliveries(counts) {
      for (const { channel, state, count } of counts) deliveries.inc({ channel, state }, count);
    },
    countingLogouts: (recorder) => ({
      async record(tx, event) {
        await recorder.record(tx, event);
        if (event.type === 'logout.delivered') logouts.inc({ outcome: 'delivered' });
        if (event.type === 'logout.failed') logouts.inc({ outcome: 'failed' });
      },
    }),
    exchangeNotEnded: () => notEnded.inc(),
    countingLogins: (recorder) => countLogins(recorder, loginFinished),
    async render() {
      await Promise.all(
        [outbox, renewals, escalations, recordLog, rootCrls].map((gauges) => gauges.collect()),
      );
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}

function countLogins(recorder: EventRecorder, finished: Metrics['loginFinished']): EventRecorder {
  return {
    async record(event) {
      await recorder.record(event);
      const outcome = outcomes[event.type];
      if (outcome) finished({ method: event.method ?? 'none', outcome });
    },
  };
}

const outcomes: Readonly<Partial<Record<string, 'succeeded' | 'failed'>>> = {
  'sign_in.succeeded': 'succeeded',
  'sign_in.stepped_up': 'succeeded',
  'sign_in.failed': 'failed',
};

function addPoolGauges(registers: Registry[], { pools = {} }: MetricsOptions): void {
  const gauge: Gauge<'pool' | 'state'> = new Gauge({
    name: 'acar_database_connections',
    help: 'Connections of this process: all, those at rest, and requests that wait for one',
    labelNames: ['pool', 'state'],
    registers,
    collect() {
      for (const [pool, counts] of Object.entries(pools)) {
        for (const [state, value] of Object.entries(counts())) gauge.set({ pool, state }, value);
      }
    },
  });
}

function addRenewalGauge(registers: Registry[], { renewals, onError }: MetricsOptions): CollectedGauges {
  const gauge = new Gauge({
    name: 'acar_document_renewals',
    help: 'Signed documents whose archive time stamp is due, and those of which the last try failed',
    labelNames: ['state'] as const,
    registers,
  });
  return collectedGauges({
    clear: () => gauge.reset(),
    async fill() {
      for (const [state, count] of Object.entries((await renewals?.()) ?? {})) gauge.set({ state }, count);
    },
    onError,
  });
}

function addEscalationGauges(
  registers: Registry[],
  { escalations, clock, onError }: MetricsOptions,
): CollectedGauges {
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `acar_notice_escalations_${name}`, help, registers });
  const open = gauge('open', 'Court notices that reached nobody and wait for a clerk');
  const oldest = gauge('oldest_seconds', 'How long the oldest of them waits');
  return collectedGauges({
    clear() {
      open.remove();
      oldest.remove();
    },
    async fill() {
      const backlog = await escalations?.();
      if (!backlog) return;
      open.set(backlog.open);
      oldest.set(backlog.oldest ? Math.max(0, (clock.now() - backlog.oldest.getTime()) / 1000) : 0);
    },
    onError,
  });
}

function addRecordLogGauges(registers: Registry[], { recordLog, onError }: MetricsOptions): CollectedGauges {
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `acar_record_log_${name}`, help, registers });
  const entries = gauge('entries', 'Records in the signed tree');
  const published = gauge('published_entries', 'Records that the newest checkpoint shows');
  const waiting = gauge('waiting_seconds', 'How long the oldest record without a place in the log waits');
  const checkpoint = gauge('checkpoint_seconds', 'Since the newest checkpoint was signed');
  const standsStill = new Gauge({
    name: 'acar_record_log_stands_still',
    help: '1 with the reason when records get no receipts; src/records/log says what to do',
    labelNames: ['reason'] as const,
    registers,
  });
  return collectedGauges({
    clear() {
      for (const one of [entries, published, waiting, checkpoint]) one.remove();
      standsStill.reset();
    },
    async fill() {
      const health = await recordLog?.();
      if (!health) return;
      entries.set(health.entries);
      published.set(health.published);
      waiting.set(health.waitingSeconds);
      if (health.checkpointSeconds !== undefined) checkpoint.set(health.checkpointSeconds);
      if (health.standsStill !== undefined) standsStill.set({ reason: health.standsStill }, 1);
    },
    onError,
  });
}

function addOutboxGauges(registers: Registry[], options: MetricsOptions): CollectedGauges {
  const { outbox, clock, onError } = options;
  const labelNames = ['channel'] as const;
  const waiting = new Gauge({
    name: 'acar_outbox_messages',
    help: 'Messages that are still to be sent',
    labelNames,
    registers,
  });
  const oldest = new Gauge({
    name: 'acar_outbox_oldest_seconds',
    help: 'How long the oldest of them waits',
    labelNames,
    registers,
  });
  return collectedGauges({
    // A channel without a backlog is absent too.
    clear() {
      waiting.reset();
      oldest.reset();
    },
    async fill() {
      for (const { channel, waiting: count, oldest: since } of (await outbox?.()) ?? []) {
        waiting.set({ channel }, count);
        oldest.set({ channel }, Math.max(0, (clock.now() - since.getTime()) / 1000));
      }
    },
    onError,
  });
}
