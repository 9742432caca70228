import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoPorts } from '../../src/demo/environment.ts';
import { inventOrganisations } from '../../src/registry/generator.ts';
import { acar } from '../support/acar-command.ts';
import { describeInBrowser, launchBrowser } from '../support/browser.ts';
import { freePortRange } from '../support/free-port.ts';
import { type ChildProgram, runProgram } from '../support/start-process.ts';
import { controls, finish, openVisitor, phone, textOn, type Visitor } from '../support/visitor.ts';

let browser: Browser;
let folder: string;
let demo: ChildProgram;
let origins: Record<'portal' | 'social' | 'inbox', string>;

/** The second person of the demonstration, whose personal code is known. */
const personalCode = '2DEM002';
const name = 'Şahin Nümunəzadə';

function credentials() {
  const found = new RegExp(`^ {2}(\\d{4} ?\\d{4}) {2}(\\S+) {2}${name}$`, 'm').exec(demo.text());
  return { code: found?.[1] ?? '', password: found?.[2] ?? '' };
}

async function askAtDesk(visitor: Visitor, purpose: string, consent = ''): Promise<string> {
  const { page } = visitor;
  await page.goto(`${origins.social}/desk`);
  await page.locator('#personalCode').fill(personalCode.toLowerCase());
  await page.locator('#purpose').selectOption(purpose);
  await page.locator('#consent').fill(consent);
  await visitor.press('form[action="/desk"] button');
  return textOn(page);
}

/** The other register: nobody's personal data, so nobody's page tells of it. */
async function askAboutOrganisation(visitor: Visitor): Promise<void> {
  const { page } = visitor;
  const { taxNumber, name: organisation } = inventOrganisations(1).row(0);
  await page.goto(`${origins.social}/organisation`);
  await page.locator('#taxNumber').fill('1400000004');
  await visitor.press('form[action="/organisation"] button');
  expect(await textOn(page)).toContain('Reyestrdə belə təşkilat yoxdur');
  await visitor.press('a[href="/organisation"]');
  await page.locator('#taxNumber').fill(taxNumber);
  await visitor.press('form[action="/organisation"] button');
  expect(await textOn(page)).toContain(organisation);
  await visitor.look('accesses_organisation');
}

/** As the page itself would: with its cookies, and names that only browsers know. */
async function load(page: Page, path: string): Promise<{ status: number; text: string }> {
  const script = `fetch(${JSON.stringify(path)}).then(async (r) => ({ status: r.status, text: await r.text() }))`;
  return page.evaluate(script);
}

