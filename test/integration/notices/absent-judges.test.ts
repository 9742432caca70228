import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import { checkStoredDraws, createCourtDesk } from '../../../src/notices/index.ts';
import { createRecorder } from '../../../src/records/index.ts';
import {
  type BrowserPage,
  type BrowserSession,
  createBrowserSession,
  textOf,
} from '../../support/browser-session.ts';
import { courtActors, type CourtServer, serveCourt } from '../../support/court-world.ts';
import { createRotationWorld, type RotationWorld } from '../../support/rotation-world.ts';

let world: RotationWorld;
let court: CourtServer;
let browser: BrowserSession;
let days = 0;

beforeAll(async () => {
  world = await createRotationWorld();
  court = await serveCourt(world);
  await world.startLog();
});
afterAll(async () => {
  await court?.stop();
  await world?.stop();
});
beforeEach(() => {
  browser = createBrowserSession();
  court.actAs(courtActors.chair);
});

const courtId = 'binaqadi';
const chair = () => ({ courtId, staffId: world.staffIds.chair });
const desk = () =>
  createCourtDesk({
    db: world.test.open({ role: 'acar_operator' }),
    clock: world.clock,
    recorder: createRecorder({ clock: world.clock }),
  });
const change = (name: string, sql: string, values: readonly unknown[]) =>
  world.owner.query(statement(`test.${name}`, sql), values);

/** A judge who has some cases, drawn before anybody else could be. */
async function judgeWithCases(personalCode: string, name: string, many: number) {
  const entered = await desk().appoint({ courtId, personalCode, name, office: 'judge' });
  if (entered.kind === 'refused') throw new Error(entered.message);
  const judgeId = entered.id;
  const caseIds: string[] = [];
  for (let nth = 0; nth < many; nth += 1) {
    const caseId = await world.register();
    const given = { caseId, judgeId, reason: 'Sınaq' };
    expect(await world.rotation.give(chair(), given)).toBe('done');
    caseIds.push(caseId);
  }
  return { judgeId, caseIds, person: { courtId, personalCode, office: 'judge' } };
}
/** Another day each time, so that nothing is taken. */
async function plan(caseId: string, judgeId: string, isTold: boolean): Promise<string> {
  days += 1;
  const startsAt = new Date(world.clock.now() + (7 + days) * 24 * 3_600_000);
  const [row] = await change(
    'plan_hearing',
    `insert into hearing (hearing_id, case_id, room_id, room_number, judge_id, judge_number, starts_at, ends_at)
     select gen_random_uuid(), $1, r.room_id, r.room_number, s.staff_id, s.staff_number, $3, $3::timestamptz + interval '1 hour'
       from court_room r, court_staff s where r.court_id = s.court_id and s.staff_id = $2 and r.name = 'Zal 1'
     returning hearing_id::text as id`,
    [caseId, judgeId, startsAt],
  );
  const hearingId = String(row?.['id']);
  await change(
    'tell_hearing',
    `with p as (insert into case_participant (participant_id, case_id, place, role, kind, name)
       values (gen_random_uuid(), $1, 1, 'claimant', 'person', 'Əli') returning participant_id)
     insert into notice (notice_id, number, case_id, court_id, participant_id, hearing_id, kind, language, fields, state,
       document_id, judge_id, prepared_at, signed_at)
     select gen_random_uuid(), $3, $1, 'binaqadi', p.participant_id, $2::uuid, 'summons', 'az', '{}', $4, gen_random_uuid(), $5,
       now(), case when $4 = 'sent' then now() end from p`,
    [caseId, hearingId, `B-001-2026-80000${days}`, isTold ? 'sent' : 'prepared', judgeId],
  );
  return hearingId;
}
const stateOf = async (hearingId: string) =>
  (await change('hearing_state', 'select state from hearing where hearing_id = $1', [hearingId]))[0]?.[
    'state'
  ];
/** The form as it is without any box ticked, with these values. */
async function send(page: BrowserPage, action: string, values: Readonly<Record<string, string>>) {
  const form = page.forms.find((one) => one.action.includes(action));
  const body = new URLSearchParams({ ...form?.fields, ...values });
  body.delete('case');
  return browser.request(new URL(form?.action ?? '', court.origin), { method: 'POST', body });
}
const overview = async () => textOf((await browser.get(`${court.origin}/courts/${courtId}`)).body);

