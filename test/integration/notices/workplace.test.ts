import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCourtDesk, createCourts } from '../../../src/notices/index.ts';
import { createRecorder } from '../../../src/records/index.ts';
import { statement } from '../../../src/db/index.ts';
import { type BrowserSession, createBrowserSession, textOf } from '../../support/browser-session.ts';
import { actingAs, sampleCase } from '../../support/court-cases.ts';
import {
  clerksRoom,
  type CourtServer,
  type CourtWorld,
  courtActors,
  createCourtWorld,
  serveCourt,
} from '../../support/court-world.ts';

let world: CourtWorld;
let court: CourtServer;
let browser: BrowserSession;

beforeAll(async () => {
  world = await createCourtWorld();
  court = await serveCourt(world);
});
afterAll(async () => {
  await court?.stop();
  await world?.stop();
});
beforeEach(() => {
  browser = createBrowserSession();
});

const status = async (path: string) => {
  const answer = await browser.request(`${court.origin}${path}`);
  return { status: answer.status, location: answer.headers.get('location') };
};

describe('a court’s workplace', () => {
  it('sends whoever is not signed in to the sign-in, and back to the page', async () => {
    court.actAs(undefined);
    expect(await status('/courts/binaqadi')).toEqual({
      status: 303,
      location: '/sign-in?to=%2Fcourts%2Fbinaqadi&level=substantial',
    });
  });

  it('opens the only court of a person at once, and shows the office', async () => {
    court.actAs(courtActors.clerk);
    expect(await status('/')).toEqual({ status: 303, location: '/courts/binaqadi' });
    const { body } = await browser.get(`${court.origin}/courts/binaqadi`);
    expect(textOf(body)).toContain('dəftərxana işçisi');
    const main = body.slice(body.indexOf('<main'));
    expect(
      Array.from(main.matchAll(/href="\/courts\/binaqadi\/([a-z-]+)"/g), ([, section]) => section),
    ).toEqual(['cases', 'undelivered', 'calendar', 'lots']);
  });

  it('names the page before the court in its title, and leads to help and the accessibility statement', async () => {
    court.actAs(courtActors.clerk);
    const { body } = await browser.get(`${court.origin}/courts/binaqadi?lang=ru`);
    expect(body).toContain('<title>Рабочее место – ');
    const footer = body.slice(body.indexOf('<footer'));
    expect(footer).toMatch(/href="[^"]+\/accessibility\?lang=ru"/);
    expect(footer).toMatch(/href="[^"]+\/help\/sign-in\?lang=ru"/);
  });

  it('marks the section that a page belongs to, wherever the page lies', async () => {
    court.actAs(courtActors.clerk);
    const { body } = await browser.get(`${court.origin}/courts/binaqadi/imports`);
    expect(body).toMatch(/href="\/courts\/binaqadi\/cases" aria-current="page"/);
  });

  it('tells somebody without an office so, and nothing of a court', async () => {
    court.actAs(courtActors.citizen);
    expect(textOf((await browser.get(`${court.origin}/`)).body)).toContain('Sizin burada iş yeriniz yoxdur');
    expect((await status('/courts/binaqadi')).status).toBe(404);
    expect((await status('/courts/nowhere')).status).toBe(404);
  });

  it('shows a clerk of another court nothing', async () => {
    court.actAs(courtActors.otherClerk);
    expect((await status('/courts/binaqadi')).status).toBe(404);
  });

  it('asks a clerk for level substantial, and a judge for level high', async () => {
    court.actAs({ ...courtActors.clerk, method: 'password', level: 'low' });
    expect((await status('/courts/binaqadi')).location).toContain('level=substantial');
    court.actAs({ ...courtActors.clerk, method: 'password', level: 'substantial' });
    expect((await status('/courts/binaqadi')).status).toBe(200);
    court.actAs({ ...courtActors.judge, method: 'password', level: 'substantial' });
    expect((await status('/courts/binaqadi')).location).toContain('level=high');
  });

  it('asks a judge who came by phone at level high for the card', async () => {
    court.actAs({ ...courtActors.judge, method: 'mobile' });
    const answer = await browser.request(`${court.origin}/courts/binaqadi`);
    expect(answer.status).toBe(403);
    expect(textOf(answer.body)).toContain('E-imza kartı ilə daxil olun');
  });

  it('ends with the office, at the next request', async () => {
    const db = world.test.open({ role: 'acar_operator' });
    const desk = createCourtDesk({
      db,
      clock: world.clock,
      recorder: createRecorder({ clock: world.clock }),
    });
    const person = { courtId: 'xazar', personalCode: courtActors.citizen.personalCode };
    await desk.appoint({ ...person, name: courtActors.citizen.name, office: 'clerk' });
    court.actAs(courtActors.citizen);
    expect((await status('/courts/xazar')).status).toBe(200);
    expect(await desk.dismiss({ ...person, office: 'clerk' })).toMatchObject({ kind: 'entered' });
    expect((await status('/courts/xazar')).status).toBe(404);
  });
});

describe('a court where no documents can be signed', () => {
  it('tells a judge so on every page to which the header and what waits lead, and what to do', async () => {
    court.actAs(courtActors.judge);
    const caseId = randomUUID();
    const paths = [
      '/my-cases',
      `/my-cases/${caseId}`,
      `/my-cases/${caseId}/notices/new`,
      '/notices/unsigned',
    ];
    for (const path of paths) {
      const answer = await browser.request(`${court.origin}/courts/binaqadi${path}`);
      expect(answer.status).toBe(404);
      expect(textOf(answer.body)).toContain('Operatora müraciət edin');
    }
    court.actAs(courtActors.otherClerk);
    const answer = await browser.request(`${court.origin}/courts/binaqadi/my-cases`);
    expect(textOf(answer.body)).not.toContain('Operatora müraciət edin');
  });
});

