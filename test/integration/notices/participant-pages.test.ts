import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
let count = 0;

beforeAll(async () => {
  world = await createCourtWorld();
  court = await serveCourt(world);
});
afterAll(async () => {
  await browser?.close();
  await court?.stop();
  await world?.stop();
});
beforeEach(async () => {
  browser = createBrowserSession();
  court.actAs(courtActors.clerk);
  caseId = randomUUID();
  count += 1;
  const typed = sampleCase({ codes: [`PA${count}`, `PB${count}`] });
  await cases().register(await actingAs(world, 'clerk'), { caseId, version: 0, typed });
});

const cases = () => clerksRoom(world, world.test.open()).cases;
const addressOf = (rest = '') => `${court.origin}/courts/binaqadi/cases/${caseId}${rest}`;
const participants = async () => (await cases().find('binaqadi', caseId))?.participants ?? [];
/** What a browser sends of selects. */
const choices = { 'role-1': 'third_party', 'kind-1': 'person', 'language-1': 'az' };
const whole = {
  ...choices,
  'name-1': 'Nigar Qoşulan',
  'code-1': '9JNE001',
  'mobile-1': '055 111 22 33',
};
const claiming = { ...whole, 'role-1': 'claimant' };

describe('the form of somebody who joins a case', () => {
  it('looks a name up, shows what is wrong beside its field, and adds', async () => {
    const one = await browser.get(addressOf());
    const form = await browser.follow(one, `/courts/binaqadi/cases/${caseId}/participants/new`);
    expect(textOf(form.body)).toContain('Vəli Cavabdeh');
    const looked = await browser.submit(form, '/new', { 'code-1': '7num007', do: 'look-1' });
    expect(looked.body).toContain('value="Şəmsi Nümunəyev"');
    const wrong = await browser.submit(form, '/new', { 'code-1': 'IO', 'mobile-1': '1', do: 'add' });
    expect(wrong.status).toBe(422);
    expect(textOf(wrong.body)).toContain('Adı yazın');
    expect(wrong.body).toContain('value="IO"');
    const done = await browser.submit(wrong, '/new', { ...whole, do: 'add' });
    expect(textOf(done.body)).toContain('İştirakçı əlavə edildi.');
    expect(textOf(done.body)).toContain('İştirakçı əlavə edildi: Nigar Qoşulan, Üçüncü şəxs');
    expect(await participants()).toMatchObject([{}, {}, { role: 'third_party', code: '9JNE001' }]);
  });

  it('shows the second of two clerks what happened, with everything that was typed, and goes on', async () => {
    const forms = [
      await browser.get(addressOf('/participants/new')),
      await browser.get(addressOf('/participants/new')),
    ];
    const [first, second] = forms;
    if (!first || !second) throw new Error('no form');
    await browser.submit(first, '/new', { ...whole, do: 'add' });
    const late = await browser.submit(second, '/new', {
      ...whole,
      'name-1': 'Başqa Şəxs',
      'code-1': '',
      do: 'add',
    });
    expect(late.status).toBe(409);
    expect(textOf(late.body)).toContain('Aygün Dəftərxana bu işi dəyişib');
    expect(textOf(late.body)).toContain('Nigar Qoşulan');
    expect(late.body).toContain('value="Başqa Şəxs"');
    await browser.submit(late, '/new', { ...choices, do: 'add' });
    expect((await participants()).map(({ name }) => name)).toContain('Başqa Şəxs');
  });

  it('asks why when the case then resembles another', async () => {
    const other = randomUUID();
    const typed = sampleCase({ codes: ['RESA', 'RESB'] });
    await cases().register(await actingAs(world, 'clerk'), { caseId: other, version: 0, typed });
    const form = await browser.get(addressOf('/participants/new'));
    const claimant = { ...whole, 'role-1': 'claimant', 'code-1': 'RESA000', do: 'add' };
    await browser.submit(form, '/new', claimant);
    const again = await browser.get(addressOf('/participants/new'));
    const defendant = { ...whole, 'role-1': 'defendant', 'code-1': 'RESB000', do: 'add' };
    const asked = await browser.submit(again, '/new', defendant);
    expect([asked.status, asked.body.includes(`/cases/${other}`)]).toEqual([409, true]);
    const empty = await browser.submit(asked, '/new', {
      ...choices,
      'role-1': 'defendant',
      reason: '',
      do: 'add_anyway',
    });
    expect(textOf(empty.body)).toContain('Səbəbi yazın');
    expect(empty.body).toContain('id="reason"');
    const done = await browser.submit(asked, '/new', {
      ...choices,
      'role-1': 'defendant',
      reason: 'Başqa müqavilə',
      do: 'add_anyway',
    });
    expect(textOf(done.body)).toContain('Səbəb: Başqa müqavilə');
  });
});