describe('cases of a judge who was dismissed', () => {
  it('are counted on the chair’s first page and listed with their hearings, for the chair alone', async () => {
    const { judgeId, caseIds, person } = await judgeWithCases('7GED007', 'Gedən Hakim', 2);
    const [first = ''] = caseIds;
    await plan(first, judgeId, true);
    expect(await overview()).not.toContain('Hakimi məhkəmədən getmiş işlər');
    expect(await desk().dismiss(person)).toMatchObject({ kind: 'entered' });
    expect(await overview()).toContain('Hakimi məhkəmədən getmiş işlər: 2');
    const start = await browser.get(`${court.origin}/courts/${courtId}`);
    const page = await browser.follow(start, `/courts/${courtId}/absent-judges`);
    const text = textOf(page.body);
    for (const words of ['Gedən Hakim', 'gedib: 30 noyabr 2026', 'Zal 1']) expect(text).toContain(words);
    for (const id of caseIds) expect(page.body).toContain(`/cases/${id}/judge`);
    for (const actor of [courtActors.clerk, courtActors.judge, courtActors.otherClerk]) {
      court.actAs(actor);
      const path = `${court.origin}/courts/${courtId}/absent-judges`;
      expect((await browser.request(path)).status).toBe(404);
    }
  });

  it('go to others by lot, with a reason, those that were chosen together', async () => {
    const { judgeId, caseIds, person } = await judgeWithCases('7PSH008', 'Püşklü Hakim', 3);
    await desk().dismiss(person);
    const path = `${court.origin}/courts/${courtId}/absent-judges`;
    const page = await browser.get(path);
    const empty = await browser.submit(page, '/absent-judges/draw', { case: caseIds[0] ?? '', reason: ' ' });
    expect(textOf(empty.body)).toContain('Səbəbi yazın');
    // What was ticked stays so, and nothing else is.
    const isTicked = (body: string) => caseIds.map((id) => body.includes(`value="${id}" checked`));
    expect([empty.status, ...isTicked(empty.body)]).toEqual([422, true, false, false]);
    const none = await send(page, '/absent-judges/draw', { reason: 'Hakim <gedib>' });
    expect([none.status, ...isTicked(none.body)]).toEqual([422, false, false, false]);
    expect(none.body).toContain('Hakim &lt;gedib&gt;</textarea>');
    const [first = '', second = '', third = ''] = caseIds;
    expect(await world.rotation.drawForAbsent(chair(), [], 'x')).toBe('none_chosen');
    expect(await world.rotation.drawForAbsent(chair(), [first, second], 'Hakim gedib')).toBe('done');
    await world.drawAll();
    for (const id of [first, second])
      expect([world.staffIds.judge, world.staffIds.otherJudge]).toContain(await world.judgeOf(id));
    expect(await world.judgeOf(third)).toBe(judgeId);
    const holders = await Promise.all([first, second].map((id) => world.judgeOf(id)));
    // A second chair sent the same page: nobody who is at work loses a case.
    expect(await world.rotation.drawForAbsent(chair(), [first, second], 'Hakim gedib')).toBe('case_changed');
    expect(await Promise.all([first, second].map((id) => world.judgeOf(id)))).toEqual(holders);
    const done = await browser.submit(page, '/absent-judges/draw', { case: third, reason: 'Hakim gedib' });
    expect(textOf(done.body)).toContain('Hazırdır.');
    await world.drawAll();
    expect(await world.judgeOf(third)).not.toBe(judgeId);
    const found = async () => {
      const { findings } = await checkStoredDraws(world.owner, courtId, () => world.logKey());
      return findings.map(({ code }) => code);
    };
    await expect.poll(found, { timeout: 10_000 }).toEqual([]);
  });

  it('keep a hearing that participants were told of until the new judge books anew; others are free at once', async () => {
    const { judgeId, caseIds, person } = await judgeWithCases('7HRG009', 'İclaslı Hakim', 1);
    const [caseId = ''] = caseIds;
    const told = await plan(caseId, judgeId, true);
    const untold = await plan(caseId, judgeId, false);
    await desk().dismiss(person);
    await world.rotation.drawForAbsent(chair(), [caseId], 'Hakim gedib');
    expect([await stateOf(told), await stateOf(untold)]).toEqual(['planned', 'cancelled']);
  });
});

describe('cases of a judge on leave', () => {
  it('are listed and counted while the leave is of thirty days or more', async () => {
    const { judgeId } = await judgeWithCases('7MEZ010', 'Məzun Hakim', 1);
    const leave = (from: string, until: string) =>
      world.rotation.enterLeave(chair(), { staffId: judgeId, from, until });
    expect(await leave('2026-11-30', '2026-12-05')).toBe('done');
    expect(await overview()).not.toContain('uzun məzuniyyətdə');
    world.clock.at = Date.parse('2026-12-07T06:00:00Z');
    expect(await leave('2026-12-07', '2027-01-05')).toBe('done');
    expect(await overview()).toContain('Hakimi uzun məzuniyyətdə olan işlər: 1');
    const page = await browser.get(`${court.origin}/courts/${courtId}/absent-judges`);
    expect(textOf(page.body)).toContain('məzuniyyətdədir, son gün: 5 yanvar 2027');
    world.clock.at = Date.parse('2027-01-06T06:00:00Z');
    expect(await overview()).not.toContain('uzun məzuniyyətdə');
    world.clock.at = Date.parse('2026-11-30T06:00:00Z');
  });
});

describe('a recusal', () => {
  it('of a case that was closed meanwhile is not accepted, and stays open; the record says nothing', async () => {
    const { judgeId, caseIds } = await judgeWithCases('7RED011', 'Rədd Hakim', 1);
    const [caseId = ''] = caseIds;
    expect(await world.rotation.askRecusal({ courtId, staffId: judgeId }, caseId, 'Qohum')).toBe('done');
    const set = (state: string) =>
      change(
        'set_state',
        `update court_case set state = $2, closed_at = case when $2 = 'closed' then now() end where case_id = $1`,
        [caseId, state],
      );
    await set('closed');
    const [recusal] = (await world.views.openRecusals(courtId)).filter((one) => one.caseId === caseId);
    const recusalId = recusal?.recusalId ?? '';
    expect(await world.rotation.acceptRecusal(chair(), recusalId)).toBe('case_closed');
    const lots = await browser.get(`${court.origin}/courts/${courtId}/lots`);
    const told = await browser.submit(lots, '/recusals/accept', { recusal: recusalId });
    expect(textOf(told.body)).toContain('İş bağlanıb: bağlı iş hakimdən alınmır');
    const recused = `select 1 from interaction_record where type = 'case.recused' and facts ->> 'case' = $1`;
    expect(await change('recused', recused, [caseId])).toEqual([]);
    expect(await world.judgeOf(caseId)).toBe(judgeId);
    await set('assigned');
    expect(await world.rotation.acceptRecusal(chair(), recusalId)).toBe('done');
    expect(await change('recused', recused, [caseId])).toHaveLength(1);
  });
});
