import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, describe, it } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import { type BrowserSession, createBrowserSession, textOf } from '../../support/browser-session.ts';
import { actingAs, sampleCase } from '../../support/court-cases.ts';
import {
  clerksRoom,
  courtActors,
  type CourtServer,
  type CourtWorld,
  createCourtWorld,
  serveCourt,
} from '../../support/court-world.ts';

let world: CourtWorld;
let court: CourtServer;
let browser: BrowserSession;
let caseId: string;

beforeAll(async () => {
  world = await createCourtWorld();
  court = await serveCourt(world);
  browser = createBrowserSession();
  caseId = randomUUID();
  const { cases } = clerksRoom(world, world.test.open());
  await cases.register(await actingAs(world, 'clerk'), { caseId, version: 0, typed: sampleCase() });
  await world.test
    .owner()
    .query(
      statement(
        'test.assign',
        "update court_case set state = 'assigned', judge_id = $2, assigned_at = now() where case_id = $1",
      ),
      [caseId, world.staffIds.judge],
    );
});
afterAll(async () => {
  await browser?.close();
  await court?.stop();
  await world?.stop();
});

const addressOf = (path: string, courtId = 'binaqadi') => `${court.origin}/courts/${courtId}${path}`;
const status = async (path: string, courtId?: string) =>
  (await browser.request(addressOf(path, courtId))).status;

describe('pages of cases', () => {
  it('are a clerk’s and the chair’s; a judge sees their own case alone, and no other court sees any', async () => {
    const one = `/cases/${caseId}`;
    court.actAs(courtActors.clerk);
    expect([await status('/cases'), await status(one), await status('/imports')]).toEqual([200, 200, 200]);
    expect([
      await status('/cases/x'),
      await status(`/cases/${randomUUID()}`),
      await status('/imports/99'),
    ]).toEqual([404, 404, 404]);
    court.actAs(courtActors.chair);
    expect([
      await status('/cases'),
      await status(one),
      await status('/cases/new'),
      await status('/imports'),
    ]).toEqual([200, 200, 404, 404]);
    court.actAs(courtActors.judge);
    expect([await status(one), await status('/cases'), await status(`${one}/contacts`)]).toEqual([
      200, 404, 404,
    ]);
    court.actAs(courtActors.otherJudge);
    expect(await status(one)).toBe(404);
    court.actAs(courtActors.otherClerk);
    expect([await status(one), await status(one, 'xazar')]).toEqual([404, 404]);
  });

  it('lead to what is told of its judge, where a chair can give it to another, and back', async () => {
    for (const actor of [courtActors.clerk, courtActors.chair, courtActors.judge]) {
      court.actAs(actor);
      const shown = await browser.get(addressOf(`/cases/${caseId}`));
      const told = await browser.follow(shown, `/courts/binaqadi/cases/${caseId}/judge`);
      expect(told.status).toBe(200);
      expect((await browser.follow(told, `/courts/binaqadi/cases/${caseId}`)).url).toEqual(shown.url);
    }
  });

  it('let the judge of the case close it with the card, and nobody at level substantial', async () => {
    court.actAs(courtActors.judge);
    const page = await browser.get(addressOf(`/cases/${caseId}`));
    court.actAs({ ...courtActors.judge, method: 'password', level: 'substantial' });
    await browser.submit(page, '/close', { reason: 'Barışıq' });
    const { cases } = clerksRoom(world, world.test.open());
    expect((await cases.find('binaqadi', caseId))?.case.state).toBe('assigned');
    court.actAs(courtActors.judge);
    expect(textOf((await browser.submit(page, '/close', { reason: '' })).body)).toContain('Səbəbi yazın');
    const closed = await browser.submit(page, '/close', { reason: 'Barışıq' });
    expect(textOf(closed.body)).toContain('İş bağlandı');
    const late = await browser.submit(page, '/close', { reason: 'Yenə' });
    expect([late.status, textOf(late.body).includes('Bu iş indicə dəyişib')]).toEqual([409, true]);
  });

  it('refuse a form of another site, and fields that nobody knows', async () => {
    court.actAs(courtActors.clerk);
    const address = addressOf('/cases/draft');
    const post = (fields: Readonly<Record<string, string>>) =>
      browser.request(address, {
        method: 'POST',
        body: new URLSearchParams(fields),
        fetchSite: 'same-origin',
      });
    expect((await post({ do: 'save' })).status).toBe(403);
    const page = await browser.get(addressOf('/cases/new'));
    const csrf = page.forms.find(({ action }) => action.endsWith('/draft'))?.fields['csrf'] ?? '';
    expect((await post({ csrf, 'name-100': 'x' })).status).toBe(400);
    expect((await post({ csrf, judge: 'x' })).status).toBe(400);
    expect((await post({ csrf, subject: 'x'.repeat(2001) })).status).toBe(400);
    expect((await post({ csrf, case: 'x', do: 'save' })).status).toBe(409);
    const hostile = await post({
      csrf,
      case: randomUUID(),
      subject: '"><script>alert(1)</script>',
      do: 'edit',
    });
    expect([hostile.status, hostile.body.includes('<script>alert')]).toEqual([200, false]);
  });
});
