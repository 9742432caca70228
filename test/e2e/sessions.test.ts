import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { AgencyProcess } from '../support/agency-process.ts';
import { describeInBrowser } from '../support/browser.ts';
import { createShiftedClock } from '../support/test-clock.ts';
import type { TestPerson } from '../support/test-service.ts';
import { startTwoAgencies, type TwoAgencies } from '../support/two-agencies.ts';
import { controls, finish, openVisitor, textOn, type Visitor } from '../support/visitor.ts';

const clock = createShiftedClock();
let world: TwoAgencies;
let test: TwoAgencies['test'];
let tax: TwoAgencies['tax'];
let social: TwoAgencies['social'];
let browser: TwoAgencies['browser'];

const everywhere = 'button[name="logout"][value="yes"]';
const here = 'form:has(button[name="logout"]) button[data-variant="secondary"]';

async function signInAt(
  visitor: Visitor,
  person: TestPerson,
  agencies: readonly AgencyProcess[],
): Promise<void> {
  const { page } = visitor;
  await page.goto(`${test.portal}/sign-in?to=/me`);
  await visitor.proveWithPassword(person);
  for (const agency of agencies) {
    await page.goto(`${agency.origin}/sign-in`);
    await visitor.press(controls.proceed);
    await page.waitForURL(`${agency.origin}/me`);
  }
}

/** Back-channel logout takes a moment. */
async function isSignedOutOf(page: Page, agency: AgencyProcess): Promise<void> {
  await expect
    .poll(async () => {
      await page.goto(`${agency.origin}/me`);
      return page.url();
    })
    .toBe(`${agency.origin}/`);
}

