import type { Page } from 'playwright-core';
import { issueCode } from '../../src/mobile/phones/index.ts';
import type { TestService } from './test-service.ts';

export const walletPin = '482913';

/** A view of the wallet, as its page shows one at a time. */
export const view = (page: Page, name: string) => page.locator(`[data-view="${name}"]`);
export const fill = (page: Page, name: string, value: string) =>
  page.locator(`input[name="${name}"]`).fill(value);
export const send = (page: Page, form: string) =>
  page.locator(`[data-form="${form}"] button[type="submit"]`).click();

export interface WalletHolder {
  readonly accountId: string;
  readonly phoneNumber: string;
}

/** The page becomes the phone of a person: keys are made in it, and certificates issued for them. */
export async function enrolWallet(
  { service, environment }: Pick<TestService, 'service' | 'environment'>,
  page: Page,
  { accountId, phoneNumber }: WalletHolder,
): Promise<void> {
  const { mobile } = service;
  if (!mobile) throw new Error('no wallet');
  const { code } = await issueCode(mobile.phones, { accountId, phoneNumber, source: 'portal' });
  await page.goto(`${environment['ACAR_WALLET_ORIGIN']}/enrol?code=${code}`);
  await view(page, 'enrol').waitFor();
  await send(page, 'code');
  await view(page, 'keys').waitFor();
  await fill(page, 'pin', walletPin);
  await fill(page, 'pin-again', walletPin);
  await send(page, 'keys');
  await view(page, 'home').waitFor();
}
