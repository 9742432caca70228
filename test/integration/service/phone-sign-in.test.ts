import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type BrowserPage,
  type BrowserSession,
  createBrowserSession,
  textOf,
} from '../../support/browser-session.ts';
import { findPhone } from '../../../src/mobile/phones/index.ts';
import { decodeJwt } from '../../support/jose-objects.ts';
import { callbackOf, tokensOf } from '../../support/oidc-client.ts';
import {
  type PhoneService,
  shownCode,
  shownNumber,
  startPhoneService,
  untilShown,
} from '../../support/phone-service.ts';
import { createPausableClock } from '../../support/test-clock.ts';
import { goodPin, type TestHolder, type TestPhone } from '../../support/test-phones.ts';

// A code lives three seconds; on a slow machine a phone needs longer to scan it.
const clock = createPausableClock();
let test: PhoneService;
let browser: BrowserSession;
let phone: TestPhone;
let holder: TestHolder;

beforeAll(async () => {
  test = await startPhoneService({ clock });
  ({ phone, holder } = await test.enrol(await test.addPerson()));
});
afterAll(() => test?.stop());
beforeEach(() => {
  browser = test.browser();
});

const beginAtPortal = (of = browser) => of.get(`${test.portal}/sign-in?to=/me`);
const choose = async (method: string, of = browser, at?: BrowserPage) =>
  of.submit(at ?? (await beginAtPortal(of)), '/choose', { method });
const goOn = (page: BrowserPage, of = browser) => of.submit(page, '/advance');
const problemOn = (page: BrowserPage) => textOf(/role="alert">(.*?)<\/div>/s.exec(page.body)?.[1] ?? '');
const titleOf = (page: BrowserPage) => textOf(/<h1[^>]*>(.*?)<\/h1>/s.exec(page.body)?.[1] ?? '');

/** Up to the number on the screen: the page of the code, and the request on the phone that scanned it. */
async function scanned(at?: BrowserPage) {
  const page = await choose('qr', browser, at);
  return { page, ...(await scan(page)) };
}

async function scan(page: BrowserPage, by = phone) {
  clock.pause();
  try {
    const { events, token, elapsed, code } = await shownCode(browser, page);
    return { events, request: await by.wallet.scan({ token, elapsed, code }) };
  } finally {
    clock.resume();
  }
}

describe('a sign-in by QR code', () => {
  it('opens the portal for the person whose phone scanned, and tells both screens who and what', async () => {
    const { page, events, request } = await scanned();
    expect(request).toMatchObject({ flow: 'qr', browser: 'Naməlum brauzer', place: '127.0.*.*' });
    expect(request.numbers).toHaveLength(3);
    const taken = await untilShown(events, ({ values }) => values.phase !== 'code');
    expect(taken).toMatchObject({ values: { phase: 'number' }, isAnswered: false });
    const number = shownNumber(await browser.get(page.url));
    expect(request.numbers).toContain(number);
    await phone.wallet.approve(request, goodPin, number);
    const answered = await untilShown(events, ({ values }) => values.phase !== 'number');
    expect(answered).toMatchObject({ values: { phase: 'answered' }, isAnswered: true });
    const me = await goOn(await browser.get(page.url));
    expect(me.url.href).toBe(`${test.portal}/me`);
    expect(textOf(me.body)).toContain(holder.personalCode);
    expect(textOf(me.body)).toContain('smartfon ilə (QR-kod)');
  });

  it('opens nothing in another browser, and the page of the starting one leads on', async () => {
    const { page, request } = await scanned();
    const number = shownNumber(await browser.get(page.url));
    await phone.wallet.approve(request, goodPin, number);
    const thief = test.browser();
    expect(await thief.get(page.url).then(({ status }) => status)).toBe(410);
    const answer = await thief.events(`${page.url.href}/events`);
    expect(answer.status).toBe(204);
    expect((await goOn(await browser.get(page.url))).url.href).toBe(`${test.portal}/me`);
  });

  it('relayed to another person’s screen is stopped by the number, which only the starting browser shows', async () => {
    // The attacker starts, and sends the live code to a person, whose phone scans it.
    const { page, request } = await scanned();
    const shown = shownNumber(await browser.get(page.url));
    const others = (request.numbers ?? []).filter((one) => one !== shown);
    // The person has no screen with a number, and picks one of three.
    await expect(phone.wallet.approve(request, goodPin, others[0])).rejects.toMatchObject({
      code: 'mobile.wrong_number',
    });
    const stopped = await goOn(await browser.get(page.url));
    expect(problemOn(stopped)).toContain('başqa ədəd seçildi');
    await expect(phone.wallet.approve(request, goodPin, shown)).rejects.toMatchObject({
      code: 'mobile.request_over',
    });
  });

  it.each([
    ['refuse', 'imtina edildi'],
    ['report', '“Bu mən deyildim” seçildi'],
  ] as const)('that the person declines (%s) says so, and a press shows another code', async (how, words) => {
    const { page, events, request } = await scanned();
    await phone.wallet.decline(request, how);
    await untilShown(events, ({ isAnswered }) => isAnswered);
    const declined = await goOn(await browser.get(page.url));
    expect(problemOn(declined)).toContain(words);
    const renewed = await browser.submit(declined, '/advance', { renew: 'yes' });
    expect(renewed.body).toContain('data-phase="code"');
  });

  it('has one live code per browser: another window’s ends this one', async () => {
    const page = await choose('qr');
    const { events } = await shownCode(browser, page);
    await choose('qr');
    const event = await untilShown(events, ({ values }) => values.phase !== 'code');
    expect(event).toMatchObject({ values: { phase: 'idle' } });
    expect(titleOf(await browser.get(page.url))).toBe('Kodun vaxtı bitdi');
  });

  it('works without script: the page refreshes itself, its picture changes, and a button goes on', async () => {
    const page = await choose('qr');
    expect(page.body).toContain('<noscript><meta http-equiv="refresh" content="2"></noscript>');
    expect(page.body).toMatch(/<svg class="acar-qr"[^>]* role="img"/);
    const early = await goOn(page);
    expect(early.body).toContain('data-phase="code"');
  });
});

