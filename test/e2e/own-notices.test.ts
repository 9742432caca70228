import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  countCourtFigures,
  createCourtFigures,
  createCourts,
  ownNoticeRoutes,
  publicFigureRoutes,
} from '../../src/notices/index.ts';
import { createCatalogue, type PortalPerson, portalRoutes } from '../../src/portal/index.ts';
import { describeInBrowser, launchBrowser } from '../support/browser.ts';
import { courtActors, type CourtServer, serveCourt } from '../support/court-world.ts';
import { createNoticeWorld, type NoticeWorld } from '../support/notice-world.ts';
import { samplePorts } from '../support/page-samples.ts';
import { type SampleSite, startSampleSite } from '../support/sample-site.ts';
import { finish, openVisitor, phone, textOn, type Visitor } from '../support/visitor.ts';

let browser: Browser;
let world: NoticeWorld;
let site: SampleSite;
let court: CourtServer;
/** Who is signed in, by the value of the browser's cookie `sample`. */
const persons = new Map<string, PortalPerson>();

async function visit(
  person: PortalPerson,
  options: Parameters<typeof openVisitor>[1] = {},
): Promise<Visitor> {
  persons.set(person.personalCode, person);
  const visitor = await openVisitor(browser, options);
  await visitor.context.addCookies([{ name: 'sample', value: person.personalCode, url: site.origin }]);
  return visitor;
}

