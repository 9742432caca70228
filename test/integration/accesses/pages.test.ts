import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessRoutes, createOwnDataConsents, dataConsentRoutes } from '../../../src/accesses/index.ts';
import { statement } from '../../../src/db/index.ts';
import { createDataConsents } from '../../../src/gateway/index.ts';
import { createCatalogue, type PortalPerson } from '../../../src/portal/index.ts';
import { createAccessWorld } from '../../support/access-world.ts';
import { samplePorts } from '../../support/page-samples.ts';
import { openPage, type SampleSite, sendForm, startSampleSite } from '../../support/sample-site.ts';

const evil = '<img src=x onerror=alert(1)>';
let world: Awaited<ReturnType<typeof createAccessWorld>>;
let site: SampleSite;
let person: { accountId: string; personalCode: string };
let strangersAccess = '';
let level: PortalPerson['level'] = 'substantial';

beforeAll(async () => {
  world = await createAccessWorld();
  const { db, clock, recorder, accesses } = world;
  person = await world.person('P000001');
  const ports = samplePorts(createCatalogue(db));
  const portal = {
    ...ports,
    session: async (request: Parameters<typeof ports.session>[0]) => {
      const sample = await ports.session(request);
      return sample && { ...sample, ...person, level };
    },
  };
  const consents = createOwnDataConsents({
    db,
    consents: createDataConsents({ db, clock, recorder }),
    now: () => clock.now(),
  });
  site = await startSampleSite([
    ...dataConsentRoutes({ portal, consents }),
    ...accessRoutes({ portal, accesses }),
  ]);
  for (let at = 0; at < 130; at += 1) await world.access(person);
  await world.access({ ...person, official: evil });
  const stranger = await world.person('P000002');
  await world.access(stranger);
  strangersAccess = (await accesses.page(stranger, { limit: 1 })).accesses[0]?.id ?? '';
});
afterAll(async () => {
  await site.close();
  await world.stop();
});

const open = (path: string, cookie?: string) => openPage(site, path, cookie);
const send = (from: string, action: string, fields: Record<string, string>) =>
  sendForm(site, { from, action, fields });

