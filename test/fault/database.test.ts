import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BrowserSession, createBrowserSession } from '../support/browser-session.ts';
import { type DurableDatabase, startDurableDatabase } from '../support/durable-database.ts';
import { playClient, startKillableService, submitUpTo } from '../support/killable-service.ts';
import type { ChildProgram } from '../support/start-process.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

let database: DurableDatabase;
let test: TestService;
let service: ChildProgram;
let browser: BrowserSession;

beforeAll(async () => {
  database = await startDurableDatabase();
  test = await startTestService({ database });
  await test.stopService();
  service = await startKillableService(test);
});
afterAll(async () => {
  await service?.signal('SIGTERM');
  await test?.stop();
});
beforeEach(() => {
  browser = createBrowserSession();
});
afterEach(() => browser.close());

const pair = () => ({ code: test.person.code, password: test.person.password });
/** The service finds its database again without being started anew. */
const recovered = () =>
  expect.poll(async () => (await browser.get(`${test.portal}/me`)).status).not.toBe(503);

describe('kill -9 of PostgreSQL', () => {
  it('says so on the page, in its language, and goes on by itself where the person was', async () => {
    const asked = await browser.get(`${test.portal}/sign-in?to=/me`);
    const proof = await browser.submit(asked, '/choose', { method: 'password' });
    await database.crash();
    for (const [language, words] of [
      ['az', 'etdikləriniz itməyib'],
      ['en', 'nothing you did is lost'],
      ['ru', 'сервис'],
    ] as const) {
      const away = await browser.get(`${proof.url.href}?lang=${language}`);
      expect(away.status).toBe(503);
      expect(away.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(away.body).toContain(`<html lang="${language}"`);
      expect(away.body.toLowerCase()).toContain(words);
    }
    const posted = await browser.submit(proof, '/advance', pair());
    expect(posted.status).toBe(503);
    // The protocol's own endpoints fail cleanly too.
    const token = await browser.request(`${test.login}/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'authorization_code', code: 'x', client_id: 'nobody' }),
    });
    expect(token.status).toBe(503);
    const isReady = async () => (await browser.request(`${test.login}/readyz`)).status;
    await expect.poll(isReady).toBe(503);
    expect((await browser.request(`${test.login}/healthz`)).status).toBe(200);
    await database.restart();
    await expect.poll(isReady).toBe(200);
    await recovered();
    const me = await browser.submit(await browser.get(proof.url), '/advance', pair());
    expect(me.url.href).toBe(`${test.portal}/me`);
  });

  it('loses nothing that was answered: the code, what was consumed, and the session', async () => {
    const client = await playClient(test, browser);
    const asked = await browser.get(client.authorizeUrl());
    const proof = await browser.submit(asked, '/choose', { method: 'password' });
    const consent = await browser.submit(proof, '/advance', pair());
    const origin = new URL(client.redirectUri).origin;
    const values = { decision: 'continue' };
    const callback = await submitUpTo(browser, consent, { action: '/decide', values, origin });
    const grant = { grant_type: 'authorization_code', code: callback.searchParams.get('code') ?? '' };
    await database.crash();
    await database.restart();
    await recovered();
    const redeemed = await client.token(grant);
    expect(redeemed.status).toBe(200);
    await database.crash();
    await database.restart();
    await recovered();
    expect(await client.token(grant)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const joining = await browser.get(`${test.portal}/sign-in?to=/me`);
    const me = await browser.submit(joining, '/decide', { decision: 'continue' });
    expect(me.url.href, me.body).toBe(`${test.portal}/me`);
  });
});
