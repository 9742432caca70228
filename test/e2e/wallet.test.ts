import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Mobile } from '../../src/app-mobile.ts';
import { holdDemoCeremony } from '../../src/demo/ceremony.ts';
import { qrCode } from '../../src/mobile/answering/index.ts';
import { issueCode } from '../../src/mobile/phones/index.ts';
import {
  accessibilityViolations,
  describeInBrowser,
  launchBrowser,
  scrollsSideways,
  scrollsSidewaysWithLargeText,
  smallTargets,
  takePicture,
  watchComplaints,
} from '../support/browser.ts';
import { fakeCameraArguments, filmCode } from '../support/fake-camera.ts';
import { freePort } from '../support/free-port.ts';
import { startTestService, type TestService } from '../support/test-service.ts';
import { eventTimeoutMs } from '../support/visitor.ts';

const pin = '482913';
const shown = {
  serviceName: 'Nümunə vergi xidməti',
  clientId: 'tax',
  language: 'az',
  browser: 'Firefox, Windows',
  place: 'Bakı',
};

describeInBrowser('the wallet on a phone', () => {
  let folder: string;
  let film: string;
  let service: TestService;
  let mobile: Mobile;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  let wallet: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'acar-wallet-'));
    film = join(folder, 'camera.y4m');
    filmCode(film, 'nothing yet');
    service = await startWalletService(folder);
    if (!service.service.mobile) throw new Error('no wallet');
    mobile = service.service.mobile;
    wallet = mobile.walletOrigin;
    browser = await launchBrowser(fakeCameraArguments(film));
    context = await browser.newContext({ viewport: { width: 320, height: 640 }, locale: 'az' });
    context.setDefaultTimeout(eventTimeoutMs);
    page = await context.newPage();
    complaints = watchComplaints(page);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const view = (name: string) => page.locator(`[data-view="${name}"]`);
  const fill = (name: string, value: string) => page.locator(`input[name="${name}"]`).fill(value);
  /** What the page says now; its store of sentences is hidden. */
  const says = (text: string) =>
    page.locator(':is([data-said], [data-part], h1):visible', { hasText: text }).first().waitFor();
  const send = (form: string) => page.locator(`[data-form="${form}"] button[type="submit"]`).click();

  async function looksRight(name: string): Promise<void> {
    for (const language of ['ru', 'en', 'az']) {
      if (name !== 'start') break;
      await page.goto(`${wallet}/?lang=${language}`);
      await view('enrol').waitFor();
      await takePicture(page, `wallet-${name}-${language}`);
    }
    await takePicture(page, `wallet-${name}`);
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
    expect(await scrollsSidewaysWithLargeText(page)).toBe(false);
    expect(await smallTargets(page)).toEqual([]);
  }

  test('enrols, answers a push, a link and a scanned code, and refuses', async () => {
    await page.goto(wallet);
    await view('enrol').waitFor();
    await looksRight('start');
    const { accountId } = service.person;
    const phoneNumber = '+994501234567';
    const { code } = await issueCode(mobile.phones, { accountId, phoneNumber, source: 'portal' });
    await page.goto(`${wallet}/enrol?code=${code}`);
    await view('enrol').waitFor();
    await send('code');
    await view('keys').waitFor();
    expect(await view('keys').textContent()).toContain(service.person.givenName);
    await fill('pin', '123456');
    await fill('pin-again', '123456');
    await send('keys');
    await says('Bu PIN asan tapılır');
    await fill('pin', pin);
    await fill('pin-again', pin);
    await looksRight('keys');
    await send('keys');
    await view('home').waitFor();
    await says('Bağlantı var');
    await looksRight('home');

    // A push opens by itself, with the control code.
    const personalCode = 'T000001';
    const message = randomBytes(32);
    const hash = createHash('sha256').update(message).digest();
    const started = await mobile.service.startAuthentication({
      ...shown,
      phoneNumber,
      personalCode,
      hash,
      hashType: 'SHA256',
    });
    const sessionId = started.kind === 'started' ? started.sessionId : '';
    await view('request').waitFor();
    await looksRight('push');
    expect(await view('request').textContent()).toContain('Firefox, Windows');
    await fill('approve-pin', '000000');
    await send('approve');
    await says('PIN səhvdir. Qalan cəhdlər: 2');
    await fill('approve-pin', pin);
    await send('approve');
    await view('done').waitFor();
    expect(await mobile.service.poll(sessionId, { timeoutMs: 30_000 })).toMatchObject({ result: 'OK' });

    // A link on the same device goes back to where the person came from.
    const returnTo = `${service.environment['ACAR_LOGIN_ORIGIN']}/phone/back`;
    const link = await mobile.requests.open({ ...shown, flow: 'same-device', returnTo });
    await page.goto(link.link);
    await view('request').waitFor();
    await fill('approve-pin', pin);
    await send('approve');
    await page.waitForURL((url) => url.href.startsWith(`${returnTo}?verifier=`));
    expect(await mobile.requests.take(link.id)).toBeDefined();

    // A code on another screen, seen by the camera.
    await page.goto(wallet);
    await view('home').waitFor();
    const opened = await mobile.requests.open({ ...shown, flow: 'qr', number: '47' });
    const address = `${wallet}/q?r=${opened.token}&s=0&c=${qrCode(opened.secret, opened.token, 0)}`;
    filmCode(film, address);
    await view('home').locator('[data-action="scan"]').click();
    await view('request').waitFor();
    await looksRight('code');
    await send('approve');
    await says('Ekrandakı ədədi seçin');
    await page.locator('input[name="number"][value="47"]').check();
    await fill('approve-pin', pin);
    await send('approve');
    await view('done').waitFor();
    expect(JSON.parse((await mobile.requests.take(opened.id))?.payload ?? '{}')).toMatchObject({
      number: '47',
    });

    // And one that the person did not start.
    const foreign = await mobile.requests.open({ ...shown, flow: 'same-device', returnTo });
    await page.goto(foreign.link);
    await view('request').waitFor();
    await page.locator('[data-action="report"]').click();
    await says('Bildirdiniz');
    expect(await mobile.requests.look(foreign.id)).toEqual({ kind: 'reported' });
    expect(complaints.filter((one) => !/status of 40[34]/.test(one))).toEqual([]);
  });

  test('opens without a network, installs, and keeps no key that could be read', async () => {
    await page.goto(wallet);
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
    const manifest = await page.evaluate(
      `fetch(document.querySelector('link[rel=manifest]').href).then((answer) => answer.json())`,
    );
    expect(manifest).toMatchObject({ name: 'Açar telefonda', display: 'standalone', start_url: '/' });
    await context.setOffline(true);
    await page.goto(`${wallet}/`);
    await view('home').waitFor();
    await context.setOffline(false);
    const isExtractable = await page.evaluate(`new Promise((done) => {
      const open = indexedDB.open('acar-wallet');
      open.onsuccess = () => {
        const get = open.result.transaction('phone').objectStore('phone').get('this');
        get.onsuccess = () => done(get.result.deviceKey.privateKey.extractable);
      };
    })`);
    expect(isExtractable).toBe(false);
  });

  test('changes the PIN and forgets the phone', async () => {
    await page.goto(wallet);
    await view('home').waitFor();
    await page.locator('[data-action="settings"]').click();
    await view('settings').waitFor();
    await says('Mənim telefonum');
    await looksRight('settings');
    await fill('old-pin', pin);
    await fill('new-pin', '771824');
    await fill('new-pin-again', '771824');
    await send('pin');
    await says('PIN dəyişdirildi');
    await page.locator('[data-view="done"] [data-action="home"]').click();
    await page.locator('[data-action="settings"]').click();
    await page.locator('[data-action="forget"]').click();
    await view('enrol').waitFor();
  });
});

async function startWalletService(folder: string): Promise<TestService> {
  const passphrase = randomBytes(32);
  writeFileSync(join(folder, 'passphrase'), passphrase, { mode: 0o600 });
  const pki = join(folder, 'pki');
  const port = await freePort();
  const origin = (name: string) => `http://${name}.acar.localhost:${port}`;
  await holdDemoCeremony({ folder: pki, passphrase, origin: origin('pki'), now: Date.now() });
  return startTestService({
    environment: {
      ACAR_ROLES: 'web,worker,pki',
      ACAR_PORT: String(port),
      ACAR_LOGIN_ORIGIN: origin('login'),
      ACAR_PORTAL_ORIGIN: origin('portal'),
      ACAR_PKI_ORIGIN: origin('pki'),
      ACAR_WALLET_ORIGIN: origin('wallet'),
      ACAR_MOBILE_ORIGIN: origin('mobile'),
      ACAR_PKI_FOLDER: pki,
      ACAR_PKI_SECRET_FILE: join(folder, 'passphrase'),
    },
  });
}
