import { setTimeout as sleep } from 'node:timers/promises';
import { statement } from '../../src/db/index.ts';
import { createNoticeDeliveries } from '../../src/notices/index.ts';
import {
  createOutbox,
  createSmppTransport,
  createSmtpTransport,
  type Transport,
} from '../../src/notify/index.ts';
import { createRecorder } from '../../src/records/index.ts';
import type { ServersReport } from './court-servers.ts';
import type { CourtBenchWorld } from './court-world.ts';
import { type Report, type Run, summarise } from './measure.ts';

/** A court year has 100,000; that takes some minutes on two cores. */
const notices = Number(process.env['ACAR_BENCH_NOTICES'] ?? 2_000);
const settings = { connections: 10, window: 50 };
const noticesAtOnce = 20;
const writers = 4;
const downSeconds = 5;
/** Of each sort, for the bare servers. */
const bareMessages = Math.min(notices, 5_000);

const statesNow = statement(
  'bench.delivery_states',
  `select channel, state, count(*)::int as count from notice_delivery group by channel, state`,
);
const openNow = statement(
  'bench.open_messages',
  `select exists (select from outbox_message where state in ('waiting', 'sending')) as "isOpen"`,
);
const watchedNow = statement('bench.watched', 'select count(*)::int as count from notice_watch');

/** `npm run bench -- court-year`: what it costs to tell everybody, with the servers away for a while; none lost, none twice. */
export async function courtYear(world: CourtBenchWorld): Promise<Report> {
  const servers = await world.order('up');
  const bare = await bareServers(servers);
  await world.order('forget');
  const ids = await world.fill(notices);
  const queued = await queueAll(world, ids);
  const drained = await drain(world, servers);
  const end = await world.order('count');
  const states = await world.owner.query<{ channel: string; state: string; count: number }>(statesNow);
  const inState = (channel: string, state: string) =>
    states.find((row) => row.channel === channel && row.state === state)?.count ?? 0;
  const [watched] = await world.owner.query<{ count: number }>(watchedNow);
  const measurements = [
    summarise('notices queued, with three deliveries each', [queued]),
    summarise('messages to the bare servers, mails and SMS', [bare]),
    summarise('messages from the outbox, marked, with receipts', [drained.run]),
  ];
  const [, bareRate, drainRate] = measurements.map(({ perSecond }) => perSecond);
  const none = (name: string, value: number) => ({ name, value, bar: 0, isLimit: true });
  return {
    measurements,
    ratios: [
      { name: 'outbox / bare servers', value: (drainRate ?? 0) / (bareRate ?? 0) },
      { name: 'seconds of all, the outage included', value: drained.seconds },
      {
        name: 'seconds from the end of the outage to the next message',
        value: drained.backSeconds,
        bar: 30,
        isLimit: true,
      },
      none('mails that are lost', notices - end.mails),
      none('mails that came twice', end.mailsTwice),
      none('SMS that are lost', notices - end.texts),
      none('parts of SMS that came twice', end.partsTwice),
      none(
        'deliveries in a wrong state',
        3 * notices - inState('email', 'sent') - inState('sms', 'delivered') - inState('portal', 'available'),
      ),
      none('notices that are still watched', watched?.count ?? 0),
    ],
  };
}

