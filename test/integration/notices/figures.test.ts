import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import {
  countCourtFigures,
  createCourtFigures,
  createCourts,
  publicFigureRoutes,
} from '../../../src/notices/index.ts';
import { createCatalogue } from '../../../src/portal/index.ts';
import { createBrowserSession, textOf } from '../../support/browser-session.ts';
import { courtActors, type CourtServer, serveCourt } from '../../support/court-world.ts';
import { createNoticeWorld, type NoticeWorld } from '../../support/notice-world.ts';
import { samplePorts } from '../../support/page-samples.ts';
import { openPage, type SampleSite, startSampleSite } from '../../support/sample-site.ts';

const deliver = statement(
  'test.deliver',
  `insert into notice_delivery (delivery_id, notice_id, channel, recipient, state, created_at, changed_at)
   values ($1, $2, $3, 'x', $4, now(), now())`,
);
const wipe = statement('test.wipe_figures', 'delete from court_figure');
const from = { address: '192.0.2.7', userAgent: 'test' };
const hour = 3_600_000;

let world: NoticeWorld;
let site: SampleSite;
let court: CourtServer;
let statements: string[] = [];

beforeAll(async () => {
  world = await createNoticeWorld();
  const db = world.test.open({ onStatement: (name) => void statements.push(name) });
  const figures = createCourtFigures({ db, clock: world.clock, courts: createCourts({ db }) });
  const portal = samplePorts(createCatalogue(world.test.open()));
  site = await startSampleSite(publicFigureRoutes({ portal, figures }));
  court = await serveCourt(world);
});
afterAll(async () => {
  await court?.stop();
  await site?.close();
  await world?.stop();
});

const count = () => {
  const db = world.test.open({ role: 'acar_worker' });
  return countCourtFigures({ db, clock: world.clock, courts: createCourts({ db }) });
};
const bodyOf = async (path: string) => (await openPage(site, path)).text();
const json = async (path: string): Promise<unknown> => JSON.parse(await bodyOf(path));

/** Cases of a court, each with one notice an hour after its registration; so many delivered by SMS and by e-mail, and read. */
async function sendMany(courtId: string, sent: number, done: { sms: number; email: number; read: number }) {
  for (let at = 0; at < sent; at += 1) {
    const code = `${courtId.slice(0, 1).toUpperCase()}${String(at + (world.clock.at % 10_000)).padStart(6, '0')}`;
    const party = await world.party(code, { court: courtId });
    world.clock.at += hour - 60_000;
    const noticeId = await world.notice(party);
    const channel = at < done.sms ? 'sms' : 'email';
    const isDelivered = at < done.sms + done.email;
    const state = isDelivered ? (channel === 'sms' ? 'delivered' : 'sent') : 'failed';
    await world.owner.query(deliver, [randomUUID(), noticeId, channel, state]);
    if (at >= done.read) continue;
    world.clock.at += 2 * hour;
    const reader = { accountId: 'x', personalCode: code, method: 'card', level: 'high' } as const;
    await world.inbox.open(reader, noticeId, from);
  }
}

