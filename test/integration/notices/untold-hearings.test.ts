import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import type { NoticeOrder } from '../../../src/notices/issuing/model.ts';
import { type BrowserSession, createBrowserSession, textOf } from '../../support/browser-session.ts';
import {
  courtActors,
  courtHours,
  courtOrigin,
  type CourtServer,
  serveCourt,
} from '../../support/court-world.ts';
import { type NoticesWorld, startNoticesWorld, type WorldJudge } from '../../support/notices-world.ts';
import { createShiftedClock } from '../../support/test-clock.ts';

const clock = createShiftedClock();
let world: NoticesWorld;
let court: CourtServer;
let browser: BrowserSession;
let judge: WorldJudge;
let caseId: string;
/** Who takes part. */
let all: readonly string[];

beforeAll(async () => {
  world = await startNoticesWorld(clock);
  const { documents, issuing, signings } = world;
  court = await serveCourt(
    { test: documents.database, clock },
    {
      origin: await courtOrigin(),
      judges: { issuing, signings, card: undefined, hours: courtHours },
      routes: [],
    },
  );
});
afterAll(async () => {
  await court?.stop();
  await world?.stop();
});
beforeEach(async () => {
  browser = createBrowserSession();
  judge = await world.addJudge();
  actAs(judge);
  caseId = await world.addCase(judge);
  all = (await detailOf()).participants.map(({ participantId }) => participantId);
});

const actAs = ({ person }: WorldJudge) => court.actAs({ ...person, method: 'card', level: 'high' });
const at = (path: string) => `${court.origin}/courts/binaqadi${path}`;
const change = (name: string, sql: string, values: readonly unknown[]) =>
  world.documents.database.owner().query(statement(`test.${name}`, sql), values);
const detailOf = async (of = judge) => (await world.issuing.caseOf(of, caseId)) ?? never();
const untoldOf = async (of = judge) =>
  (await detailOf(of)).untold.map(({ hearingId, participantIds }) => [hearingId, participantIds.toSorted()]);

/** Everybody is summoned; the hearing. */
async function summon(): Promise<string> {
  expect(await world.sign(judge, await world.prepare(judge, caseId))).toBe('signed');
  return (await detailOf()).hearings[0]?.hearingId ?? '';
}

const postponing = (formerHearingId: string): Partial<NoticeOrder> => ({
  kind: 'postponement',
  text: 'Hakim xəstədir.',
  formerHearingId,
});

/** As the form would have it: the time to which the hearing was postponed. */
async function sameTime(former: string): Promise<Partial<NoticeOrder>> {
  const moved = (await world.issuing.moved(judge, caseId, former)) ?? never();
  const local = new Date(moved.startsAt.getTime() + 4 * 3_600_000).toISOString();
  return { ...postponing(former), roomId: moved.roomId, date: local.slice(0, 10), time: local.slice(11, 16) };
}

const refusalOf = (order: Partial<NoticeOrder>) =>
  world.prepare(judge, caseId, order).then(
    () => 'prepared',
    (error: Error) => error.message,
  );

