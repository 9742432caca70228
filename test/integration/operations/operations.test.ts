import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LoginMethod } from '../../../oidc/login-methods/login-method.ts';
import type { SignInEvent } from '../../../oidc/ports.ts';
import { startServer, type RunningServer } from '../../../src/http/index.ts';
import type { LogHealth } from '../../../src/records/index.ts';
import { type Backlog, createOperations, timedMethod } from '../../../src/operations/index.ts';
import { send } from '../../support/wire.ts';

let now = Date.UTC(2026, 10, 22);
let databaseAnswers = true;
let checked = 0;
let log: LogHealth | undefined;
let escalated: { open: number; oldest: Date | undefined } | undefined;
let rootCrls: { root: string; nextUpdate: number | undefined }[];
let backlog: () => Promise<readonly Backlog[]>;
const lines: string[] = [];

const operations = createOperations({
  clock: { now: () => now },
  role: 'web',
  write: (line) => lines.push(line),
  checks: [
    {
      name: 'database',
      check: async () => {
        checked += 1;
        if (!databaseAnswers) throw new Error('away');
      },
    },
    { name: 'keys', check: async () => {} },
    {
      name: 'record_log',
      isAlert: true,
      check: async () => {
        if (log?.standsStill !== undefined) throw new Error(log.standsStill);
      },
    },
  ],
  pools: { web: () => ({ total: 5, idle: 2, waiting: 1 }) },
  outbox: () => backlog(),
  recordLog: async () => log,
  escalations: async () => escalated,
  rootCrls: async () => rootCrls,
});

const inner = createServer(operations.operationsHandler);
let server: RunningServer;
let operationsPort: number;
beforeAll(async () => {
  server = await startServer({
    host: '127.0.0.1',
    port: 0,
    trustedProxies: '',
    sites: new Map(),
    first: operations.first,
  });
  await new Promise<void>((done) => inner.listen(0, '127.0.0.1', done));
  operationsPort = (inner.address() as AddressInfo).port;
});
afterAll(async () => {
  await server.stop(0);
  inner.close();
});
beforeEach(() => {
  now += 5_000;
  databaseAnswers = true;
  backlog = () => Promise.resolve([]);
  log = undefined;
  escalated = undefined;
  rootCrls = [];
});

const health = (changes: Partial<LogHealth>): LogHealth => ({
  entries: 7,
  published: 5,
  waitingSeconds: 2,
  checkpointSeconds: 3,
  standsStill: undefined,
  ...changes,
});
const publicly = (target: string, method = 'GET') =>
  send({ port: server.port, host: '10.0.0.1', target, method });
const privately = (target: string, method = 'GET') =>
  send({ port: operationsPort, host: 'localhost', target, method });
const scrape = async () => (await privately('/metrics')).body;

describe('health checks', () => {
  it('say on every host that the process lives', async () => {
    const answer = await publicly('/healthz?probe=1');
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { status: 'alive' }]);
  });

  it('say whether it is ready, and to the operator why not', async () => {
    expect((await publicly('/readyz')).status).toBe(200);
    now += 2_000;
    databaseAnswers = false;
    const outside = await publicly('/readyz');
    expect([outside.status, JSON.parse(outside.body)]).toEqual([503, { status: 'not ready' }]);
    const inside = await privately('/readyz');
    expect(JSON.parse(inside.body)).toEqual({
      status: 'not ready',
      checks: { database: 'failed', keys: 'ok', record_log: 'ok' },
    });
    expect(lines.at(-1)).toContain('readiness.failed');
  });

  it('show an alert to the operator, and stay ready', async () => {
    log = health({ standsStill: 'log.rolled_back' });
    expect((await publicly('/readyz')).status).toBe(200);
    const inside = await privately('/readyz');
    expect([inside.status, JSON.parse(inside.body)]).toEqual([
      200,
      { status: 'ready', checks: { database: 'ok', keys: 'ok', record_log: 'failed' } },
    ]);
    expect(lines.at(-1)).toContain('log.rolled_back');
  });

  it('become ready again by themselves', async () => {
    databaseAnswers = false;
    expect((await publicly('/readyz')).status).toBe(503);
    databaseAnswers = true;
    now += 2_000;
    expect((await publicly('/readyz')).status).toBe(200);
  });

  it('ask the database once for many questions at the same time', async () => {
    checked = 0;
    await Promise.all(Array.from({ length: 20 }, () => publicly('/readyz')));
    expect(checked).toBe(1);
  });

  it('leave every other path and the metrics to the sites', async () => {
    expect((await publicly('/metrics')).status).toBe(421);
    expect((await publicly('/healthz/x')).status).toBe(421);
  });

  it('answer HEAD without a body and refuse other methods', async () => {
    const head = await publicly('/healthz', 'HEAD');
    expect([head.status, head.body]).toEqual([200, '']);
    expect((await publicly('/healthz', 'POST')).status).toBe(405);
    expect((await privately('/elsewhere')).status).toBe(404);
  });
});

