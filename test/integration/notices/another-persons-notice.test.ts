import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownNoticeRoutes } from '../../../src/notices/index.ts';
import { createCatalogue, type PortalPerson } from '../../../src/portal/index.ts';
import { createBrowserSession } from '../../support/browser-session.ts';
import { createNoticeWorld, type NoticeWorld } from '../../support/notice-world.ts';
import { samplePorts } from '../../support/page-samples.ts';
import { type SampleSite, startSampleSite } from '../../support/sample-site.ts';

let world: NoticeWorld;
let site: SampleSite;
let reader: PortalPerson | undefined;

beforeAll(async () => {
  world = await createNoticeWorld();
  const ports = samplePorts(createCatalogue(world.test.open()));
  const portal = {
    ...ports,
    session: async () => reader,
    signInUrl: (to: string, level = 'low') => `/sign-in?${new URLSearchParams({ to, level }).toString()}`,
  };
  site = await startSampleSite([...ownNoticeRoutes(world.deps(portal))]);
});
afterAll(async () => {
  await site?.close();
  await world?.stop();
});

describe('a password alone', () => {
  it('opens a person’s own notice, and leads to a step-up for another’s (decision 0003)', async () => {
    const [principal, lawyer] = [await world.person('PW00001'), await world.person('PW00002')];
    const party = await world.party(principal.personalCode);
    const [own, others] = [await world.party(lawyer.personalCode), party];
    const [ownNotice, othersNotice] = [await world.notice(own), await world.notice(others)];
    const from = { address: '192.0.2.7', userAgent: 'test' };
    const actor = (one: PortalPerson) => ({ ...one, ...from });
    await world.mandates.give(actor(principal), { typedCode: lawyer.personalCode, caseId: undefined });
    const [offer] = await world.mandates.list(lawyer);
    await world.mandates.accept(actor(lawyer), offer?.mandateId ?? '');
    const browser = createBrowserSession();
    const get = async (path: string) => {
      const { status, headers } = await browser.request(`${site.origin}${path}`);
      return { status, location: headers.get('location') };
    };
    reader = { ...lawyer, level: 'low' };
    expect(await get(`/me/notices/${ownNotice}`)).toMatchObject({ status: 200 });
    const stepUp = `/sign-in?to=${encodeURIComponent(`/me/notices/${othersNotice}`)}&level=substantial`;
    for (const rest of ['', '/file', '/report', '/hearing.ics'])
      expect(await get(`/me/notices/${othersNotice}${rest}`)).toEqual({ status: 303, location: stepUp });
    const page = await browser.get(`${site.origin}/me/notices/${ownNotice}`);
    const csrf = page.forms.flatMap(({ fields }) => fields['csrf'] ?? []).at(0) ?? '';
    const opened = await browser.request(`${site.origin}/me/notices/${othersNotice}/open`, {
      method: 'POST',
      body: new URLSearchParams({ csrf }),
    });
    expect(opened.headers.get('location')).toBe(stepUp);
    expect((await world.inbox.find(lawyer, othersNotice))?.readAt).toBeUndefined();
    reader = { ...lawyer, level: 'substantial' };
    expect(await get(`/me/notices/${othersNotice}`)).toMatchObject({ status: 200 });
    await browser.close();
  });
});