describe('a postponement that went to some', () => {
  it('goes to the others afterwards, to the same hearing; the calendar books nothing further', async () => {
    const former = await summon();
    const [first = '', ...others] = all;
    await world.sign(
      judge,
      await world.prepare(judge, caseId, { ...postponing(former), participantIds: [first] }),
    );
    const [moved] = (await detailOf()).hearings;
    expect(await untoldOf()).toEqual([[former, others.toSorted()]]);
    const order = await sameTime(former);
    const ids = await world.prepare(judge, caseId, { ...order, participantIds: others });
    expect((await detailOf()).hearings).toHaveLength(1);
    expect(await world.sign(judge, ids)).toBe('signed');
    const { hearings, notices, untold } = await detailOf();
    expect(hearings.map(({ hearingId }) => hearingId)).toEqual([moved?.hearingId]);
    expect(untold).toEqual([]);
    const sent = notices.filter(({ kind, state }) => kind === 'postponement' && state === 'sent');
    expect(new Set(sent.map(({ participantId }) => participantId))).toEqual(new Set(all));
    expect(new Set(sent.map(({ hearingAt }) => hearingAt?.getTime())).size).toBe(1);
  });

  it('is prepared for the others while the first waits, and either may be signed first', async () => {
    const former = await summon();
    const [first = '', second = '', third = ''] = all;
    const one = await world.prepare(judge, caseId, { ...postponing(former), participantIds: [first] });
    const order = await sameTime(former);
    const two = await world.prepare(judge, caseId, { ...order, participantIds: [second] });
    const three = await world.prepare(judge, caseId, { ...order, participantIds: [third] });
    expect(await world.sign(judge, two)).toBe('signed');
    expect(await world.sign(judge, [...one, ...three])).toBe('signed');
    expect((await detailOf()).hearings).toHaveLength(1);
    expect(await untoldOf()).toEqual([]);
  });

  it('goes to nobody twice, and to no other time', async () => {
    const former = await summon();
    const [first = '', second = ''] = all;
    await world.sign(
      judge,
      await world.prepare(judge, caseId, { ...postponing(former), participantIds: [first] }),
    );
    const order = await sameTime(former);
    expect(await refusalOf({ ...order, participantIds: [first, second] })).toBe('hearing.told_already');
    expect(await refusalOf({ ...postponing(former), participantIds: [second] })).toBe(
      'notice.postponed_already',
    );
    expect(await refusalOf({ ...order, minutes: 120, participantIds: [second] })).toBe(
      'notice.postponed_already',
    );
  });

  it('tells the others of the last of several times', async () => {
    const former = await summon();
    const [first = '', ...others] = all;
    const only = { participantIds: [first] };
    await world.sign(judge, await world.prepare(judge, caseId, { ...postponing(former), ...only }));
    const middle = (await detailOf()).hearings[0]?.hearingId ?? '';
    await world.sign(judge, await world.prepare(judge, caseId, { ...postponing(middle), ...only }));
    const [last] = (await detailOf()).hearings;
    expect(await untoldOf()).toEqual([[former, others.toSorted()]]);
    const order = { ...(await sameTime(former)), participantIds: others };
    expect(await world.sign(judge, await world.prepare(judge, caseId, order))).toBe('signed');
    expect((await detailOf()).hearings.map(({ hearingId }) => hearingId)).toEqual([last?.hearingId]);
    expect(await untoldOf()).toEqual([]);
  });

  it('is offered again by the form with the time that the others were told of', async () => {
    const former = await summon();
    const [first = '', second = ''] = all;
    await world.prepare(judge, caseId, { ...postponing(former), participantIds: [first] });
    const page = await browser.get(at(`/my-cases/${caseId}/notices/new`));
    const { action, fields } = page.forms.find((one) => one.action.endsWith('/notices')) ?? never();
    const body = new URLSearchParams({
      ...fields,
      kind: 'postponement',
      text: 'Xəstəlik',
      former,
      minutes: '60',
    });
    const typed = await world.orderFor(judge, caseId);
    for (const [name, value] of Object.entries({ date: typed.date, time: typed.time, room: typed.roomId }))
      body.set(name, value);
    body.set('participant', second);
    const answer = await browser.request(new URL(action, court.origin), { method: 'POST', body });
    expect(answer.status).toBe(422);
    const same = await sameTime(former);
    expect(textOf(answer.body)).toContain('Bu vaxt formada seçilib');
    expect(answer.body).toContain(`<option value="${same.time}" selected>`);
    expect(answer.body).toContain('Xəstəlik');
  });
});

