import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accountRoutes } from '../../../src/accounts/index.ts';
import { toLoginCode } from '../../../src/accounts/model.ts';
import {
  createTestAccounts,
  goodPassword,
  lastCode,
  type TestAccounts,
  testOrder,
} from '../../support/test-accounts.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import { startTestSite } from '../../support/test-site.ts';

let test: TestDatabase;
let its: TestAccounts;
let site: Awaited<ReturnType<typeof startTestSite>>;
const links = {
  signIn: 'http://portal.acar.localhost/sign-in',
  help: 'http://portal.acar.localhost/help',
  accessibility: 'http://portal.acar.localhost/accessibility',
};

beforeAll(async () => {
  test = await createTestDatabase();
  its = await createTestAccounts(test);
  site = await startTestSite(accountRoutes({ accounts: its.accounts, limiter: its.limiter, links }));
});
afterAll(async () => {
  await site.stop();
  await test.drop();
});
beforeEach(() => {
  its.clock.at += 86_400_000;
});
afterEach(() => {
  expect(site.errors).toEqual([]);
});

const newPassword = { password: 'dörd mavi gəmi', repeated: 'dörd mavi gəmi' };

/** The page as it is seen by two people, without what differs anyway. */
function sameForAll(text: string): string {
  return text.replaceAll(/name="csrf" value="[^"]*"/g, '').replaceAll(/value="\d{4} ?\d{4}"/g, '');
}

describe('activation pages', () => {
  it('lead from the two codes over the password to the end, with progress', async () => {
    const issued = await its.accounts.issueAccount(testOrder());
    if (issued.kind !== 'issued') throw new Error(issued.code);
    const browser = site.browser();
    const form = await browser.get('/activate');
    expect(form.text).toContain('<h1 class="ds-heading" data-size="lg">Hesabın aktivləşdirilməsi</h1>');
    expect(form.text).toMatch(/id="code"[^>]*autocomplete="username"/);
    expect(form.text).toMatch(/aria-current="step"><span[^>]*>Kodlar</);
    const { loginCode: code, activationCode } = issued;
    const proven = await browser.post('/activate', { code, activationCode });
    expect(proven).toMatchObject({ status: 303, location: '/activate/password' });
    const password = await browser.open(proven);
    expect(password.text.match(/autocomplete="new-password"/g)).toHaveLength(2);
    expect(password.text).not.toContain(activationCode);
    const done = await browser.open(await browser.post('/activate/password', newPassword));
    expect(done.status).toBe(200);
    expect(done.text).toContain(links.signIn);
    expect((await its.accounts.credentials.findByCode(code.replace(' ', '')))?.canSignIn).toBe(true);
  });

  it('come back with an error summary that leads to the field, and without the activation code', async () => {
    const browser = site.browser();
    await browser.get('/activate');
    const malformed = await browser.post('/activate', { code: '1234 5678', activationCode: 'x' });
    expect(malformed.status).toBe(422);
    expect(malformed.text).toContain('<a class="ds-link" href="#code">');
    expect(malformed.text).toContain('aria-invalid="true"');
    const wrong = await browser.post('/activate', {
      code: toLoginCode('0000000'),
      activationCode: 'SECRET-CODE',
    });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('href="#activationCode"');
    expect(wrong.text).not.toContain('SECRET-CODE');
    expect((await browser.post('/activate', {})).status).toBe(422);
  });

  it('keep the step and name the problem when the password breaks a rule', async () => {
    const issued = await its.accounts.issueAccount(testOrder());
    if (issued.kind !== 'issued') throw new Error(issued.code);
    const browser = site.browser();
    await browser.get('/activate');
    const { loginCode: code, activationCode } = issued;
    await browser.open(await browser.post('/activate', { code, activationCode }));
    const short = await browser.post('/activate/password', { password: 'qısa', repeated: 'qısa' });
    expect(short).toMatchObject({ status: 422 });
    expect(short.text).toContain('Parol ən azı 10 işarə olmalıdır.');
    expect(short.text).not.toContain('value="qısa"');
    const differ = await browser.post('/activate/password', { ...newPassword, repeated: goodPassword });
    expect(differ.text).toContain('href="#repeated"');
    expect(await browser.post('/activate/password', newPassword)).toMatchObject({
      location: '/activate/done',
    });
  });

  it('are no dead end for another browser, a finished flow, or an address opened directly', async () => {
    const browser = site.browser();
    const start = await browser.open(await browser.get('/activate/password'));
    expect(start.text).toContain('Kodları yenidən yazın');
    expect(await browser.post('/activate/password', newPassword)).toMatchObject({
      location: '/activate?again=yes',
    });
  });

  it('slow guessing down per code, and say until when', async () => {
    const code = toLoginCode('1111111');
    const browser = site.browser('192.0.2.77');
    await browser.get('/activate');
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) {
      statuses.push((await browser.post('/activate', { code, activationCode: 'AAAAA-AAAAA' })).status);
    }
    expect(statuses).toEqual([422, 422, 422, 429, 429]);
    its.clock.at += 5_000;
    expect((await browser.post('/activate', { code, activationCode: 'AAAAA-AAAAA' })).status).toBe(422);
  });
});

