import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import { textOf, createBrowserSession } from '../../support/browser-session.ts';
import { clerksRoom, courtActors, type CourtServer, serveCourt } from '../../support/court-world.ts';
import { type NoticesWorld, startNoticesWorld, type WorldJudge } from '../../support/notices-world.ts';
import { createShiftedClock } from '../../support/test-clock.ts';

const clock = createShiftedClock();
let world: NoticesWorld;
let court: CourtServer;
let cases: ReturnType<typeof clerksRoom>['cases'];
let judge: WorldJudge;
let caseId: string;

beforeAll(async () => {
  world = await startNoticesWorld(clock);
  cases = clerksRoom({ clock }, world.documents.db).cases;
  court = await serveCourt({ test: world.documents.database, clock });
});
afterAll(async () => {
  await court?.stop();
  await world?.stop();
});
beforeEach(async () => {
  judge = await world.addJudge();
  caseId = await world.addCase(judge);
});

const change = (name: string, sql: string, values: readonly unknown[]) =>
  world.documents.database.owner().query(statement(`test.${name}`, sql), values);
const hearings = async () =>
  (await world.issuing.caseOf(judge, caseId))?.hearings.map(({ hearingId }) => hearingId) ?? [];

async function close() {
  const found = await cases.find('binaqadi', caseId);
  const order = { caseId, version: found?.case.version ?? 0, reason: 'Tərəflər barışıb' };
  const outcome = await cases.close({ court: judge.court, member: judge.member }, order);
  return outcome.kind === 'wrong' ? outcome.problems.map(({ code }) => code) : outcome.kind;
}

describe('a case that is closed', () => {
  it('gives a hearing free that nobody was told of, recorded and in its history', async () => {
    const ids = await world.prepare(judge, caseId);
    const [hearingId] = await hearings();
    const again = await world.orderFor(judge, caseId);
    expect(await close()).toBe('changed');
    expect(await hearings()).toEqual([]);
    const records = await change(
      'freed',
      `select facts from interaction_record where type = 'hearing.freed' and facts ->> 'case' = $1`,
      [caseId],
    );
    expect(records).toMatchObject([{ facts: { hearing: hearingId, judge: judge.member.staffId } }]);
    const { events } = await cases.history(caseId);
    expect(events.map(({ what }) => what)).toEqual(expect.arrayContaining(['hearing_freed', 'closed']));
    expect(await world.sign(judge, ids)).toBe('notice.case_closed');
    // The very room and time are offered again.
    const next = await world.orderFor(judge, await world.addCase(judge));
    expect(Date.parse(`${next.date}T${next.time}`)).toBeLessThan(Date.parse(`${again.date}T${again.time}`));
  });

  it('is not closed while participants come to a hearing; after its withdrawal it is', async () => {
    const ids = await world.prepare(judge, caseId);
    await world.sign(judge, ids);
    expect(await close()).toEqual(['case.hearing_planned']);
    expect(await hearings()).toHaveLength(1);
    const order = { kind: 'withdrawal', text: 'Tərəflər barışıb.', aboutNoticeId: ids[0] ?? '' } as const;
    expect(await world.sign(judge, await world.prepare(judge, caseId, order))).toBe('signed');
    expect(await close()).toBe('changed');
  });

  it('is not closed while somebody was not told that a hearing is postponed', async () => {
    await world.sign(judge, await world.prepare(judge, caseId));
    const [former = ''] = await hearings();
    const [first = ''] = (await world.orderFor(judge, caseId)).participantIds;
    const postponed = { kind: 'postponement', text: 'Hakim xəstədir.', formerHearingId: former } as const;
    const ids = await world.prepare(judge, caseId, { ...postponed, participantIds: [first] });
    await world.sign(judge, ids);
    await change(
      'past',
      `update hearing set starts_at = now() - interval '2 hours', ends_at = now() where hearing_id in
      (select hearing_id from notice where notice_id = $1)`,
      [ids[0]],
    );
    expect(await close()).toEqual(['case.hearing_untold']);
  });

  it('is closed where those who were told of its hearing have left it', async () => {
    await world.sign(judge, await world.prepare(judge, caseId));
    await change('remove', 'update case_participant set removed_at = now() where case_id = $1', [caseId]);
    expect(await close()).toBe('changed');
    expect(await hearings()).toEqual([]);
  });

  it('keeps the reason that a clerk typed, says why it stays open, and leads to its hearings', async () => {
    await world.sign(judge, await world.prepare(judge, caseId));
    court.actAs(courtActors.clerk);
    const browser = createBrowserSession();
    const page = await browser.get(`${court.origin}/courts/binaqadi/cases/${caseId}`);
    const answer = await browser.submit(page, '/close', { reason: 'Tərəflər barışıb' });
    expect(answer.status).toBe(422);
    expect(textOf(answer.body)).toContain('iştirakçılara bildirilmiş iclas var');
    expect(answer.body).toContain('value="Tərəflər barışıb"');
    const list = await browser.follow(answer, `/courts/binaqadi/cases/${caseId}/hearings`);
    expect(list.status).toBe(200);
  });
});