/** As signings do, some notices in each transaction. */
async function queueAll({ db }: CourtBenchWorld, ids: readonly string[]): Promise<Run> {
  const clock = { now: () => Date.now() };
  const deliveries = createNoticeDeliveries({
    clock,
    outbox: createOutbox({ clock }),
    recorder: createRecorder({ clock }),
    links: {
      notice: (noticeId) => `https://portal.example.az/me/notices/${noticeId}`,
      verification: 'https://verify.example.az/',
    },
    times: { reachMs: 86_400_000, leastMs: 900_000 },
  });
  const times: number[] = [];
  const started = performance.now();
  let next = 0;
  const write = async () => {
    for (let from = next; from < ids.length; from = next) {
      next = from + noticesAtOnce;
      const some = ids.slice(from, next);
      const begun = performance.now();
      await db.transaction((tx) => deliveries.queue(tx, some));
      for (const _ of some) times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
  return { times, seconds: (performance.now() - started) / 1000 };
}

const arrived = ({ mails, texts }: ServersReport) => mails + texts;

/** Until everything is marked and confirmed; a third of the way the servers go down for some seconds. */
async function drain(world: CourtBenchWorld, servers: ServersReport) {
  const sender = world.startSender(servers, settings);
  const started = performance.now();
  while (arrived(await world.order('count')) < (2 * notices) / 3) await sleep(50);
  const downAt = performance.now();
  const before = await world.order('down');
  await sleep(downSeconds * 1000);
  await world.order('up');
  const upAt = performance.now();
  const isBack = ({ mails, texts }: ServersReport) => mails > before.mails && texts > before.texts;
  while (!isBack(await world.order('count'))) await sleep(50);
  const backAt = performance.now();
  while (!(await isDrained(world))) await sleep(500);
  const ended = performance.now();
  await sender.signal('SIGTERM');
  const seconds = (ended - started - (backAt - downAt)) / 1000;
  const perMessage = (seconds * 1000) / (2 * notices);
  return {
    run: { times: Array.from({ length: 2 * notices }, () => perMessage), seconds },
    seconds: (ended - started) / 1000,
    backSeconds: (backAt - upAt) / 1000,
  };
}

async function isDrained({ owner }: CourtBenchWorld): Promise<boolean> {
  const [open] = await owner.query<{ isOpen: boolean }>(openNow);
  if (open?.isOpen !== false) return false;
  const states = await owner.query<{ channel: string; state: string; count: number }>(statesNow);
  return states.some(
    ({ channel, state, count }) => channel === 'sms' && state === 'delivered' && count === notices,
  );
}

/** The same transports and servers with nothing behind them: no database, no marks, no states. */
async function bareServers({ mailPort, smsPort }: ServersReport): Promise<Run> {
  const mail = createSmtpTransport({
    url: `smtp://127.0.0.1:${mailPort}`,
    from: { name: 'Açar', address: 'noreply@acar.example' },
    startTls: 'off',
    connections: settings.connections,
  });
  const sms = createSmppTransport({
    host: '127.0.0.1',
    port: smsPort,
    tls: false,
    systemId: 'acar',
    password: 'right',
    sender: 'Acar',
    random: Math.random,
    window: settings.window,
  });
  const times: number[] = [];
  const started = performance.now();
  await Promise.all([feed(mail, times), feed(sms, times)]);
  const run = { times, seconds: (performance.now() - started) / 1000 };
  await Promise.all([mail.close(), sms.close()]);
  return run;
}

async function feed(transport: Transport, times: number[]): Promise<void> {
  let next = 0;
  const work = async () => {
    for (let number = next++; number < bareMessages; number = next++) {
      const begun = performance.now();
      const sent = await transport.send(bareMessage(transport, number));
      if (sent.kind !== 'accepted') throw new Error(`the bare server took no message: ${sent.reason}`);
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: transport.concurrency }, work));
}

const body = `Məhkəmə bildirişi B-009-2026-000001. https://portal.example.az/me/notices/${'0'.repeat(36)}`;

function bareMessage({ channel }: Transport, number: number): Parameters<Transport['send']>[0] {
  const now = new Date();
  return {
    id: String(number),
    reference: crypto.randomUUID(),
    to: channel === 'sms' ? `+9945${String(number).padStart(8, '0')}` : `p${number}@bench.example.az`,
    subject: 'Məhkəmə bildirişi B-009-2026-000001: məhkəmənin qərarı',
    body: channel === 'sms' ? body : body.repeat(8),
    createdAt: now,
    expiresAt: new Date(now.getTime() + 86_400_000),
  };
}