describe('recovery pages', () => {
  it('lead from the code over channel and one-time code to a new password', async () => {
    const person = await its.activated();
    const browser = site.browser();
    await browser.get('/recover');
    const channel = await browser.open(await browser.post('/recover', { code: person.loginCode }));
    expect(channel.text).toContain('name="channel" value="sms"');
    const code = await browser.open(await browser.post('/recover/channel', { channel: 'sms' }));
    expect(code.text).toContain('autocomplete="one-time-code"');
    expect(code.text).not.toContain('+994');
    const password = await browser.open(await browser.post('/recover/code', { code: await lastCode(its) }));
    expect(password.text).toContain('Yeni parol seçin');
    const done = await browser.open(await browser.post('/recover/password', newPassword));
    expect(done.text).toContain('Parolunuz bərpa edildi');
    expect(its.endedSessions).toContain(person.accountId);
  });

  it('are the same, page by page, for a code that nobody has', async () => {
    const person = await its.activated();
    const seen: string[][] = [];
    for (const code of [person.loginCode, toLoginCode('0000000')]) {
      const browser = site.browser('192.0.2.88');
      await browser.get('/recover');
      const pages = [await browser.open(await browser.post('/recover', { code }))];
      pages.push(await browser.open(await browser.post('/recover/channel', { channel: 'email' })));
      const real = await lastCode(its);
      pages.push(await browser.post('/recover/code', { code: real === '123456' ? '654321' : '123456' }));
      pages.push(await browser.open(await browser.get('/recover/password')));
      seen.push(pages.map((page) => `${page.status} ${sameForAll(page.text)}`));
    }
    expect(seen[1]).toEqual(seen[0]);
  });

  it('bring a browser back to where it stands, whatever page it asks for', async () => {
    const person = await its.activated();
    const browser = site.browser();
    for (const path of ['/recover/channel', '/recover/code', '/recover/password']) {
      expect((await browser.get(path)).location).toBe('/recover?again=yes');
    }
    await browser.get('/recover');
    await browser.post('/recover', { code: person.loginCode });
    for (const path of ['/recover/code', '/recover/password']) {
      expect((await browser.get(path)).location).toBe('/recover/channel');
    }
    await browser.post('/recover/channel', { channel: 'sms' });
    expect((await browser.get('/recover/password')).location).toBe('/recover/code');
    await browser.post('/recover/code', { code: await lastCode(its) });
    expect((await browser.get('/recover/code')).location).toBe('/recover/password');
    expect((await site.browser().get('/recover/password')).location).toBe('/recover?again=yes');
  });

  it('offer another message, another channel, and slow a row of messages down', async () => {
    const person = await its.activated();
    const browser = site.browser();
    await browser.get('/recover');
    await browser.open(await browser.post('/recover', { code: person.loginCode }));
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(await browser.post('/recover/channel', { channel: 'sms' }));
    expect(answers.map((answer) => answer.location ?? answer.status)).toEqual([
      '/recover/code',
      '/recover/code?sent=again',
      '/recover/code?sent=again',
      429,
    ]);
    expect((await browser.get('/recover/code?sent=again')).text).toContain('Yenidən göndərdik');
    expect((await browser.get('/recover/channel')).status).toBe(200);
  });

  it('are in three languages, without a text left in another', async () => {
    const browser = site.browser();
    const titles: string[] = [];
    for (const language of ['az', 'en', 'ru']) {
      for (const path of ['/recover', '/activate', '/register', '/recover/done', '/activate/done']) {
        const { text, status } = await browser.get(`${path}?lang=${language}`);
        expect(status).toBe(200);
        expect(text).toContain(`<html lang="${language}"`);
        titles.push(/<h1[^>]*>([^<]*)</.exec(text)?.[1] ?? '');
      }
    }
    expect(new Set(titles).size).toBe(15);
  });
});

describe('registration door', () => {
  it('says that online registration is closed, how to get a code, and leads on', async () => {
    const { text } = await site.browser().get('/register');
    expect(text).toContain('Onlayn qeydiyyat hələ açıq deyil');
    expect(text).toContain('href="/activate"');
    expect(text).toContain(links.signIn);
  });
});

describe('forms', () => {
  it('are refused without the token of this browser, and with fields that no form has', async () => {
    const browser = site.browser();
    expect((await browser.post('/recover', { code: toLoginCode('0000000') })).status).toBe(403);
    await browser.get('/recover');
    expect((await browser.post('/recover', { code: '1', surplus: '1' })).status).toBe(400);
    expect((await browser.post('/recover', { code: '1'.repeat(201) })).status).toBe(400);
    expect((await browser.post('/recover/channel', { channel: 'pigeon' })).status).toBe(400);
  });
});