describeInBrowser('who looked at my data', () => {
  beforeAll(async () => {
    folder = mkdtempSync('/tmp/acar-accesses-');
    const port = await freePortRange();
    const ports = demoPorts(port);
    origins = {
      portal: `http://portal.acar.localhost:${port}`,
      social: `http://social.acar.localhost:${ports.social}`,
      inbox: `http://inbox.acar.localhost:${ports.inbox}`,
    };
    demo = runProgram('src/demo/start.ts', ['--data', join(folder, 'data'), '--port', String(port)]);
    [browser] = await Promise.all([launchBrowser(), demo.until('Ctrl-C stops everything')]);
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.signal('SIGINT');
    rmSync(folder, { recursive: true, force: true });
  });

  it('an agency asks, the citizen sees it, checks its receipt here and offline, asks about it and is answered', async () => {
    const official = await openVisitor(browser);
    const refused = await askAtDesk(official, 'debt-collection');
    expect(refused).toContain('gateway.wrong_purpose');
    await official.look('accesses_refused');
    await askAboutOrganisation(official);
    expect(await askAtDesk(official, 'home-visit', '00000000-0000-4000-8000-000000000000')).toContain(
      'gateway.no_consent',
    );
    await finish(official);

    const visitor = await openVisitor(browser, { expected: /status of 503/ });
    const { page } = visitor;
    await page.goto(`${origins.social}/sign-in`);
    await visitor.proveWithPassword(credentials());
    await visitor.press(controls.proceed);
    await visitor.press('a[href="/residence"]');
    await visitor.look('accesses_offer');
    await visitor.press('form[action="/residence"] button');
    const certificate = await textOn(page);
    expect(certificate).toContain('Şahin Nümunəzadə İsmayıl oğlu');
    expect(certificate).toMatch(/AZ\d{4}/);
    await visitor.look('accesses_certificate');
    const requestId = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(certificate)?.[0] ?? '';
    await expect
      .poll(async () => (await load(page, `/residence/receipts/${requestId}`)).text, { timeout: 30_000 })
      .toContain('c2sp.org/tlog-proof@v1');

    await page.goto(`${origins.portal}/sign-in?to=/`);
    await visitor.press(controls.proceed);
    expect(await textOn(page)).toContain('qurumlar məlumatlarınızı 3 dəfə soruşub');
    await visitor.press('main a[href="/me/accesses"]');
    const rows = page.locator('main tbody tr');
    expect(await rows.count()).toBe(3);
    expect(await rows.nth(0).innerText()).toContain('Nümunə sosial müdafiə fondu');
    expect(await rows.nth(0).innerText()).toContain('Məlumat verildi');
    expect(await rows.nth(2).innerText()).toContain('Rədd edildi');
    expect(await rows.nth(2).innerText()).toContain('hüququ olmayan məqsəd');
    await visitor.look('accesses_list');

    await rows.nth(0).locator('a').click();
    await page.waitForURL(/\/me\/accesses\/\d+$/);
    expect(await textOn(page)).toContain(requestId);
    await checkProof(page);
    await visitor.look('accesses_one');
    await verifyOffline(page);
    await askAndAnswer(visitor, requestId);
    await exportLists(page, requestId);
    await finish(visitor);
  });

  it('a consent lets an agency ask, until it is withdrawn; in Russian, on a phone', async () => {
    const citizen = await openVisitor(browser, { context: { viewport: phone } });
    const { page } = citizen;
    await page.goto(`${origins.portal}/sign-in?to=/me/accesses/consents`);
    await citizen.proveWithPassword(credentials());
    if (!page.url().startsWith(origins.portal)) await citizen.press(controls.proceed);
    await page.goto(`${origins.portal}/me/accesses/consents?lang=ru`);
    await citizen.look('accesses_consents_low_ru');
    await stepUp(citizen);
    await citizen.press('form[action$="/give"] button');
    await citizen.look('accesses_consents_ru');
    const consent = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(await textOn(page))?.[0] ?? '';
    const official = await openVisitor(browser);
    expect(await askAtDesk(official, 'home-visit', consent)).toContain('Arayış hazırdır');
    await citizen.press('form[action$="/withdraw"] button');
    expect(await textOn(page)).toContain('Отозвано');
    expect(await askAtDesk(official, 'home-visit', consent)).toContain('gateway.no_consent');
    await page.goto(`${origins.portal}/me/accesses?lang=ru`);
    expect(await textOn(page)).toContain('С вашего согласия');
    await citizen.look('accesses_list_ru');
    await page.locator('main tbody tr a').nth(1).click();
    await page.waitForURL(/\/me\/accesses\/\d+$/);
    await citizen.look('accesses_one_ru');
    await finish(citizen, official);
  });
});

/** With a code by SMS, which the inbox simulator shows; back to the page that asked for it. */
async function stepUp(visitor: Visitor): Promise<void> {
  const { page } = visitor;
  await visitor.press('main a[href*="level=substantial"]');
  await visitor.press(controls.password);
  const inbox = await visitor.context.newPage();
  // Others come too: that an agency has answered.
  const sms = inbox.locator('[data-channel="sms"]').filter({ hasText: /\b\d{6}\b/ });
  await expect
    .poll(
      async () => {
        await inbox.goto(`${origins.inbox}/?refresh=off`);
        return sms.count();
      },
      { timeout: 60_000 },
    )
    .toBeGreaterThan(0);
  const code = /\b\d{6}\b/.exec(await sms.first().locator('.acar-message').first().innerText())?.[0] ?? '';
  await inbox.close();
  await page.locator('#code').fill(code);
  await visitor.press(controls.submit);
  await page.waitForURL(`${origins.portal}/me/accesses/consents`);
}