describe('a hearing whose time was given up', () => {
  /** The case goes to another judge, who gives the time of the hearing up. */
  async function giveUp(): Promise<{ readonly heir: WorldJudge; readonly hearingId: string }> {
    const hearingId = await summon();
    const heir = await world.addJudge('Yeni Hakim');
    await change('give', 'update court_case set judge_id = $2 where case_id = $1', [
      caseId,
      heir.member.staffId,
    ]);
    const acting = { courtId: judge.court.courtId, staffId: heir.member.staffId, isChair: false };
    expect(await world.hearings.giveUp(acting, { caseId, hearingId })).toEqual({ kind: 'given_up' });
    return { heir, hearingId };
  }

  it('stands at the top of the new judge’s cases and of what clerks see to, until the last party is told', async () => {
    const { heir, hearingId } = await giveUp();
    actAs(heir);
    const list = await browser.get(at('/my-cases'));
    expect(textOf(list.body)).toContain('Baş tutmayacağı hələ deyilməyən iştirakçılar: 3');
    expect(list.body.indexOf('notices/new?tell=')).toBeLessThan(list.body.indexOf('Sizə verilmiş işlər'));
    const overview = textOf((await browser.get(at(''))).body);
    expect(overview).toContain('İşlərinizdə baş tutmayacağı iştirakçılara deyilməmiş iclaslar: 1');
    court.actAs(courtActors.clerk);
    const undelivered = await browser.get(at('/undelivered'));
    expect(textOf(undelivered.body)).toContain('Yeni Hakim');
    expect(undelivered.body).toContain(`/cases/${caseId}/hearings`);
    expect(textOf((await browser.get(at(''))).body)).toContain('Baş tutmayacağı iştirakçılara deyilməmiş');
    expect(await tellSome(heir, hearingId, 2)).toBe(1);
    expect(await tellSome(heir, hearingId, 1)).toBe(0);
    court.actAs(courtActors.clerk);
    expect((await browser.get(at('/undelivered'))).body).not.toContain(`/cases/${caseId}/hearings`);
    actAs(heir);
    expect((await browser.get(at('/my-cases'))).body).not.toContain('notices/new?tell=');
  });

  /** By the notice that one click opens; how many are still to be told. */
  async function tellSome(heir: WorldJudge, hearingId: string, many: number) {
    actAs(heir);
    const page = await browser.get(at(`/my-cases/${caseId}/notices/new?tell=${hearingId}`));
    const form = page.forms.find((one) => one.action.endsWith('/notices')) ?? never();
    expect(form.markup).toContain('value="postponement" checked');
    expect(form.markup).toContain(`<option value="${hearingId}" selected>`);
    const ticked = [...form.markup.matchAll(/name="participant" value="([^"]+)" checked/g)].map(
      ([, id]) => id ?? '',
    );
    const chosen = (name: string) =>
      new RegExp(`name="${name}">.*?value="([^"]*)" selected`, 's').exec(form.markup)?.[1] ?? '';
    const body = new URLSearchParams({
      ...form.fields,
      kind: 'postponement',
      text: 'İş başqa hakimdədir.',
      former: hearingId,
      time: chosen('time'),
      room: chosen('room'),
      minutes: chosen('minutes'),
    });
    body.delete('participant');
    for (const id of ticked.slice(0, many)) body.append('participant', id);
    const answer = await browser.request(new URL(form.action, court.origin), { method: 'POST', body });
    expect(answer.status).toBe(303);
    const waiting = await world.issuing.unsigned(heir);
    expect(
      await world.sign(
        heir,
        waiting.map(({ noticeId }) => noticeId),
      ),
    ).toBe('signed');
    return (await detailOf(heir)).untold[0]?.participantIds.length ?? 0;
  }

  it('concerns nobody whose summons was withdrawn, or who left the case', async () => {
    const { heir } = await giveUp();
    const { notices } = await detailOf(heir);
    const [withdrawn, removed] = notices.map(({ participantId }) => participantId);
    const order = {
      kind: 'withdrawal',
      text: 'Səhv.',
      aboutNoticeId: notices[0]?.noticeId ?? '',
      participantIds: [withdrawn ?? ''],
    } as const;
    expect(await world.sign(heir, await world.prepare(heir, caseId, order))).toBe('signed');
    await change('remove', 'update case_participant set removed_at = now() where participant_id = $1', [
      removed,
    ]);
    const left = all.filter((id) => id !== withdrawn && id !== removed);
    expect((await untoldOf(heir)).map(([, ids]) => ids)).toEqual([left]);
  });

  it('is shown to clerks without a judge where the judge of the case has left', async () => {
    const { heir, hearingId } = await giveUp();
    await change('dismiss', 'update court_staff set ended_at = now() where staff_id = $1', [
      heir.member.staffId,
    ]);
    const open = await world.hearings.untold({ what: 'court', id: 'binaqadi' });
    expect(open.find((one) => one.hearingId === hearingId)).toMatchObject({ judge: undefined, caseId });
  });

  it('is told of by a summons of the new judge to another time too', async () => {
    const { heir, hearingId } = await giveUp();
    const [first = '', ...others] = all;
    const order = await world.orderFor(heir, caseId);
    const ids = await world.prepare(heir, caseId, { ...order, participantIds: [first] });
    expect(await world.sign(heir, ids)).toBe('signed');
    expect(await untoldOf(heir)).toEqual([[hearingId, others.toSorted()]]);
    actAs(heir);
    // The others are summoned to that very time.
    const page = await browser.get(at(`/my-cases/${caseId}/notices/new?tell=${hearingId}`));
    expect(page.body).toContain('value="summons" checked');
    expect(page.body).toContain(`<option value="${order.time}" selected>`);
    const rest = await world.prepare(heir, caseId, { ...order, participantIds: others });
    expect(await world.sign(heir, rest)).toBe('signed');
    expect(await untoldOf(heir)).toEqual([]);
  });
});

function never(): never {
  throw new Error('it is not there');
}