describe('the page of a participant', () => {
  it('takes somebody off with a reason, and says so in the history', async () => {
    const form = await browser.get(addressOf('/participants/new'));
    await browser.submit(form, '/new', { ...whole, do: 'add' });
    const leaving = (await participants()).at(-1)?.participantId ?? '';
    const shown = await browser.get(addressOf());
    const page = await browser.follow(shown, `/courts/binaqadi/cases/${caseId}/participants/${leaving}`);
    const action = `/participants/${leaving}`;
    expect(textOf((await browser.submit(page, action, { do: 'remove' })).body)).toContain('Səbəbi yazın');
    const entered = await browser.submit(page, action, { reason: 'Səhvən yazılıb', do: 'edit' });
    expect([entered.status, (await participants()).length]).toEqual([200, 3]);
    const done = await browser.submit(page, action, { reason: 'Səhvən yazılıb', do: 'remove' });
    expect(textOf(done.body)).toContain(
      'İştirakçı işdən çıxarıldı: Nigar Qoşulan, Üçüncü şəxs (Aygün Dəftərxana)',
    );
    expect(textOf(done.body)).toContain('Səbəb: Səhvən yazılıb');
    expect((await browser.request(addressOf(action))).status).toBe(404);
    const late = await browser.submit(page, action, { reason: 'Yenə', do: 'remove' });
    expect([late.status, textOf(late.body).includes('Bu iş indicə dəyişib')]).toEqual([409, true]);
  });

  it('replaces a party whom the case needs, and does not offer to leave them out', async () => {
    const [claimant] = await participants();
    const action = `/participants/${claimant?.participantId ?? ''}`;
    const page = await browser.get(addressOf(action));
    expect(textOf(page.body)).toContain('bu iştirakçı mütləqdir: İddiaçı');
    expect(page.body).not.toContain('value="remove"');
    const forced = await browser.submit(page, action, { reason: 'x', do: 'remove' });
    expect([forced.status, textOf(forced.body).includes('İddiaçını yazın')]).toEqual([422, true]);
    const done = await browser.submit(page, action, {
      ...whole,
      'role-1': 'claimant',
      reason: 'Varisi',
      do: 'replace',
    });
    expect(textOf(done.body)).toContain('İştirakçı əvəz edildi.');
    expect(await participants()).toMatchObject([{ role: 'claimant', name: 'Nigar Qoşulan' }, {}]);
  });

  it('keeps who was to come in the place of somebody whom another clerk took off before', async () => {
    const [claimant] = await participants();
    const action = `/participants/${claimant?.participantId ?? ''}`;
    const page = await browser.get(addressOf(action));
    await browser.submit(page, action, { ...whole, 'role-1': 'claimant', reason: 'Varisi', do: 'replace' });
    const other = { ...claiming, 'name-1': 'Başqa Varis', 'code-1': '', reason: 'Varisi', do: 'replace' };
    const late = await browser.submit(page, action, other);
    expect([late.status, late.body.includes('value="Başqa Varis"')]).toEqual([409, true]);
    await browser.submit(late, '/participants/new', { ...choices, do: 'add' });
    expect((await participants()).map(({ name }) => name)).toContain('Başqa Varis');
  });

  it('is a clerk’s of that court alone, and of no closed case', async () => {
    const [claimant] = await participants();
    const status = async (rest: string) => (await browser.request(addressOf(rest))).status;
    const pages = ['/participants/new', `/participants/${claimant?.participantId ?? ''}`];
    for (const actor of [courtActors.chair, courtActors.judge, courtActors.otherClerk]) {
      court.actAs(actor);
      for (const page of pages) expect(await status(page)).toBe(404);
    }
    court.actAs(courtActors.clerk);
    const page = await browser.get(addressOf('/participants/new'));
    const close = `update court_case set state = 'closed', closed_at = now(), judge_id = $2, assigned_at = now() where case_id = $1`;
    await world.test.owner().query(statement('test.close', close), [caseId, world.staffIds.judge]);
    expect((await browser.get(addressOf())).body).not.toContain('/participants/');
    const late = await browser.submit(page, '/new', { ...whole, do: 'add' });
    expect([late.status, textOf(late.body).includes('İş bağlanıb')]).toEqual([422, true]);
  });
});

describe('contacts that are corrected while somebody leaves the case', () => {
  it('stay with the person for whom they were typed', async () => {
    const page = await browser.get(addressOf('/contacts'));
    const [claimant] = await participants();
    const action = `/participants/${claimant?.participantId ?? ''}`;
    const removal = await browser.get(addressOf(action));
    await browser.submit(removal, action, { ...claiming, 'mobile-1': '', reason: 'Səhv', do: 'replace' });
    const languages = { 'language-1': 'az', 'language-2': 'az' };
    const sent = { ...languages, 'mobile-1': '050 999 00 01', 'mobile-2': '050 999 00 02' };
    const late = await browser.submit(page, '/contacts', sent);
    expect(late.status).toBe(409);
    const again = await browser.submit(late, '/contacts', { do: 'edit' });
    await browser.submit(again, '/contacts', languages);
    expect(await participants()).toMatchObject([
      { name: 'Nigar Qoşulan', mobile: undefined },
      { name: 'Vəli Cavabdeh', mobile: '+994509990002' },
    ]);
  });
});