describe('the pages of accesses', () => {
  it.each([
    '/me/accesses',
    '/me/accesses.csv',
    '/me/accesses.json',
    '/me/accesses/1',
    '/me/accesses/consents',
  ])('send who is not signed in to the sign-in: %s', async (path) => {
    const answer = await open(path, '');
    expect([answer.status, answer.headers.get('location')?.startsWith('/sign-in')]).toEqual([303, true]);
  });

  it('list 25, lead on by key, and escape what an agency wrote', async () => {
    const first = await (await open('/me/accesses?organisation=&from=&until=')).text();
    expect(first.match(/<th scope="row">/g)).toHaveLength(25);
    expect(first).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(first).not.toContain(evil);
    const next = /href="(\/me\/accesses\?before=\d+)"/.exec(first)?.[1] ?? '';
    const second = await (await open(next)).text();
    expect(second.match(/<th scope="row">/g)).toHaveLength(25);
    expect(second).toContain('href="/me/accesses"');
  });

  it.each([
    '?from=2026-13-01',
    '?until=yesterday',
    '?before=%00',
    '?other=1',
    `?organisation=${'x'.repeat(65)}`,
  ])('refuse a filter that is none: %s', async (query) =>
    expect((await open(`/me/accesses${query}`)).status).toBe(400),
  );

  it('show nothing of another person, and no address that is none', async () => {
    for (const id of [strangersAccess, '0', 'x', '9'.repeat(30), '-1'])
      expect((await open(`/me/accesses/${id}`)).status).toBe(404);
    const own = `/me/accesses/${(await world.accesses.page(person, { limit: 1 })).accesses[0]?.id}`;
    expect((await open(own)).status).toBe(200);
    const text = 'Bu sorğunu tanımıram.';
    expect((await send(own, `/me/accesses/${strangersAccess}/question`, { text })).status).toBe(404);
    expect((await send(own, `${own}/question`, { text, csrf: 'x' })).status).toBe(403);
    expect((await send(own, `${own}/question`, { text: 'x'.repeat(5001) })).status).toBe(400);
  });

  it('keep a question that is too short on its page, and send a good one once', async () => {
    const own = `/me/accesses/${(await world.accesses.page(person, { limit: 1 })).accesses[0]?.id}`;
    const short = await send(own, `${own}/question`, { text: '<b>' });
    expect([short.status, (await short.text()).includes('>&lt;b&gt;</textarea>')]).toEqual([422, true]);
    const text = 'Bu sorğunu tanımıram.';
    const sent = await send(own, `${own}/question`, { text });
    expect(sent.headers.get('location')).toBe(`${own}?news=sent`);
    const other = `/me/accesses/${(await world.accesses.page(person, { limit: 2 })).accesses[1]?.id}`;
    const again = await send(other, `${own}/question`, { text });
    expect(again.headers.get('location')).toBe(`${own}?news=asked_already`);
  });

  it.each([
    ['operator', 'An operator of Açar passed the agency’s words on'],
    ['gateway', 'The agency itself: it sent the answer with its electronic signature.'],
  ] as const)('say who wrote an answer down: %s', async (through, words) => {
    const { accesses } = await world.accesses.page(person, { limit: 25 });
    const id = accesses.findLast(({ question }) => !question)?.id ?? '';
    expect(await world.accesses.ask(person, id, 'Bu sorğunu tanımıram.')).toBe('sent');
    await world.owner.query(answeredThrough, [id, through]);
    expect(await (await open(`/me/accesses/${id}?lang=en`)).text()).toContain(words);
    const [row] = (
      JSON.parse(await (await open('/me/accesses.json')).text()) as Record<string, unknown>[]
    ).filter((one) => one['id'] === id);
    expect(row).toMatchObject({ answeredThrough: through });
  });

  it('export all of them, page by page, as CSV and JSON', async () => {
    world.statements();
    const json = await open('/me/accesses.json');
    expect(json.headers.get('content-disposition')).toContain('attachment; filename="acar-accesses.json"');
    const rows: unknown[] = JSON.parse(await json.text());
    expect(rows).toHaveLength(131);
    expect(world.statements().filter((name) => name === 'data_access.list')).toHaveLength(2);
    const csv = await (await open('/me/accesses.csv?lang=en')).text();
    expect(csv.trimEnd().split('\r\n')).toHaveLength(132);
    expect(csv).toContain('Example social protection fund');
  });

  it('give and withdraw a consent, and refuse what nobody asks for', async () => {
    const page = '/me/accesses/consents';
    const of = 'VATAZ-1400000009 population.residence home-visit';
    const location = async (answer: Promise<Response>) => (await answer).headers.get('location');
    expect(await location(send(page, `${page}/give`, { of, days: '30' }))).toBe(`${page}?news=given`);
    for (const wrong of ['population.identity home-visit', 'population.residence social-benefit']) {
      const fields = { of: `VATAZ-1400000009 ${wrong}`, days: '30' };
      expect(await location(send(page, `${page}/give`, fields))).toBe(`${page}?news=refused`);
    }
    const withoutPurpose = { of: 'VATAZ-1400000009 population.residence', days: '30' };
    expect((await send(page, `${page}/give`, withoutPurpose)).status).toBe(400);
    expect(await (await open(page)).text()).toContain('Evdə sosial xidmət');
    expect((await send(page, `${page}/give`, { of, days: '3000' })).status).toBe(400);
    level = 'low';
    expect(await location(send(page, `${page}/give`, { of, days: '30' }))).toBe(page);
    expect(await (await open(page)).text()).toContain('&amp;level=substantial"');
    const consent = /name="consent" value="([^"]+)"/.exec(await (await open(page)).text())?.[1] ?? '';
    expect(await location(send(page, `${page}/withdraw`, { consent }))).toBe(`${page}?news=withdrawn`);
    level = 'substantial';
  });
});

const answeredThrough = statement(
  'test.answered_through',
  `update access_question set answer = 'Cavab', answered_at = now(), told_at = now(), answered_through = $2
    where access_id = $1`,
);