describe('a sign-in with the phone’s certificate', () => {
  const pushed = async (who: Pick<TestHolder, 'phoneNumber' | 'personalCode'> = holder, of = browser) => {
    const form = await choose('mobile', of);
    return of.submit(form, '/advance', {
      phone_number: who.phoneNumber,
      personal_code: who.personalCode,
    });
  };

  it('asked by number shows the control code on both screens, and opens the portal', async () => {
    const page = await pushed();
    const [request] = await test.waitingFor(phone);
    if (!request) throw new Error('nothing waits for the phone');
    expect(page.body).toContain(`class="acar-code">${request.controlCode}<`);
    const events = await browser.events(`${page.url.href}/events`);
    expect(await events.next()).toMatchObject({ values: { phase: 'asked' } });
    await phone.wallet.approve(request, goodPin);
    await untilShown(events, ({ isAnswered }) => isAnswered);
    const me = await goOn(await browser.get(page.url));
    expect(me.url.href).toBe(`${test.portal}/me`);
    expect(textOf(me.body)).toContain('mobil sertifikat ilə');
  });

  it('asked by a number that nobody has shows the same page, and tells only at the end', async () => {
    const page = await pushed({ phoneNumber: '+994559999999', personalCode: holder.personalCode });
    const answered = await goOn(page);
    expect(problemOn(answered)).toContain('mobil sertifikat tapılmadı');
  });

  it('cools down after a refusal, says until when, and offers the code instead', async () => {
    const { phone: own, holder: other } = await test.enrol(await test.addPerson());
    const page = await pushed(other);
    const [request] = await test.waitingFor(own);
    if (!request) throw new Error('nothing waits for the phone');
    await own.wallet.decline(request, 'report');
    expect(problemOn(await goOn(page))).toContain('imtina edildi');
    const again = await pushed(other, test.browser());
    expect(problemOn(again)).toMatch(/Yenisini göndərmək olar: \d+ \S+ \d{4}, \d\d:\d\d/);
    expect(again.forms.some(({ markup }) => markup.includes('value="qr"'))).toBe(true);
  });

  it('on the phone itself goes to the wallet and back to the same browser', async () => {
    const form = await choose('mobile');
    const page = await browser.submit(form, '/advance', { way: 'link' });
    const link = page.links.find(({ href }) => href.includes('/open?request='));
    const token = new URL(link?.href ?? '').searchParams.get('request') ?? '';
    const request = await phone.wallet.open(token);
    expect(request.returnTo).toBe(`${page.url.href}/return`);
    const { goTo } = await phone.wallet.approve(request, goodPin);
    const other = test.browser();
    const elsewhere = await other.get(goTo ?? '');
    expect(elsewhere.status).toBe(403);
    expect(titleOf(elsewhere)).toBe('Bu, girişə başladığınız brauzer deyil');
    expect(titleOf(await browser.get(page.url))).toBe('Telefonda təsdiqləndi');
    expect((await goOn(await browser.submit(await browser.get(page.url), '/advance', {}))).url.href).not.toBe(
      `${test.portal}/me`,
    );
    expect((await browser.get(goTo ?? '')).url.href).toBe(`${test.portal}/me`);
  });

  it('offers the link first to a browser on a phone, the number and the code after it', async () => {
    const userAgent = 'Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/142.0.0.0 Mobile Safari/537.36';
    const handheld = createBrowserSession('az', {}, { 'user-agent': userAgent });
    const page = await choose('mobile', handheld);
    const link = page.links.find(({ href }) => href.includes('/open?request='));
    expect(page.body.indexOf(link?.href ?? '?')).toBeLessThan(page.body.indexOf('value="qr"'));
    const asked = await phone.wallet.open(new URL(link?.href ?? '').searchParams.get('request') ?? '');
    expect(asked.browser).toBe('Chrome, Android, telefon');
    const code = await choose('qr', handheld);
    expect(code.body.indexOf('value="mobile"')).toBeLessThan(code.body.indexOf('class="acar-qr"'));
    await handheld.close();
  });
});

