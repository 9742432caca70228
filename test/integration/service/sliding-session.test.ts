import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BrowserPage, BrowserSession } from '../../support/browser-session.ts';
import { type Conformance, startConformance } from '../../support/conformance.ts';
import type { OidcClient } from '../../support/oidc-client.ts';

const minute = 60_000;
const clock = { ahead: 0, now: () => Date.now() + clock.ahead };
let test: Conformance;
let agency: OidcClient;
let browser: BrowserSession;
beforeAll(async () => {
  test = await startConformance({ clock });
  agency = await test.legacy();
});
afterAll(() => test?.stop());
beforeEach(async () => {
  clock.ahead = 0;
  browser = test.browser();
  const me = await test.signIn(browser, await browser.get(`${test.portal}/sign-in?to=/me`));
  expect(me.url.href).toBe(`${test.portal}/me`);
});

const isAtHome = async () => (await browser.get(`${test.portal}/me`)).url.href === `${test.portal}/me`;
/** What a service that joins meets: the question whether to go on, or the ways to sign in. */
const asks = ({ forms }: BrowserPage) =>
  ['/decide', '/choose'].find((step) => forms.some(({ action }) => action.endsWith(step)));

describe('a session that is used at the portal alone', () => {
  it('stays open for the services too, for fifteen minutes from each use', async () => {
    for (clock.ahead = 14 * minute; clock.ahead < 60 * minute; clock.ahead += 14 * minute)
      expect(await isAtHome()).toBe(true);
    expect(asks(await agency.begin(browser))).toBe('/decide');
    // Asked at 70 minutes, and not used since.
    clock.ahead += 16 * minute;
    expect(asks(await agency.begin(browser))).toBe('/choose');
    expect(await isAtHome()).toBe(false);
  });

  it('ends everywhere after twelve hours, however busy', async () => {
    for (clock.ahead = 14 * minute; clock.ahead < 12 * 60 * minute; clock.ahead += 14 * minute)
      expect(await isAtHome()).toBe(true);
    clock.ahead = 12 * 60 * minute - 5_000;
    expect(asks(await agency.begin(browser))).toBe('/decide');
    clock.ahead = 12 * 60 * minute + 1_000;
    expect(asks(await agency.begin(browser))).toBe('/choose');
    expect(await isAtHome()).toBe(false);
  });
});
