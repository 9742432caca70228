import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { startTwoAgencies, type TwoAgencies } from '../support/two-agencies.ts';
import { controls, desktop, finish, openVisitor, phone, textOn } from '../support/visitor.ts';

let world: TwoAgencies;
let test: TwoAgencies['test'];
let tax: TwoAgencies['tax'];
let social: TwoAgencies['social'];
let browser: TwoAgencies['browser'];

const greetings = {
  az: ['Giriş üsulunu seçin', 'Xidmətə davam edin', 'Nümunə sosial müdafiə fondu'],
  en: ['Choose how to sign in', 'Continue to the service', 'Example social protection fund'],
  ru: ['Выберите способ входа', 'Переход к услуге', 'Образцовый фонд социальной защиты'],
} as const;
const journeys = [
  ['az', 'phone', phone],
  ['en', 'desktop', desktop],
  ['ru', 'phone', phone],
  ['az', 'desktop', desktop],
] as const;

describeInBrowser('one sign-in for the portal and two agencies', () => {
  beforeAll(async () => {
    world = await startTwoAgencies();
    ({ test, tax, social, browser } = world);
  });
  afterAll(() => world?.stop());

  it.each(journeys)(
    'leads there in %s on a %s, and every page passes axe',
    async (language, device, viewport) => {
      const [choice, continuation, socialName] = greetings[language];
      const person = await test.addPerson({ birthdate: '1990-05-23' });
      const picture = (name: string) => `journey_${name}_${language}_${device}`;
      const visitor = await openVisitor(browser, { context: { viewport } });
      const { page } = visitor;

      await page.goto(`${test.portal}/?lang=${language}`);
      await visitor.look(picture('1_home'));
      await page.goto(`${test.portal}/sign-in?to=/me`);
      // The portal's language came along (ui_locales); nobody chose one at the sign-in service.
      expect(await page.locator('h1').innerText()).toBe(choice);
      await visitor.look(picture('2_choose'));
      await visitor.press(controls.password);
      await visitor.look(picture('3_password'));
      await page.locator('#code').fill(person.code);
      await page.locator('#password').fill(person.password);
      await visitor.press(controls.submit);
      expect(page.url()).toBe(`${test.portal}/me`);
      expect(await textOn(page)).toContain(`${person.givenName} ${person.familyName}`);
      await visitor.look(picture('4_me'));

      for (const agency of [tax, social]) {
        await page.goto(`${agency.origin}/?lang=${language}`);
        await visitor.look(picture(`5_${agency.host}`));
        await visitor.press('a[href="/sign-in"]');
        expect(new URL(page.url()).origin).toBe(test.login);
        expect(await page.locator('h1').innerText()).toBe(continuation);
        expect(await textOn(page)).toContain(`${person.givenName} ${person.familyName}`);
        await visitor.look(picture(`6_consent_${agency.host}`));
        await visitor.press(controls.proceed);
        expect(page.url()).toBe(`${agency.origin}/me`);
        expect(await page.locator('[data-fact="name"]').innerText()).toBe(
          `${person.givenName} ${person.familyName}`,
        );
        await visitor.look(picture(`7_${agency.host}_me`));
      }

      for (const place of ['sessions', 'history', 'consents', 'password']) {
        await page.goto(`${test.portal}/me/${place}`);
        await visitor.look(picture(`8_${place}`));
        if (place === 'sessions') expect(await textOn(page)).toContain(socialName);
      }
      await finish(visitor);
    },
    120_000,
  );
});
