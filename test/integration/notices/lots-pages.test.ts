import { writeFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeVerifierKey } from '../../../certs/index.ts';
import { acar } from '../../support/acar-command.ts';
import { type BrowserSession, createBrowserSession, textOf } from '../../support/browser-session.ts';
import { courtActors, type CourtServer, serveCourt } from '../../support/court-world.ts';
import { createRotationWorld, type RotationWorld } from '../../support/rotation-world.ts';

let world: RotationWorld;
let court: CourtServer;
let browser: BrowserSession;
let folder = '';
beforeAll(async () => {
  world = await createRotationWorld();
  court = await serveCourt(world);
  folder = mkdtempSync(join(tmpdir(), 'acar-draws-file-'));
});
afterAll(async () => {
  await court?.stop();
  await world?.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  browser = createBrowserSession();
});

const at = (path: string) => `${court.origin}/courts/binaqadi${path}`;
const read = async (path: string) => textOf((await browser.get(at(path))).body);
const actorOf = (staffId: string | undefined) =>
  staffId === world.staffIds.judge ? courtActors.judge : courtActors.otherJudge;

describe('the pages of lots', () => {
  it('say why a case has no judge while no log runs, and who has it afterwards', async () => {
    const caseId = await world.register();
    court.actAs(courtActors.clerk);
    expect(await read(`/cases/${caseId}/judge`)).toContain('qeydlər jurnalı işləmir');
    await world.startLog();
    expect(await read(`/cases/${caseId}/judge`)).toContain('Püşk gözlənilir');
    await world.drawAll();
    expect(await read(`/cases/${caseId}/judge`)).toContain(actorOf(await world.judgeOf(caseId)).name);
  });

  it('let a judge ask to be freed and the chair accept it, by the forms of the pages alone', async () => {
    const caseId = await world.register();
    await world.drawAll();
    const first = await world.judgeOf(caseId);
    const path = `/cases/${caseId}/judge`;
    court.actAs(actorOf(first));
    const page = await browser.get(at(path));
    expect(page.forms.map(({ action }) => action)).not.toContain(`/courts/binaqadi${path}/give`);
    const empty = await browser.submit(page, `${path}/recusal`, { reason: ' ' });
    expect(textOf(empty.body)).toContain('Səbəbi yazın');
    const asked = await browser.submit(page, `${path}/recusal`, { reason: 'Tərəf qohumumdur' });
    expect(textOf(asked.body)).toContain('sədrin qərarını gözləyir');
    court.actAs(courtActors.chair);
    const lots = await browser.get(at('/lots'));
    expect(textOf(lots.body)).toContain('Tərəf qohumumdur');
    const asSeenBy = async (actor: (typeof courtActors)[keyof typeof courtActors]) => {
      court.actAs(actor);
      return textOf((await browser.get(at(`/cases/${caseId}/judge`))).body);
    };
    const own = first === world.staffIds.judge ? courtActors.judge : courtActors.otherJudge;
    const other = own === courtActors.judge ? courtActors.otherJudge : courtActors.judge;
    expect(await asSeenBy(own)).toContain('Tərəf qohumumdur');
    expect(await asSeenBy(other)).not.toContain('Tərəf qohumumdur');
    expect(await asSeenBy(courtActors.clerk)).not.toContain('Tərəf qohumumdur');
    court.actAs(courtActors.chair);
    await browser.submit(lots, '/recusals/accept');
    await world.drawAll();
    expect(await world.judgeOf(caseId)).not.toBe(first);
  });

  it('let nobody but the chair re-assign a case or enter leave', async () => {
    const caseId = await world.register();
    await world.drawAll();
    const statusAs = async (actor: (typeof courtActors)[keyof typeof courtActors], path: string) => {
      court.actAs(actor);
      return (await browser.request(at(path))).status;
    };
    expect(await statusAs(courtActors.judge, '/leave')).toBe(404);
    expect(await statusAs(courtActors.clerk, '/leave')).toBe(404);
    expect(await statusAs(courtActors.chair, '/leave')).toBe(200);
    expect(await statusAs(courtActors.otherClerk, `/cases/${caseId}/judge`)).toBe(404);
    court.actAs(courtActors.chair);
    const page = await browser.get(at(`/cases/${caseId}/judge`));
    court.actAs(courtActors.judge);
    const refused = await browser.submit(page, '/judge/draw', { reason: 'x' });
    expect(refused.status).toBe(404);
  });

  it('keep what was typed where the reason is missing, or the case cannot go there', async () => {
    const caseId = await world.register();
    await world.drawAll();
    const holder = (await world.judgeOf(caseId)) ?? '';
    const { judge, otherJudge } = world.staffIds;
    const other = holder === judge ? otherJudge : judge;
    court.actAs(courtActors.chair);
    const page = await browser.get(at(`/cases/${caseId}/judge`));
    const blank = await browser.submit(page, '/judge/give', { judge: other, reason: ' ' });
    expect(blank.status).toBe(422);
    expect(blank.body).toContain(`value="${other}" selected`);
    const unfit = await browser.submit(page, '/judge/give', { judge: holder, reason: 'Birləşdirilib' });
    expect([unfit.status, unfit.body.split('Birləşdirilib</textarea>').length]).toEqual([422, 2]);
    const long = await browser.submit(page, '/judge/draw', { reason: 'ə'.repeat(501) });
    expect([long.status, long.body.includes(`${'ə'.repeat(501)}</textarea>`)]).toEqual([422, true]);
    // What the judge typed comes back too where somebody else was faster.
    court.actAs(holder === judge ? courtActors.judge : courtActors.otherJudge);
    const own = await browser.get(at(`/cases/${caseId}/judge`));
    await browser.submit(own, '/judge/recusal', { reason: 'Qohumam' });
    const again = await browser.submit(own, '/judge/recusal', { reason: 'Yenə' });
    expect([again.status, textOf(again.body).includes('artıq göndərilib')]).toEqual([409, true]);
    court.actAs(courtActors.chair);
    const lots = await browser.get(at('/lots'));
    const refused = await browser.submit(lots, '/recusals/refuse', { reason: ' ' });
    expect([refused.status, textOf(refused.body).includes('Səbəbi yazın')]).toEqual([422, true]);
  });

  it('enter leave from today on, withdraw it, and change nothing that is past', async () => {
    court.actAs(courtActors.chair);
    const fill = { judge: world.staffIds.judge, from: '2026-12-10', until: '2026-12-20' };
    const page = await browser.get(at('/leave'));
    const wrong = { ...fill, judge: world.staffIds.otherJudge, from: '2026-11-01' };
    const past = await browser.submit(page, '/binaqadi/leave', wrong);
    expect(past.status).toBe(422);
    expect(textOf(past.body)).toContain('Günləri yoxlayın');
    for (const kept of ['value="2026-11-01"', 'value="2026-12-20"', `value="${wrong.judge}" selected`])
      expect(past.body).toContain(kept);
    const entered = await browser.submit(page, '/binaqadi/leave', fill);
    expect(textOf(entered.body)).toContain('10 dekabr 2026');
    const withdrawn = await browser.submit(entered, '/leave/withdraw');
    expect(textOf(withdrawn.body)).toContain('geri götürülüb');
    expect(withdrawn.body).not.toContain('/leave/withdraw');
    world.clock.at = Date.parse('2027-01-10T06:00:00Z');
    const late = await browser.submit(entered, '/leave/withdraw');
    expect(textOf(late.body)).toContain('artıq bitib');
    world.clock.at = Date.parse('2026-11-30T06:00:00Z');
  });
});

