import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toLoginCode } from '../../src/accounts/model.ts';
import { limitRules } from '../../src/attempts/index.ts';
import { describeInBrowser } from '../support/browser.ts';
import { startTwoAgencies, type TwoAgencies } from '../support/two-agencies.ts';
import { controls, finish, openVisitor, phone, textOn, type Visitor } from '../support/visitor.ts';

/** Fits the form of a code, and nobody has it. */
const unknownCode = toLoginCode('0000001');

let world: TwoAgencies;
let test: TwoAgencies['test'];
let tax: TwoAgencies['tax'];
let social: TwoAgencies['social'];
let browser: TwoAgencies['browser'];

const signInAt = (visitor: Visitor, language = 'az') =>
  visitor.page
    .goto(`${test.portal}/?lang=${language}`)
    .then(() => visitor.page.goto(`${test.portal}/sign-in?to=/me`));

async function typePair(page: Page, code: string, password: string): Promise<void> {
  await page.locator('#code').fill(code);
  await page.locator('#password').fill(password);
}

describeInBrowser('a sign-in that does not go straight', () => {
  beforeAll(async () => {
    world = await startTwoAgencies();
    ({ test, tax, social, browser } = world);
  });
  afterAll(() => world?.stop());

  const wrong = {
    az: ['Kod və ya parol düzgün deyil.', 'Çox sayda uğursuz cəhd olub.', /\d{2}:\d{2}/],
    en: ['The code or the password is not right.', 'There were too many failed attempts.', /\d{1,2}:\d{2}/],
    ru: ['Неверный код или пароль.', 'Слишком много неудачных попыток.', /\d{2}:\d{2}/],
  } as const;
  it.each(['az', 'en', 'ru'] as const)(
    'says the same of a wrong code and a wrong password, and when to come back after too many (%s)',
    async (language) => {
      const person = await test.addPerson();
      const visitor = await openVisitor(browser, { context: { viewport: phone } });
      const { page } = visitor;
      const [refusal, blocked, time] = wrong[language];
      await signInAt(visitor, language);
      await visitor.press(controls.password);

      const seen: string[] = [];
      for (const [code, password] of [
        [person.code, 'not the password'],
        [unknownCode, person.password],
      ] as const) {
        await typePair(page, code, password);
        await visitor.press(controls.submit);
        await page.locator('.ds-error-summary:focus').waitFor();
        expect(await page.title()).toMatch(/^(Xəta|Error|Ошибка): /);
        expect(await page.locator('#password').inputValue()).toBe('');
        // What was typed as the code may stay; nothing else of the page may differ.
        seen.push((await textOn(page)).replace(/(\d{1,2}:\d{2}|\d+ (dəq|min|мин|s|san|с)\.)/g, ''));
        if (seen.length === 1) await visitor.look(`troubles_wrong_${language}`);
      }
      expect(seen[0]).toContain(refusal);
      expect(seen[1]).toBe(seen[0]);

      for (let count = 0; count < limitRules['account-and-address'].freeTries; count++) {
        await typePair(page, person.code, 'not the password');
        await visitor.press(controls.submit);
      }
      const alert = page.locator('[role="alert"]');
      expect(await alert.innerText()).toContain(blocked);
      expect(await alert.innerText()).toMatch(time);
      await visitor.look(`troubles_blocked_${language}`);
      // Until then the right password does not help either.
      await typePair(page, person.code, person.password);
      await visitor.press(controls.submit);
      expect(await alert.innerText()).toContain(blocked);
      await finish(visitor);
    },
  );

  it('changes the language in the middle and loses nothing', async () => {
    const person = await test.addPerson();
    const visitor = await openVisitor(browser);
    const { page } = visitor;
    await signInAt(visitor, 'ru');
    await visitor.press(controls.password);
    await typePair(page, person.code, 'not the password');
    await visitor.press(controls.submit);
    await visitor.press('a[hreflang="en"]');
    expect(await page.locator('h1').innerText()).toBe('Sign in with code and password');
    // Still at the same step of the same sign-in, with what was wrong.
    expect(await textOn(page)).toContain('The code or the password is not right.');
    expect(await page.locator('#code').inputValue()).toBe(person.code.replace(' ', ''));
    await page.locator('#password').fill(person.password);
    await visitor.press(controls.submit);
    expect(page.url()).toBe(`${test.portal}/me`);
    await finish(visitor);
  });

  it('speaks the language that the service asked for (ui_locales) until a person chooses another', async () => {
    const visitor = await openVisitor(browser, { context: { locale: 'az' } });
    const { page } = visitor;
    await page.goto(`${tax.origin}/?lang=en`);
    await visitor.press('a[href="/sign-in"]');
    expect(await page.locator('h1').innerText()).toBe('Choose how to sign in');
    await visitor.press('a[hreflang="ru"]');
    expect(await page.locator('h1').innerText()).toBe('Выберите способ входа');
    await page.goto(`${social.origin}/?lang=en`);
    await visitor.press('a[href="/sign-in"]');
    expect(await page.locator('h1').innerText()).toBe('Выберите способ входа');
    await finish(visitor);
  });

  it('works with the keyboard alone, from an agency to its landing page (WCAG 2.1.1, 2.4.7)', async () => {
    const person = await test.addPerson();
    const visitor = await openVisitor(browser);
    const { page } = visitor;
    await page.goto(tax.origin);
    const focused = () =>
      page.evaluate(`(() => {
        const { id, className, textContent, value } = document.activeElement;
        const href = document.activeElement.getAttribute('href');
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement);
        const isVisible = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
        return { id, className, value, href, text: textContent.trim(), isVisible };
      })()`) as Promise<{
        id: string;
        className: string;
        value?: string;
        href: string | null;
        text: string;
        isVisible: boolean;
      }>;
    const tabTo = async (isWanted: (at: Awaited<ReturnType<typeof focused>>) => boolean) => {
      for (let presses = 0; presses < 25; presses++) {
        await page.keyboard.press('Tab');
        const at = await focused();
        // The skip link shows itself by appearing.
        if (at.text !== '' && !at.className.includes('skip')) expect(at).toMatchObject({ isVisible: true });
        if (isWanted(at)) return;
      }
      throw new Error('not reached with the Tab key');
    };
    await tabTo((at) => at.href === '/sign-in');
    await page.keyboard.press('Enter');
    await page.locator(controls.password).waitFor();
    await page.keyboard.press('Tab');
    expect((await focused()).text).toBe('Əsas məzmuna keç');
    await page.keyboard.press('Enter');
    await tabTo((at) => at.value === 'password');
    await page.keyboard.press('Enter');
    await page.locator('#code:focus').waitFor();
    await page.keyboard.type(person.code);
    await tabTo((at) => at.id === 'password');
    await page.keyboard.type(person.password);
    await page.keyboard.press('Enter');
    await page.locator(controls.proceed).waitFor();
    await tabTo((at) => at.value === 'continue');
    await page.keyboard.press('Space');
    await page.waitForURL(`${tax.origin}/me`);
    expect(await page.locator('[data-fact="name"]').innerText()).toContain(person.familyName);
    await finish(visitor);
  });

  it('works without script, also the extension of the time', async () => {
    const person = await test.addPerson();
    const visitor = await openVisitor(browser, { context: { javaScriptEnabled: false } });
    const { page } = visitor;
    await signInAt(visitor);
    expect(await page.locator(controls.extend).isVisible()).toBe(true);
    await visitor.press(controls.password);
    await visitor.press(controls.extend);
    expect(await page.locator('h1').innerText()).toBe('Kod və parol ilə daxil olun');
    await typePair(page, person.code, person.password);
    await visitor.press(controls.submit);
    expect(page.url()).toBe(`${test.portal}/me`);
    for (const agency of [tax, social]) {
      await page.goto(`${agency.origin}/sign-in`);
      await visitor.press(controls.proceed);
      expect(page.url()).toBe(`${agency.origin}/me`);
    }
    await finish(visitor);
  });

  it('lets two tabs sign in at the same time', async () => {
    const person = await test.addPerson();
    const visitor = await openVisitor(browser);
    const { page } = visitor;
    const second = await visitor.context.newPage();
    await page.goto(`${tax.origin}/sign-in`);
    await second.goto(`${social.origin}/sign-in`);
    await visitor.press(controls.password);
    await visitor.press(controls.password, second);
    await typePair(page, person.code, person.password);
    await typePair(second, person.code, person.password);
    await Promise.all([visitor.press(controls.submit), visitor.press(controls.submit, second)]);
    for (const [tab, agency] of [
      [page, tax],
      [second, social],
    ] as const) {
      await visitor.press(controls.proceed, tab);
      await tab.waitForURL(`${agency.origin}/me`);
    }
    await finish(visitor);
  });

  it('goes on to the service when a person comes back to the pages of a finished sign-in', async () => {
    const person = await test.addPerson();
    const visitor = await openVisitor(browser);
    const { page } = visitor;
    await signInAt(visitor);
    await visitor.proveWithPassword(person);
    expect(page.url()).toBe(`${test.portal}/me`);
    await page.goBack();
    await page.waitForURL((url) => url.origin === test.portal);
    expect(await page.locator('.acar-person').innerText()).toContain(person.familyName);

    await page.goto(`${tax.origin}/sign-in`);
    await visitor.press(controls.proceed);
    await page.goBack();
    await page.waitForURL(`${tax.origin}/me`);
    await finish(visitor);
  });

  it('survives a reload and a double click', async () => {
    const person = await test.addPerson();
    const visitor = await openVisitor(browser);
    const { page } = visitor;
    await page.goto(`${tax.origin}/sign-in`);
    await page.reload();
    await visitor.press(controls.password);
    await page.reload();
    await typePair(page, person.code, person.password);
    await page.locator(controls.submit).dblclick();
    await page.locator(controls.proceed).waitFor();
    await page.reload();
    await page.locator(controls.proceed).dblclick();
    await page.waitForURL(`${tax.origin}/me`);
    await page.reload();
    expect(await textOn(page)).toContain(person.familyName);
    await finish(visitor);
  });

  it.each(['choice', 'continuation'] as const)(
    'leads back to the service with a message after cancel (%s)',
    async (where) => {
      const visitor = await openVisitor(browser);
      const { page } = visitor;
      await page.goto(`${tax.origin}/sign-in`);
      if (where === 'continuation') await visitor.proveWithPassword(test.person);
      await visitor.press(controls.cancel);
      expect(new URL(page.url()).origin).toBe(tax.origin);
      expect(await page.locator('h1').innerText()).toBe('Giriş ləğv edildi');
      await visitor.look();
      await visitor.press('a[href="/sign-in"]');
      expect(new URL(page.url()).origin).toBe(test.login);
      await finish(visitor);
    },
  );

  it('signs the first person out everywhere when a second says "not me", and the second in', async () => {
    const [first, second] = [
      await test.addPerson({ givenName: 'Birinci' }),
      await test.addPerson({ givenName: 'İkinci' }),
    ];
    const visitor = await openVisitor(browser);
    const { page } = visitor;
    await signInAt(visitor);
    await visitor.proveWithPassword(first);
    await page.goto(`${tax.origin}/sign-in`);
    await visitor.press(controls.proceed);
    expect(page.url()).toBe(`${tax.origin}/me`);

    await page.goto(`${social.origin}/sign-in`);
    expect(await textOn(page)).toContain('Birinci');
    await visitor.press(controls.somebodyElse);
    await visitor.proveWithPassword(second);
    await visitor.press(controls.proceed);
    await page.waitForURL(`${social.origin}/me`);
    expect(await page.locator('[data-fact="name"]').innerText()).toContain('İkinci');
    // The first person's sessions end by back-channel logout, in this browser too.
    await expect
      .poll(async () => {
        await page.goto(`${tax.origin}/me`);
        return page.url();
      })
      .toBe(`${tax.origin}/`);
    await expect
      .poll(async () => {
        await page.goto(`${test.portal}/me`);
        return textOn(page);
      })
      .toContain('İkinci');
    await finish(visitor);
  });
});