describe('metrics', () => {
  it('are Prometheus text with the process, the event loop and the pools', async () => {
    const answer = await privately('/metrics');
    expect(answer.headers['content-type']).toMatch(/^text\/plain; version=/);
    expect(answer.body).toContain('nodejs_eventloop_lag_seconds');
    expect(answer.body).toContain('process_resident_memory_bytes');
    expect(answer.body).toContain('acar_database_connections{pool="web",state="waiting"} 1');
  });

  it('count answers by route, method and class of status', async () => {
    operations.metrics.httpAnswered({ route: 'portal.home', method: 'GET', status: 404, seconds: 0.02 });
    operations.metrics.httpAnswered({ route: 'none', method: 'PROPFIND', status: 405, seconds: 0.02 });
    const text = await scrape();
    expect(text).toContain(
      'acar_http_request_seconds_count{route="portal.home",method="GET",status="4xx"} 1',
    );
    expect(text).toContain('acar_http_request_seconds_count{route="none",method="other",status="4xx"} 1');
  });

  it('count logins that pass a recorder, after they were recorded', async () => {
    const recorded: SignInEvent[] = [];
    const recorder = operations.metrics.countingLogins({
      record: async (event) => {
        if (event.reason === 'lost') throw new Error('not recorded');
        recorded.push(event);
      },
    });
    await recorder.record({ type: 'sign_in.succeeded', method: 'some' });
    await recorder.record({ type: 'sign_in.failed', method: 'some', reason: 'wrong_credentials' });
    await recorder.record({ type: 'session.ended' });
    await expect(
      recorder.record({ type: 'sign_in.failed', method: 'some', reason: 'lost' }),
    ).rejects.toThrow();
    expect(recorded).toHaveLength(3);
    const text = await scrape();
    expect(text).toContain('acar_logins_total{method="some",outcome="succeeded"} 1');
    expect(text).toContain('acar_logins_total{method="some",outcome="failed"} 1');
  });

  it('measure how long a method takes to judge, also when it fails', async () => {
    const method = { id: 'slow', advance: () => Promise.reject(new Error('broken')) };
    const timed = timedMethod(method as unknown as LoginMethod, operations.metrics);
    const request = {
      wantedLevel: 'low',
      browser: '',
      language: 'az',
      serviceName: '',
      clientId: '',
      address: '',
      userAgent: '',
      page: '',
    } as const;
    await expect(timed.advance({}, {}, request)).rejects.toThrow('broken');
    expect(await scrape()).toContain('acar_login_step_seconds_count{method="slow"} 1');
  });

  it('tell what waits in the outbox and how long, and forget it when it is gone', async () => {
    backlog = () => Promise.resolve([{ channel: 'sms', waiting: 3, oldest: new Date(now - 90_000) }]);
    const text = await scrape();
    expect(text).toContain('acar_outbox_messages{channel="sms"} 3');
    expect(text).toContain('acar_outbox_oldest_seconds{channel="sms"} 90');
    backlog = () => Promise.resolve([]);
    expect(await scrape()).not.toContain('acar_outbox_messages{');
  });

  it('tell how many court notices wait for a clerk and how long, and what deliveries came to', async () => {
    expect(await scrape()).not.toMatch(/^acar_notice_escalations/m);
    escalated = { open: 2, oldest: new Date(now - 7_200_000) };
    operations.metrics.noticeDeliveries([{ channel: 'sms', state: 'delivered', count: 3 }]);
    const text = await scrape();
    expect(text).toContain('acar_notice_escalations_open 2');
    expect(text).toContain('acar_notice_escalations_oldest_seconds 7200');
    expect(text).toContain('acar_notice_deliveries_total{channel="sms",state="delivered"} 3');
  });

  it('tell how the log of records does, and nothing where there is none', async () => {
    expect(await scrape()).not.toMatch(/^acar_record_log/m);
    log = health({});
    const text = await scrape();
    for (const line of ['entries 7', 'published_entries 5', 'waiting_seconds 2', 'checkpoint_seconds 3'])
      expect(text).toContain(`acar_record_log_${line}\n`);
    expect(text).not.toContain('acar_record_log_stands_still{');
    log = health({ standsStill: 'record_log.not_sequenced', checkpointSeconds: undefined });
    const standing = await scrape();
    expect(standing).toContain('acar_record_log_stands_still{reason="record_log.not_sequenced"} 1');
    expect(standing).not.toContain('acar_record_log_checkpoint_seconds 3');
    log = health({ standsStill: 'log.forked' });
    expect(await scrape()).not.toContain('not_sequenced');
  });

  it('tell when the CRL of each root ends', async () => {
    rootCrls = [
      { root: 'root-1', nextUpdate: now },
      { root: 'root-2', nextUpdate: undefined },
    ];
    const text = await scrape();
    expect(text).toContain(`acar_root_crl_next_update_seconds{root="root-1"} ${now / 1000}`);
    expect(text).toContain('acar_root_crl_next_update_seconds{root="root-2"} 0');
  });

  it('are still told when the database is away', async () => {
    backlog = () => Promise.reject(new Error('away'));
    expect(await scrape()).toContain('acar_logins_total');
    expect(lines.at(-1)).toContain('metrics.incomplete');
  });

  it('count logouts that pass a recorder', async () => {
    const recorder = operations.metrics.countingLogouts({ record: async () => {} });
    const tx = { inTransaction: true, query: () => Promise.resolve([]) } as const;
    await recorder.record(tx, { type: 'logout.delivered', facts: { tries: 1 } });
    await recorder.record(tx, { type: 'logout.failed', facts: { tries: 9, reason: 'refused' } });
    await recorder.record(tx, { type: 'logout.failed', facts: { tries: 9, reason: 'refused' } });
    const text = await scrape();
    expect(text).toContain('acar_logout_deliveries_total{outcome="delivered"} 1');
    expect(text).toContain('acar_logout_deliveries_total{outcome="failed"} 2');
  });
});