describeInBrowser('sessions and consents in the hands of their person', () => {
  beforeAll(async () => {
    world = await startTwoAgencies({ clock });
    ({ test, tax, social, browser } = world);
  });
  beforeEach(() => clock.reset());
  afterAll(() => world?.stop());

  it('ends the session of another browser, and the agency there; then all of them', async () => {
    const person = await test.addPerson();
    const [mine, lost] = [await openVisitor(browser), await openVisitor(browser)];
    await signInAt(lost, person, [tax]);
    await signInAt(mine, person, []);
    await mine.page.goto(`${test.portal}/me/sessions`);
    const others = mine.page.locator('.ds-card:not(:has(.ds-tag)) form[action="/me/sessions/end"] button');
    expect(await others.count()).toBe(1);
    await others.click();
    await mine.page.waitForURL('**/me/sessions?news=ended');
    await mine.look('sessions_ended');
    await isSignedOutOf(lost.page, tax);
    await expect
      .poll(async () => {
        await lost.page.goto(`${test.portal}/me`);
        return new URL(lost.page.url()).origin;
      })
      .toBe(test.login);

    await mine.page.goto(`${test.portal}/me/sessions`);
    await mine.press('form[action="/me/sessions/end-all"] button');
    await mine.page.waitForURL('**/?news=all_ended');
    await mine.look('sessions_all_ended');
    await mine.page.goto(`${test.portal}/me`);
    expect(new URL(mine.page.url()).origin).toBe(test.login);
    // The history has all of it.
    await mine.proveWithPassword(person);
    await mine.page.goto(`${test.portal}/me/history`);
    const history = await textOn(mine.page);
    expect(history.match(/Daxil oldunuz/g)).toHaveLength(3);
    expect(history.match(/Xidmətə keçdiniz/g)).toHaveLength(1);
    expect(history.match(/Giriş bağlandı/g)).toHaveLength(2);
    expect(history.match(/Razılıq verdiniz/g)).toHaveLength(1);
    await finish(mine, lost);
  });

  it.each(['az', 'en', 'ru'] as const)(
    'signs out of one agency only, or everywhere (%s)',
    async (language) => {
      const person = await test.addPerson();
      const visitor = await openVisitor(browser);
      const { page } = visitor;
      await page.goto(`${test.portal}/?lang=${language}`);
      await signInAt(visitor, person, [tax, social]);
      await page.goto(`${tax.origin}/?lang=${language}`);
      await visitor.press('form[action="/sign-out"] button');
      // The agency's language came along.
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      await visitor.look(`sign_out_${language}`);
      // Another language must not lose what is being left.
      await visitor.press(`a[hreflang="${language}"]`);
      await visitor.press(here);
      expect(page.url()).toBe(`${tax.origin}/signed-out`);
      await visitor.look();
      await page.goto(`${social.origin}/me`);
      expect(page.url()).toBe(`${social.origin}/me`);
      await page.goto(`${test.portal}/me`);
      expect(page.url()).toBe(`${test.portal}/me`);

      await page.goto(`${social.origin}/me`);
      await visitor.press('form[action="/sign-out"] button');
      await visitor.press(everywhere);
      expect(page.url()).toBe(`${social.origin}/signed-out`);
      await expect
        .poll(async () => {
          await page.goto(`${test.portal}/me`);
          return new URL(page.url()).origin;
        })
        .toBe(test.login);
      await finish(visitor);
    },
  );

  it('leads back to the agency when the single sign-in had ended before', async () => {
    const person = await test.addPerson();
    const visitor = await openVisitor(browser);
    const { page } = visitor;
    await signInAt(visitor, person, [tax]);
    await visitor.context.clearCookies({ name: 'acar_session', domain: new URL(test.login).hostname });
    await page.goto(`${tax.origin}/me`);
    await visitor.press('form[action="/sign-out"] button');
    await page.waitForURL(`${tax.origin}/signed-out`);
    await finish(visitor);
  });

  it('asks again for the data whose consent was withdrawn', async () => {
    const person = await test.addPerson({ birthdate: '1956-03-01' });
    const visitor = await openVisitor(browser);
    const { page } = visitor;
    await signInAt(visitor, person, [tax]);
    await page.goto(`${test.portal}/me/consents`);
    await visitor.press('form[action="/me/consents/withdraw"] button');
    await page.waitForURL('**/me/consents?news=withdrawn');
    await visitor.look('consent_withdrawn');
    await isSignedOutOf(page, tax);
    await page.goto(`${tax.origin}/sign-in`);
    const words = await textOn(page);
    expect(words).toContain('Xidmətə veriləcək məlumatlar');
    // The day as it is in the register, whatever the time zone.
    expect(words).toContain('1 mart 1956');
    await visitor.press(controls.proceed);
    expect(page.url()).toBe(`${tax.origin}/me`);
    await finish(visitor);
  });

  it.each([
    ['with script', true],
    ['without script', false],
  ] as const)(
    'starts an expired page again; the time is extended on demand (%s)',
    async (_, javaScriptEnabled) => {
      const person = await test.addPerson();
      const visitor = await openVisitor(browser, { context: { javaScriptEnabled } });
      const { page } = visitor;
      await page.goto(`${test.portal}/sign-in?to=/me`);
      await visitor.press(controls.password);
      // One minute before the end the page warns; extended, it lives past it.
      clock.advance(9 * 60);
      await page.reload();
      expect(
        Number(await page.locator('[data-seconds-left]').getAttribute('data-seconds-left')),
      ).toBeLessThan(70);
      if (javaScriptEnabled) {
        await page.locator('[data-seconds-left][data-urgent]').waitFor();
        await page.locator('#code').fill(person.code);
        await page.locator(controls.extend).click();
        await page.locator('[data-spoken]', { hasText: 'Vaxt artırıldı.' }).waitFor({ state: 'attached' });
        expect(await page.locator('#code').inputValue()).toBe(person.code);
        await visitor.look('time_limit');
      } else {
        await visitor.press(controls.extend);
        await page.locator('#code').fill(person.code);
      }
      clock.advance(5 * 60);
      await page.locator('#password').fill('not the password');
      await visitor.press(controls.submit);
      expect(await textOn(page)).toContain('Kod və ya parol düzgün deyil.');

      clock.advance(11 * 60);
      await page.locator('#password').fill(person.password);
      await visitor.press(controls.submit);
      expect(await page.locator('h1').innerText()).toBe('Giriş vaxtı bitdi');
      if (javaScriptEnabled) await visitor.look('expired');
      // The provider's library reads the system's time when it judges the request that starts again.
      clock.reset();
      await visitor.press('a[href$="/again"]');
      await page.locator(controls.password).waitFor();
      await finish(visitor);
    },
  );
});