describe('levels', () => {
  const finish = async (page: BrowserPage) => {
    const answered = await goOn(await browser.get(page.url));
    return answered.forms.some(({ action }) => action.includes('/decide'))
      ? browser.submit(answered, '/decide', { decision: 'continue' })
      : answered;
  };
  const approved = async (at: BrowserPage, by = phone) => {
    const page = await choose('qr', browser, at);
    const { request } = await scan(page, by);
    await by.wallet.approve(request, goodPin, shownNumber(await browser.get(page.url)));
    return finish(page);
  };

  it.each([
    ['FAPI 2.0', () => test.fapi()],
    ['legacy', () => test.legacy()],
  ])('are those of the certificate’s policy, and a %s client is told the methods', async (_, register) => {
    const client = await register();
    const asked = client.request({ acr_values: 'substantial' });
    const back = await approved(await client.begin(browser, asked));
    const { id } = tokensOf(await client.redeem(callbackOf(back, asked)));
    expect(decodeJwt(id).claims).toMatchObject({ acr: 'substantial', amr: ['qr', 'swk', 'pin'] });
  });

  it('rise in the session that the password opened: sid and the session stay', async () => {
    const person = await test.addPerson();
    const { phone: own } = await test.enrol(person);
    const client = await test.fapi();
    const low = decodeJwt((await client.tokens(browser, {}, person)).id).claims;
    const asked = client.request({ acr_values: 'substantial' });
    const back = await approved(await client.begin(browser, asked), own);
    const higher = decodeJwt(tokensOf(await client.redeem(callbackOf(back, asked))).id).claims;
    expect(low).toMatchObject({ acr: 'low' });
    expect(higher).toMatchObject({ acr: 'substantial', sid: low['sid'], sub: low['sub'] });
    expect(await test.service.identity.provider.sessions.listOf(person.accountId)).toHaveLength(1);
  });

  it('that no phone reaches are not promised: the methods are not offered for high', async () => {
    const client = await test.fapi();
    const page = await client.begin(browser, client.request({ acr_values: 'high' }));
    expect(page.body).not.toContain('value="qr"');
    expect(page.body).not.toContain('value="mobile"');
  });
});

describe('a certificate', () => {
  it('that is suspended between the scan and the signature opens nothing, and both screens say so', async () => {
    const { phone: own } = await test.enrol(await test.addPerson());
    const page = await choose('qr');
    const { request } = await scan(page, own);
    const number = shownNumber(await browser.get(page.url));
    await suspend(own);
    await expect(own.wallet.approve(request, goodPin, number)).rejects.toMatchObject({
      code: expect.any(String),
    });
    const stopped = await goOn(await browser.get(page.url));
    expect(stopped.url.origin).toBe(test.login);
  });

  it('that is suspended right after the signature opens nothing either: the status is asked afresh', async () => {
    const { phone: own } = await test.enrol(await test.addPerson());
    const page = await choose('qr');
    const { request } = await scan(page, own);
    await own.wallet.approve(request, goodPin, shownNumber(await browser.get(page.url)));
    await suspend(own);
    expect(problemOn(await goOn(await browser.get(page.url)))).toContain('dayandırılıb və ya ləğv edilib');
  });

  /** As an operator would. */
  async function suspend(of: TestPhone): Promise<void> {
    const found = await findPhone(test.node.db, of.storage.phone?.phoneId ?? '');
    if (!found?.authentication) throw new Error('no certificate');
    const { caId, serial } = found.authentication;
    const change = {
      caId,
      serial: Buffer.from(serial).toString('hex'),
      action: 'hold',
      doneBy: 'test',
    } as const;
    expect(await test.pki.statuses.change(change)).toMatchObject({ kind: 'changed' });
  }
});
