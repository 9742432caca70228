import type { Browser } from 'playwright-core';
import { socialFund, taxOffice } from '../../src/demo/agencies/index.ts';
import { type AgencyProcess, startAgencyProcess } from './agency-process.ts';
import { launchBrowser } from './browser.ts';
import { startTestService, type TestService, type TestServiceOptions } from './test-service.ts';

/** The service, two agencies that know nothing of each other, and Chromium. */
export interface TwoAgencies {
  readonly test: TestService;
  readonly tax: AgencyProcess;
  readonly social: AgencyProcess;
  readonly browser: Browser;
  stop(): Promise<void>;
}

export async function startTwoAgencies(options: TestServiceOptions = {}): Promise<TwoAgencies> {
  const test = await startTestService(options);
  const [tax, social, browser] = await Promise.all([
    startAgencyProcess(taxOffice, test),
    startAgencyProcess(socialFund, test),
    launchBrowser(),
  ]);
  return {
    test,
    tax,
    social,
    browser,
    async stop() {
      await browser.close();
      await Promise.all([tax.stop(), social.stop()]);
      await test.stop();
    },
  };
}
