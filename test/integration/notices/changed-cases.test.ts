import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import type { NoticeOrder } from '../../../src/notices/issuing/model.ts';
import { type NoticesWorld, startNoticesWorld, type WorldJudge } from '../../support/notices-world.ts';
import { createShiftedClock } from '../../support/test-clock.ts';

const clock = createShiftedClock();
let world: NoticesWorld;
let judge: WorldJudge;

beforeAll(async () => {
  world = await startNoticesWorld(clock);
  judge = await world.addJudge();
});
afterAll(() => world?.stop());

const change = (name: string, sql: string, values: readonly unknown[]) =>
  world.documents.database.owner().query(statement(`test.${name}`, sql), values);
/** As a clerk's form leaves it. */
async function addParticipant(caseId: string): Promise<string> {
  const participantId = randomUUID();
  await change(
    'join_case',
    `insert into case_participant (participant_id, case_id, place, role, kind, code, name, mobile)
     values ($1, $2, 9, 'witness', 'person', '9WTN001', 'Nigar Qoşulan', '+994551234567')`,
    [participantId, caseId],
  );
  return participantId;
}
const remove = (participantId: string) =>
  change('leave_case', 'update case_participant set removed_at = now() where participant_id = $1', [
    participantId,
  ]);
const detailOf = async (caseId: string, of = judge) => {
  const detail = await world.issuing.caseOf(of, caseId);
  if (!detail) throw new Error('no case');
  return detail;
};
const prepared = (caseId: string, order: Partial<NoticeOrder>, by = judge) =>
  world.prepare(by, caseId, order).then(
    (ids) => ({ ids, code: 'prepared' }),
    (error: Error) => ({ ids: [], code: error.message }),
  );
/** Date, time, duration and room of the only hearing of a case. */
async function timeOf(caseId: string, of = judge) {
  const [hearing] = (await detailOf(caseId, of)).hearings;
  if (!hearing) throw new Error('no hearing');
  const local = new Date(hearing.startsAt.getTime() + 4 * 3_600_000).toISOString();
  return { roomId: hearing.roomId, date: local.slice(0, 10), time: local.slice(11, 16), minutes: 60 };
}
const giveTo = (caseId: string, other: WorldJudge) =>
  change('give_case', 'update court_case set judge_id = $2 where case_id = $1', [
    caseId,
    other.member.staffId,
  ]);

describe('somebody who joined the case after the others were summoned', () => {
  it('gets the next notice, and is summoned to the hearing that is planned, once', async () => {
    const caseId = await world.addCase(judge);
    await world.sign(judge, await world.prepare(judge, caseId));
    const joined = await addParticipant(caseId);
    const decision = await world.prepare(judge, caseId, { kind: 'decision', text: 'Qərar' });
    expect(decision).toHaveLength(4);
    const same = { ...(await timeOf(caseId)), participantIds: [joined] };
    const { ids } = await prepared(caseId, same);
    expect(ids).toHaveLength(1);
    expect((await prepared(caseId, same)).code).toBe('hearing.room_taken');
    expect(await world.sign(judge, ids)).toBe('signed');
    const { hearings, notices } = await detailOf(caseId);
    expect(hearings).toHaveLength(1);
    expect(notices.find(({ participantId }) => participantId === joined)?.hearingAt).toEqual(
      hearings[0]?.startsAt,
    );
    const everybody = { ...same, participantIds: (await world.orderFor(judge, caseId)).participantIds };
    expect((await prepared(caseId, everybody)).code).toBe('hearing.room_taken');
  });
});