/** Both records, each by its own button, with the signatures of both witnesses. */
async function checkProof(page: Page): Promise<void> {
  const receipts = page.locator('a[href$="/receipt"]');
  expect(await receipts.count()).toBe(2);
  for (let at = 0; at < 2; at += 1) {
    const path = (await receipts.nth(at).getAttribute('href')) ?? '';
    await expect.poll(async () => (await load(page, path)).status, { timeout: 30_000 }).toBe(200);
    const box = page.locator('[data-check-receipt]').nth(at);
    await box.locator('button').click();
    await box.locator('[data-outcome="valid"]').waitFor();
    const facts = await box.locator('[data-facts]').textContent();
    expect(facts).toContain(at === 0 ? 'data.requested' : 'data.answered');
    expect(facts).toMatch(/witness-[12]\.acar\.localhost, 20/);
    expect(facts).not.toContain('yoxlanmadı');
  }
}

async function verifyOffline(page: Page): Promise<void> {
  const keep = async (what: string) => {
    const link = page.locator(`a[href$="/${what}"]`).first();
    const file = join(folder, what);
    writeFileSync(file, (await load(page, (await link.getAttribute('href')) ?? '')).text);
    return file;
  };
  const [record, receipt] = [await keep('record'), await keep('receipt')];
  const key = (await page.locator('[data-check-receipt]').first().getAttribute('data-key')) ?? '';
  const verify = (file: string) =>
    acar(['verify', 'receipt', '--receipt', receipt, '--record', file, '--log-key', key]);
  expect((await verify(record)).status).toBe(0);
  const altered = join(folder, 'altered');
  writeFileSync(altered, readFileSync(record, 'utf8').replace('social-benefit', 'debt-collection'));
  expect((await verify(altered)).status).toBe(1);
}

async function askAndAnswer(visitor: Visitor, requestId: string): Promise<void> {
  const { page } = visitor;
  const address = page.url();
  const send = 'form[action$="/question"] button';
  await page.locator('#text').fill('qısa');
  await visitor.press(send);
  expect(await page.locator('#text').inputValue()).toBe('qısa');
  await page.locator('#text').fill('Bu sorğunu tanımıram.\nİzah edin.');
  await visitor.press(send);
  expect(page.url()).toBe(`${address}?news=sent`);
  await visitor.look('accesses_asked');

  await expect
    .poll(
      async () => {
        await page.goto(`${origins.inbox}/?refresh=off`);
        return textOn(page);
      },
      { timeout: 60_000 },
    )
    .toContain(`Vətəndaşın sualı: sorğu ${requestId}`);
  expect(await textOn(page)).not.toContain(personalCode);

  const data = ['--data', join(folder, 'data')];
  const listed = JSON.parse((await acar(['question', 'list', '--json', ...data])).out);
  expect(listed).toMatchObject([{ exchange: requestId }]);
  const file = join(folder, 'answer.txt');
  writeFileSync(file, 'Müavinətinizi təyin etmək üçün.');
  const answered = await acar([
    'question',
    'answer',
    listed[0].id,
    '--file',
    file,
    '--by',
    'desk-7',
    ...data,
  ]);
  expect(answered.status).toBe(0);
  await page.goto(address);
  expect(await textOn(page)).toContain('Müavinətinizi təyin etmək üçün.');
}

async function exportLists(page: Page, requestId: string): Promise<void> {
  const csv = await load(page, '/me/accesses.csv');
  expect(csv.text.trimEnd().split('\r\n')).toHaveLength(4);
  expect(csv.text).toContain(requestId);
  const json = await load(page, '/me/accesses.json?organisation=VATAZ-1400000009');
  const found: unknown = JSON.parse(json.text);
  expect(found).toHaveLength(3);
  expect(found).toMatchObject([{ request: requestId, outcome: 'answered' }, {}, { outcome: 'refused' }]);
  expect(JSON.parse((await load(page, '/me/accesses.json?from=2099-01-01')).text)).toEqual([]);
}