describe('the public list of draws', () => {
  it('needs no sign-in, names no party, and tells what was given by name', async () => {
    const caseId = await world.register();
    await world.drawAll();
    const other =
      (await world.judgeOf(caseId)) === world.staffIds.judge
        ? world.staffIds.otherJudge
        : world.staffIds.judge;
    court.actAs(courtActors.chair);
    const page = await browser.get(at(`/cases/${caseId}/judge`));
    await browser.submit(page, '/judge/give', { judge: other, reason: 'Birləşdirilmiş işlər' });
    court.actAs(undefined);
    const list = await browser.get(`${court.origin}/draws/binaqadi`);
    expect(textOf(list.body)).toContain('sədr tərəfindən, püşksüz');
    expect(textOf(list.body)).not.toContain('Birləşdirilmiş');
    expect((await browser.request(`${court.origin}/draws/nowhere`)).status).toBe(404);
  });

  it('gives a file that acar verify draws checks offline, and refuses when a line is missing', async () => {
    const list = async () => (await browser.request(`${court.origin}/draws/binaqadi/file`)).body;
    await expect.poll(async () => (await list()).match(/case\.given/g)?.length, { timeout: 10_000 }).toBe(1);
    const text = await list();
    const key = writeVerifierKey(world.logKey());
    const verify = (content: string) => {
      const path = join(folder, 'draws.jsonl');
      writeFileSync(path, content);
      return acar(['verify', 'draws', '--file', path, '--log-key', key]);
    };
    const good = await verify(text);
    expect([good.status, good.out]).toEqual([0, expect.stringContaining('valid')]);
    const lines = text.split('\n');
    const drawn = lines.findIndex((line) => line.includes('case.drawn'));
    const bad = await verify(lines.toSpliced(drawn, 1).join('\n'));
    expect(bad.status).toBe(1);
    expect(bad.out).toContain('draw.gap');
    expect((await verify('{}')).status).toBe(1);
  });

  it('gives a file of each year, which are checked together as the whole is', async () => {
    world.clock.at = Date.parse('2026-12-31T20:00:30Z');
    await world.register();
    await world.drawAll();
    const list = await browser.get(`${court.origin}/draws/binaqadi`);
    const years = [...list.body.matchAll(/\/draws\/binaqadi\/files\/(\d{4})/g)].map(([, year]) => year);
    expect(years).toEqual(['2026', '2027']);
    const fileOf = async (year: string) =>
      (await browser.request(`${court.origin}/draws/binaqadi/files/${year}`)).body;
    // 20:00 in Greenwich is the new year's first moment in Baku.
    await expect.poll(() => fileOf('2027'), { timeout: 10_000 }).toContain('case.drawn');
    const paths = await Promise.all(
      ['2026', '2027'].map(async (year) => {
        const path = join(folder, `draws-${year}.jsonl`);
        writeFileSync(path, await fileOf(year));
        return path;
      }),
    );
    const key = writeVerifierKey(world.logKey());
    const verify = (files: string) => acar(['verify', 'draws', '--file', files, '--log-key', key]);
    const together = await verify(paths.join(','));
    expect([together.status, together.out]).toEqual([0, expect.stringContaining('valid')]);
    expect((await verify(paths[1] ?? '')).status).toBe(1);
    for (const year of ['2025', '2028', 'x'])
      expect((await browser.request(`${court.origin}/draws/binaqadi/files/${year}`)).status).toBe(404);
  });
});