describe('figures of the courts', () => {
  it('are none before the first notice, and the page says so', async () => {
    expect(await count()).toEqual([]);
    expect(textOf(await bodyOf('/statistics/courts'))).toContain('Hələ heç bir bildiriş göndərilməyib');
    expect((await openPage(site, '/statistics/courts?month=2026-10')).status).toBe(404);
    court.actAs(courtActors.chair);
    const page = await createBrowserSession().get(`${court.origin}/courts/binaqadi/figures`);
    expect(textOf(page.body)).toContain('Hələ heç bir bildiriş göndərilməyib');
  });

  it('count what was sent, delivered and read in a month of Baku, and how long it took', async () => {
    world.clock.at = Date.parse('2026-10-01T05:00:00Z');
    await sendMany('binaqadi', 14, { sms: 6, email: 2, read: 7 });
    await sendMany('xazar', 12, { sms: 6, email: 0, read: 6 });
    world.clock.at = Date.parse('2026-11-30T06:00:00Z');
    expect(await count()).toEqual(['2026-10', '2026-11']);
    expect(await json('/statistics/courts/months.json')).toEqual({
      months: [
        { month: '2026-11', state: 'ongoing' },
        { month: '2026-10', state: 'settling' },
      ],
    });
    expect(await json('/statistics/courts/months/2026-10.json')).toMatchObject({
      total: { sent: 26, delivered: 14, read: 13 },
      courts: [
        {
          court: 'binaqadi',
          sent: 14,
          delivered: 8,
          read: 7,
          registrationToNotice: { half: 3600, nineTenths: 3600 },
          noticeToReading: { half: null, nineTenths: null },
        },
        { court: 'xazar', sent: 12, delivered: 6, read: 6 },
      ],
    });
    const csv = await bodyOf('/statistics/courts/months/2026-10.csv');
    expect(csv.split('\r\n')[2]).toBe('2026-10,binaqadi,binaqadi məhkəməsi,14,8,7,3600,3600,,');
  });

  it('count again what is read later, and give the same when they are counted twice or anew', async () => {
    const before = await json('/statistics/courts/months/2026-10.json');
    await count();
    expect(await json('/statistics/courts/months/2026-10.json')).toEqual(before);
    await world.owner.query(wipe);
    await count();
    expect(await json('/statistics/courts/months/2026-10.json')).toEqual(before);
  });

  it('take a notice at the end of a month in Baku into that month, and a second one of a case into no time', async () => {
    world.clock.at = Date.parse('2026-11-30T19:58:30Z');
    const party = await world.party('C000001');
    await world.notice(party);
    await world.notice(party);
    world.clock.at = Date.parse('2026-12-05T06:00:00Z');
    await count();
    const exact = createCourtFigures({
      db: world.db,
      clock: world.clock,
      courts: createCourts({ db: world.db }),
    });
    const months = await exact.ofCourt('binaqadi');
    expect(months.map(({ month, sent, cases }) => [month, sent, cases])).toEqual([
      ['2026-12', 1, 0],
      ['2026-11', 1, 1],
      ['2026-10', 14, 14],
    ]);
  });

  it('hide small counts from everybody, and show the chair exact ones', async () => {
    expect(await json('/statistics/courts/months/2026-11.json')).toMatchObject({
      total: { sent: null },
      courts: [{ court: 'binaqadi', sent: null, registrationToNotice: { half: null } }],
    });
    const text = textOf(await bodyOf('/statistics/courts?month=2026-11'));
    expect(text).toContain('5-dən az');
    court.actAs(courtActors.chair);
    const browser = createBrowserSession();
    const own = JSON.parse((await browser.get(`${court.origin}/courts/binaqadi/figures.json`)).body);
    expect(own.months[1]).toMatchObject({ month: '2026-11', sent: 1, delivered: 0, read: 0 });
    expect((await browser.get(`${court.origin}/courts/binaqadi/figures.csv`)).body).toContain(
      '2026-11,binaqadi,',
    );
    expect(textOf((await browser.get(`${court.origin}/courts/binaqadi/figures`)).body)).toContain(
      'noyabr 2026',
    );
  });

  it('of a court are for its chair alone', async () => {
    for (const actor of [courtActors.clerk, courtActors.judge, courtActors.otherClerk, courtActors.citizen]) {
      court.actAs(actor);
      for (const path of ['', '.json', '.csv']) {
        const answer = await createBrowserSession().request(`${court.origin}/courts/binaqadi/figures${path}`);
        expect(answer.status).toBe(404);
      }
    }
  });

  it('go on after a worker whose clock was ahead', async () => {
    const now = world.clock.at;
    world.clock.at = Date.parse('2027-06-05T06:00:00Z');
    expect((await count()).at(-1)).toBe('2027-06');
    world.clock.at = now;
    expect(await bodyOf('/statistics/courts/months.json')).not.toContain('2027');
    expect((await openPage(site, '/statistics/courts/months/2027-05.json')).status).toBe(404);
    court.actAs(courtActors.chair);
    const own = await createBrowserSession().get(`${court.origin}/courts/binaqadi/figures.json`);
    expect(JSON.parse(own.body).months[0]).toMatchObject({ month: '2026-12' });
    expect(await count()).toEqual(['2026-10', '2026-11', '2026-12']);
  });

  it('are read in as many statements however many notices there are', async () => {
    statements = [];
    await bodyOf('/statistics/courts?month=2026-10');
    expect(statements.toSorted()).toEqual([
      'court.list',
      'court_figure.months',
      'court_figure.of_months',
      'court_figure.of_months',
    ]);
  });
});