describe('somebody who was taken off the case', () => {
  it('is offered no further notice, and one that waits for its signature is not sent', async () => {
    const caseId = await world.addCase(judge);
    const ids = await world.prepare(judge, caseId);
    const [leaving] = (await detailOf(caseId)).participants;
    await remove(leaving?.participantId ?? '');
    expect((await detailOf(caseId)).participants).toHaveLength(2);
    const order = { participantIds: [leaving?.participantId ?? ''], kind: 'decision', text: 'Q' } as const;
    expect((await prepared(caseId, order)).code).toBe('notice.participants');
    expect(await world.sign(judge, ids)).toBe('notice.participant_removed');
  });

  it('does not keep a time booked once the notices of all others are withdrawn', async () => {
    const caseId = await world.addCase(judge);
    const ids = await world.prepare(judge, caseId);
    await world.sign(judge, ids);
    const [leaving, ...others] = (await detailOf(caseId)).participants;
    await remove(leaving?.participantId ?? '');
    const participantIds = others.map(({ participantId }) => participantId);
    const order = { kind: 'withdrawal', text: 'Səhv.', aboutNoticeId: ids[1] ?? '', participantIds } as const;
    expect(await world.sign(judge, await world.prepare(judge, caseId, order))).toBe('signed');
    expect((await detailOf(caseId)).hearings).toEqual([]);
  });
});

describe('a court or a room that was entered with a sign that cannot be printed', () => {
  it.each([
    ['room', `update court_room set name = name || 'م' where room_id = $1`],
    ['court', `update court set address = address || $1::text`],
  ])('makes a notice that names it refused, with a code: %s', async (what, sql) => {
    const caseId = await world.addCase(judge);
    const order = await world.orderFor(judge, caseId);
    const values = [what === 'room' ? order.roomId : '\u0007'];
    await change(`spoil_${what}`, sql, values);
    const spoiled = what === 'court' ? { ...judge, court: { ...judge.court, address: 'x\u0007' } } : judge;
    expect((await prepared(caseId, order, spoiled)).code).toBe('notice.court_unprintable');
    expect((await detailOf(caseId)).notices).toEqual([]);
    await change('mend_room', `update court_room set name = replace(name, 'م', '')`, []);
    await change('mend_court', `update court set address = replace(address, $1, '')`, ['\u0007']);
  });
});

describe('the hearing that a former judge had set', () => {
  it('is given free when the new judge’s summons to another time is signed, and not before', async () => {
    const other = await world.addJudge('Yeni Hakim');
    const caseId = await world.addCase(judge);
    await world.sign(judge, await world.prepare(judge, caseId));
    await giveTo(caseId, other);
    const ids = await world.prepare(other, caseId);
    expect((await detailOf(caseId, other)).hearings).toHaveLength(2);
    expect(await world.sign(other, ids)).toBe('signed');
    const { hearings } = await detailOf(caseId, other);
    expect(hearings.map(({ judgeId }) => judgeId)).toEqual([other.member.staffId]);
  });

  it('is kept by the new judge who summons to the same time and room; the former one is free then', async () => {
    const other = await world.addJudge('Davamçı Hakim');
    const caseId = await world.addCase(judge);
    await world.sign(judge, await world.prepare(judge, caseId));
    await giveTo(caseId, other);
    const same = await timeOf(caseId, other);
    const { ids } = await prepared(caseId, same, other);
    expect(ids).toHaveLength(3);
    expect(await world.sign(other, ids)).toBe('signed');
    const { hearings } = await detailOf(caseId, other);
    expect(hearings.map(({ judgeId }) => judgeId)).toEqual([other.member.staffId]);
    const second = world.rooms.find(({ roomId }) => roomId !== same.roomId);
    const elsewhere = { ...same, roomId: second?.roomId ?? '' };
    expect((await prepared(await world.addCase(judge), elsewhere)).code).toBe('prepared');
    expect((await prepared(await world.addCase(other), elsewhere, other)).code).toMatch(/_taken$/);
  });

  it('is not kept where the new judge has another hearing at that time', async () => {
    const other = await world.addJudge('Məşğul Hakim');
    const caseId = await world.addCase(judge);
    await world.sign(judge, await world.prepare(judge, caseId));
    const same = await timeOf(caseId);
    const second = world.rooms.find(({ roomId }) => roomId !== same.roomId);
    const busy = { ...same, roomId: second?.roomId ?? '' };
    expect((await prepared(await world.addCase(other), busy, other)).code).toBe('prepared');
    await giveTo(caseId, other);
    expect((await prepared(caseId, same, other)).code).toBe('hearing.judge_taken');
  });
});