describe('a court’s first page', () => {
  const page = async (person: (typeof courtActors)[keyof typeof courtActors]) => {
    court.actAs(person);
    return textOf((await browser.request(`${court.origin}/courts/binaqadi`)).body);
  };

  it('tells each office what waits for it, and leads there', async () => {
    expect(await page(courtActors.clerk)).toContain('Hazırda gözləyən heç nə yoxdur.');
    const { cases } = clerksRoom(world, world.test.open());
    const acting = await actingAs(world, 'clerk');
    const order = (codes: readonly [string, string]) => ({
      caseId: randomUUID(),
      version: 0,
      typed: sampleCase({ codes }),
    });
    await cases.save(acting, order(['T1', 'T2']));
    await cases.register(acting, order(['T3', 'T4']));
    const given = order(['T5', 'T6']);
    await cases.register(acting, given);
    const assign = statement(
      'test.give_case',
      "update court_case set state = 'assigned', judge_id = $2, assigned_at = now() where case_id = $1",
    );
    await world.test.owner().query(assign, [given.caseId, world.staffIds.judge]);
    const ofClerk = await page(courtActors.clerk);
    expect(ofClerk).toContain('Qeydiyyata alınmamış qaralamalar: 1');
    expect(ofClerk).toContain('Hakim gözləyən işlər: 1');
    expect(ofClerk).not.toContain('Bildirişi hələ göndərilməmiş işlər');
    const ofJudge = await page(courtActors.judge);
    expect(ofJudge).toContain('Bildirişi hələ göndərilməmiş işlər: 1');
    expect(ofJudge).not.toContain('qaralamalar');
    expect(await page(courtActors.otherJudge)).toContain('Hazırda gözləyən heç nə yoxdur.');
  });
});

describe('the operator’s desk for courts', () => {
  const desk = () => {
    const db = world.test.open({ role: 'acar_operator' });
    return createCourtDesk({ db, clock: world.clock, recorder: createRecorder({ clock: world.clock }) });
  };

  it('refuses what is malformed, unknown or there already, with a code', async () => {
    const { personalCode, name } = courtActors.judge;
    const names = { az: 'a', en: 'b', ru: 'c' };
    const courtEntry = { courtId: 'binaqadi', names, address: 'x', code: '009' };
    expect(await desk().enterCourt({ courtId: '../x' })).toMatchObject({ code: 'court.form' });
    expect(await desk().enterCourt(courtEntry)).toMatchObject({ code: 'court.code_fixed' });
    const judge = { courtId: 'binaqadi', personalCode, name, office: 'judge' };
    expect(await desk().appoint(judge)).toMatchObject({ code: 'court.staff_there' });
    expect(await desk().appoint({ ...judge, courtId: 'nowhere' })).toMatchObject({ code: 'court.unknown' });
    expect(await desk().appoint({ ...judge, personalCode: 'IOIOIOI' })).toMatchObject({ code: 'court.form' });
    expect(await desk().dismiss({ courtId: 'xazar', personalCode, office: 'judge' })).toMatchObject({
      code: 'court.staff_unknown',
    });
    expect(await desk().enterRoom({ courtId: 'binaqadi', name: 'Zal 1' })).toMatchObject({
      code: 'court.room_there',
    });
  });

  it.each([
    ['\u202e', 'U+202E is invisible'],
    ['\u0007', 'U+0007 is invisible'],
    ['\ue000', 'U+E000 is invisible'],
    ['م', 'U+0645 cannot be printed'],
  ])(
    'refuses the sign %j in the name of a court, a room or a person, and tells where',
    async (sign, words) => {
      const { personalCode } = courtActors.citizen;
      const names = { az: 'a', en: 'b', ru: `c${sign}d` };
      const entry = { courtId: 'yazi', names, address: 'x', code: '088' };
      const refused = { kind: 'refused', code: 'court.sign' };
      const told = (field: string) => ({
        ...refused,
        message: expect.stringContaining(`${field}: ${words}`),
      });
      expect(await desk().enterCourt(entry)).toMatchObject(told('names.ru'));
      const addressed = { ...entry, names: { az: 'a', en: 'b', ru: 'c' }, address: `x${sign}y` };
      expect(await desk().enterCourt(addressed)).toMatchObject(told('address'));
      const room = { courtId: 'binaqadi', name: `Zal${sign}3` };
      expect(await desk().enterRoom(room)).toMatchObject(told('name'));
      const member = { courtId: 'binaqadi', personalCode, name: `Ad${sign}Soyad`, office: 'clerk' };
      expect(await desk().appoint(member)).toMatchObject(told('name'));
    },
  );

  it('records every change of an office, and a court that is entered twice alike once', async () => {
    const count = statement(
      'test.court_records',
      "select type, count(*)::int as count from interaction_record where facts ->> 'court' = $1 group by type",
    );
    const names = { az: 'Yeni məhkəmə', en: 'New court', ru: 'Новый суд' };
    const entry = { courtId: 'yeni', names, address: 'Nümunə küçəsi 9', code: '077' };
    await desk().enterCourt(entry);
    await desk().enterCourt(entry);
    const rows = await world.test.owner().query(count, ['yeni']);
    expect(rows).toEqual([{ type: 'court.entered', count: 1 }]);
    const found = await createCourts({ db: world.test.open() }).find('yeni');
    expect(found).toMatchObject({ names, code: '077', email: undefined });
  });
});
