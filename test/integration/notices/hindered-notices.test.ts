import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import { type BrowserSession, createBrowserSession, textOf } from '../../support/browser-session.ts';
import { courtHours, courtOrigin, type CourtServer, serveCourt } from '../../support/court-world.ts';
import { type NoticesWorld, startNoticesWorld, type WorldJudge } from '../../support/notices-world.ts';
import { createShiftedClock } from '../../support/test-clock.ts';

const clock = createShiftedClock();
let world: NoticesWorld;
let court: CourtServer;
let browser: BrowserSession;
let judge: WorldJudge;
let caseId: string;

beforeAll(async () => {
  world = await startNoticesWorld(clock);
  const { documents, issuing, signings } = world;
  court = await serveCourt(
    { test: documents.database, clock },
    {
      origin: await courtOrigin(),
      judges: { issuing, signings, card: { agentOrigin: '', origin: '', sign: never }, hours: courtHours },
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
  court.actAs({ ...judge.person, method: 'card', level: 'high' });
  caseId = await world.addCase(judge);
});

const at = (path: string) => `${court.origin}/courts/binaqadi${path}`;
const change = (name: string, sql: string, values: readonly unknown[]) =>
  world.documents.database.owner().query(statement(`test.${name}`, sql), values);
const detailOf = async (id = caseId) => (await world.issuing.caseOf(judge, id)) ?? never();
const obstacles = async () =>
  (await world.issuing.unsigned(judge)).map(({ noticeId, obstacle }) => [noticeId, obstacle]);

describe('a prepared notice that cannot be sent any more says why', () => {
  it('where the time of its hearing was given up', async () => {
    const ids = await world.prepare(judge, caseId);
    const [hearing] = (await detailOf()).hearings;
    await change(
      'give_up',
      `update hearing set state = 'cancelled', given_up_at = now(), given_up_by = $2 where hearing_id = $1`,
      [hearing?.hearingId, judge.member.staffId],
    );
    expect(await obstacles()).toEqual(ids.map((id) => [id, 'notice.slot_lost']));
    expect(await world.sign(judge, ids)).toBe('notice.slot_lost');
  });

  it('where its hearing has passed', async () => {
    const [id = ''] = await world.prepare(judge, caseId);
    await change(
      'pass',
      `update hearing set starts_at = now() - interval '2 days', ends_at = now() - interval '47 hours' where case_id = $1`,
      [caseId],
    );
    expect(await obstacles()).toContainEqual([id, 'notice.hearing_past']);
    expect(await world.sign(judge, [id])).toBe('notice.hearing_past');
  });

  it('where its participant was removed; the others can be sent', async () => {
    const [first = '', ...others] = await world.prepare(judge, caseId);
    await change(
      'remove',
      'update case_participant set removed_at = now() where participant_id = (select participant_id from notice where notice_id = $1)',
      [first],
    );
    expect(await obstacles()).toEqual([
      [first, 'notice.participant_removed'],
      ...others.map((id) => [id, undefined]),
    ]);
    expect(await world.sign(judge, [first, ...others])).toBe('notice.participant_removed');
    expect(await world.sign(judge, others)).toBe('signed');
  });

  it.each([
    ['notice.case_closed', `state = 'closed', closed_at = now()`],
    ['notice.case_lost', `state = 'registered', judge_id = null, assigned_at = null`],
  ] as const)('where the case is no more open and the judge’s: %s', async (code, set) => {
    const [id = ''] = await world.prepare(judge, caseId);
    await change(`set_${code}`, `update court_case set ${set} where case_id = $1`, [caseId]);
    expect(await obstacles()).toContainEqual([id, code]);
    expect(await world.sign(judge, [id])).toBe(code);
  });

  it('where another follow-up overtook it', async () => {
    const [about = ''] = await world.prepare(judge, caseId);
    await world.sign(judge, [about]);
    const [participantId = ''] = (await detailOf()).participants.map((one) => one.participantId);
    const order = { text: 'Səhv.', aboutNoticeId: about, participantIds: [participantId] };
    const [late = ''] = await world.prepare(judge, caseId, { ...order, kind: 'correction' });
    await change('hide', `update notice set state = 'discarded' where notice_id = $1`, [late]);
    const sent = await world.prepare(judge, caseId, { ...order, kind: 'correction' });
    await change('show', `update notice set state = 'prepared' where notice_id = $1`, [late]);
    expect(await world.sign(judge, sent)).toBe('signed');
    expect(await obstacles()).toContainEqual([late, 'notice.followed_meanwhile']);
  });
});

describe('the page of what is to be signed', () => {
  it('keeps such notices apart: their box throws them away, and no form signs them', async () => {
    const [first = '', second = ''] = await world.prepare(judge, caseId);
    await change(
      'remove_again',
      'update case_participant set removed_at = now() where participant_id = (select participant_id from notice where notice_id = $1)',
      [first],
    );
    const page = await browser.get(at('/notices/unsigned'));
    const text = textOf(page.body);
    for (const words of ['Daha göndərilə bilməyən bildirişlər', 'İştirakçı işdən çıxarılıb', 'Ləğv et: B-'])
      expect(text).toContain(words);
    expect(page.body).toContain(`/my-cases/${caseId}/notices/new`);
    const ticked = (action: string) =>
      page.forms.filter((one) => one.action.endsWith(action)).map(({ fields }) => fields['notice']);
    expect(ticked('/notices/discard')).toEqual([first]);
    expect(ticked('/notices/sign')).not.toContain(first);
    const list = textOf((await browser.get(at('/my-cases'))).body);
    expect(list).toContain('daha göndərilə bilməyən bildirişlər: 1');
    expect(textOf((await browser.get(at(`/my-cases/${caseId}`))).body)).toContain('Göndərilə bilməz');
    const after = await browser.submit(page, '/notices/discard', {});
    expect(textOf(after.body)).not.toContain('Göndərilə bilməz');
    expect((await world.issuing.unsigned(judge)).map(({ noticeId }) => noticeId)).toContain(second);
  });

  it('offers no new notice in a case that another judge has', async () => {
    await world.prepare(judge, caseId);
    const other = await world.addJudge('Başqa Hakim');
    await change('give', 'update court_case set judge_id = $2 where case_id = $1', [
      caseId,
      other.member.staffId,
    ]);
    const page = await browser.get(at('/notices/unsigned'));
    expect(textOf(page.body)).toContain('İş artıq sizdə deyil');
    expect(page.body).not.toContain(`/my-cases/${caseId}/notices/new`);
  });

  it('ticks what was ticked when a signing is refused', async () => {
    const further = await world.prepare(judge, await world.addCase(judge));
    const ids = await world.prepare(judge, caseId);
    const page = await browser.get(at('/notices/unsigned'));
    const { fields } = page.forms.find((one) => one.action.endsWith('/notices/sign')) ?? never();
    await world.issuing.discard(judge, [ids[0] ?? '']);
    const body = new URLSearchParams(fields);
    body.delete('notice');
    for (const id of ids) body.append('notice', id);
    const answer = await browser.request(at('/notices/sign'), { method: 'POST', body });
    expect(answer.status).toBe(422);
    const isTicked = (id: string) => answer.body.includes(`value="${id}" checked`);
    expect(ids.slice(1).map(isTicked)).toEqual([true, true]);
    expect(further.map(isTicked)).toEqual([false, false, false]);
  });
});

function never(): never {
  throw new Error('it is not there');
}