describeInBrowser('a person’s court notices', () => {
  beforeAll(async () => {
    world = await createNoticeWorld();
    const db = world.test.open();
    const ports = samplePorts(createCatalogue(db));
    const portal = {
      ...ports,
      session: async (request: { cookie(name: string): string | undefined }) =>
        persons.get(request.cookie('sample') ?? ''),
      unreadNotices: (one: PortalPerson) => world.inbox.countUnread(one),
    };
    const figures = createCourtFigures({ db, clock: world.clock, courts: createCourts({ db }) });
    site = await startSampleSite([
      ...portalRoutes(portal),
      ...ownNoticeRoutes(world.deps(portal)),
      ...publicFigureRoutes({ portal, figures }),
    ]);
    court = await serveCourt(world);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await court?.stop();
    await site?.close();
    await world?.stop();
  });

  it('are found from the home page, opened with one press, read as PDF and kept in a calendar', async () => {
    const person = await world.person('E000001', 'Günel Nümunəyeva');
    const party = await world.party(person.personalCode);
    const hearingId = await world.hearing(party, new Date('2026-12-14T06:00:00Z'));
    await world.notice(party, { hearingId });
    await world.notice(await world.party(person.personalCode, { court: 'xazar' }), { kind: 'decision' });
    const visitor = await visit(person);
    const { page } = visitor;
    await page.goto(`${site.origin}/`);
    expect(await textOn(page)).toContain('Oxunmamış məhkəmə bildirişiniz var: 2');
    await visitor.press('main a[href="/me/notices"]');
    const rows = page.locator('main tbody tr');
    expect(await rows.count()).toBe(2);
    expect(await rows.nth(1).innerText()).toContain('Oxunmayıb');
    await rows.nth(1).locator('a').click();
    await page.waitForURL(/\/me\/notices\/[0-9a-f-]+$/);
    await visitor.press('form[action$="/open"] button');
    const text = await textOn(page);
    expect(text).toContain('14 dekabr 2026, 10:00–11:00');
    expect(text).toContain('Sənəd həqiqidir');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('a[href$="/hearing.ics"]').click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.ics$/);
    await page.goto(`${site.origin}/me/notices?court=binaqadi`);
    expect(await rows.count()).toBe(1);
    expect(await rows.nth(0).innerText()).toContain('Oxunub');
    await finish(visitor);
  });

  it('are read by a representative on a phone, whom the person let in and shuts out again', async () => {
    const person = await world.person('E000002', 'Nigar Sahibova');
    const lawyer = await world.person('E000003', 'Rauf Vəkilov');
    const noticeId = await world.notice(await world.party(person.personalCode));
    const principal = await visit(person, { context: { viewport: phone } });
    await principal.page.goto(`${site.origin}/me/notices/mandates`);
    await principal.page.locator('#code').fill('x');
    await principal.press('form[action$="/give"] button');
    await principal.look('notices_mandate_refused_phone');
    await principal.page.locator('#code').fill(lawyer.personalCode);
    await principal.press('form[action$="/give"] button');
    expect(await textOn(principal.page)).toContain('Cavab gözlənilir');

    const reader = await visit(lawyer, { context: { viewport: phone }, expected: /status of 404/ });
    await reader.page.goto(`${site.origin}/me/notices`);
    await reader.press('main a[href="/me/notices/mandates"]');
    await reader.look('notices_offer_phone');
    await reader.press('form[action$="/accept"] button');
    await reader.page.goto(`${site.origin}/me/notices`);
    await reader.look('notices_list_phone');
    await reader.press(`main a[href="/me/notices/${noticeId}"]`);
    expect(await textOn(reader.page)).toContain('nümayəndə kimi');
    await reader.look('notices_envelope_phone');
    await reader.press('form[action$="/open"] button');
    await reader.look('notices_one_phone');

    await principal.page.goto(`${site.origin}/me/notices/${noticeId}`);
    expect(await textOn(principal.page)).toContain('Rauf Vəkilov (nümayəndə)');
    await principal.page.goto(`${site.origin}/me/notices/mandates`);
    await principal.look('notices_mandates_phone');
    await principal.press('form[action$="/end"] button');
    expect(await textOn(principal.page)).toContain('Səlahiyyətə son qoyuldu');
    expect((await reader.page.goto(`${site.origin}/me/notices/${noticeId}`))?.status()).toBe(404);
    await finish(principal, reader);
  });

  it('of an organisation are read by its head, whom the register confirms, on a phone and in English', async () => {
    const head = await world.person('E000004', 'Kamran Rəhbərov');
    world.register.setHead('1400000021', head.personalCode);
    const party = await world.party('1400000021', { kind: 'organisation' });
    const noticeId = await world.notice(party);
    const reader = await visit(head, { context: { viewport: phone }, expected: /status of 4(04|22)/ });
    const { page } = reader;
    await page.goto(`${site.origin}/me/notices/${noticeId}`);
    await reader.look('notices_none_such_phone');
    await reader.press(`main a[href^="/me/notices/organisations"]`);
    await reader.look('notices_organisations_phone');
    await page.locator('#voen').fill('1499999999');
    await reader.press('form[action$="/claim"] button');
    expect(await textOn(page)).toContain('bu təşkilatı təmsil etmirsiniz');
    await reader.look('notices_organisation_refused_phone');
    await page.locator('#voen').fill('1400000021');
    await reader.press('form[action$="/claim"] button');
    expect(page.url()).toBe(`${site.origin}/me/notices/${noticeId}`);
    expect(await textOn(page)).toContain('təşkilatın rəhbəri kimi');
    await reader.look('notices_organisation_envelope_phone');
    await reader.press('form[action$="/open"] button');
    expect(await textOn(page)).toContain('rəhbər kimi');
    await reader.press('main a[href^="/me/notices/organisations/"]');
    expect(await textOn(page)).toContain('Oxunub');
    await reader.look('notices_organisation_list_phone');
    await reader.press('main a[href^="/me/notices/mandates?organisation="]');
    await reader.look('notices_organisation_mandates_phone');
    const desk = await visit(head, { context: { locale: 'en-GB' } });
    await desk.page.goto(`${site.origin}/me/notices/organisations?lang=en`);
    expect(await textOn(desk.page)).toContain('Notices of organisations');
    await desk.look('notices_organisations_en');
    await desk.press('main a[href^="/me/notices/organisations/"]');
    await desk.look('notices_organisation_list_en');
    await finish(reader, desk);
  });

  it('are counted by month for everybody, and for the chair of the court', async () => {
    world.clock.at = Date.parse('2027-01-10T06:00:00Z');
    for (let at = 0; at < 9; at += 1) await world.notice(await world.party(`F00000${at}`));
    const db = world.test.open({ role: 'acar_worker' });
    await countCourtFigures({ db, clock: world.clock, courts: createCourts({ db }) });
    const visitor = await openVisitor(browser);
    const { page } = visitor;
    await page.goto(`${site.origin}/statistics/courts?month=2027-01`);
    expect(await textOn(page)).toContain('Göndərilib 9');
    await visitor.look('notices_figures');
    court.actAs(courtActors.chair);
    await page.goto(`${court.origin}/courts/binaqadi`);
    await visitor.press('nav a[href="/courts/binaqadi/figures"]');
    expect(await textOn(page)).toContain('yanvar 2027');
    await visitor.look('notices_figures_chair');
    await finish(visitor);
  });
});
