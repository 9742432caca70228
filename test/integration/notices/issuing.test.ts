import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SignatureError } from '../../../certs/index.ts';
import { pades } from '../../../certs/signatures/pades/index.ts';
import { statement } from '../../../src/db/index.ts';
import type { NoticeOrder } from '../../../src/notices/issuing/model.ts';
import { from } from '../../support/documents-world.ts';
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

const states = statement(
  'test.notice_states',
  `select n.state, (select count(*)::int from notice_delivery d where d.notice_id = n.notice_id) as deliveries,
     (select count(*)::int from interaction_record r where r.type = 'notice.sent' and r.facts ->> 'notice' = n.notice_id::text)
       as records,
     (select count(*)::int from document d where d.document_id = n.document_id and d.signed_content_id is not null) as signed
   from notice n where n.notice_id = any ($1::uuid[]) order by n.entry`,
);
const statesOf = (ids: readonly string[]) => world.documents.database.owner().query(states, [ids]);
const sent = { state: 'sent', deliveries: 1, records: 1, signed: 1 };
const prepared = { state: 'prepared', deliveries: 0, records: 0, signed: 0 };

const waiting = statement(
  'test.waiting',
  `select count(*)::int from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
);

const change = (name: string, sql: string, values: readonly unknown[]) =>
  world.documents.database.owner().query(statement(`test.${name}`, sql), values);

/** Two that do not know of each other, as they were prepared before that was refused. */
async function prepareBoth(caseId: string, orders: readonly [Partial<NoticeOrder>, Partial<NoticeOrder>]) {
  const one = await world.prepare(judge, caseId, orders[0]);
  const put = (state: string) =>
    change(`put_${state}`, `update notice set state = '${state}' where notice_id = any ($1::uuid[])`, [one]);
  await put('discarded');
  const two = await world.prepare(judge, caseId, orders[1]);
  await put('prepared');
  return [one, two] as const;
}

const hearingsOf = async (caseId: string, of = judge) =>
  (await world.issuing.caseOf(of, caseId))?.hearings ?? [];

/** Two free times that do not overlap. */
async function twoTimes(): Promise<readonly [Partial<NoticeOrder>, Partial<NoticeOrder>]> {
  const free = await world.hearings.nextFree(judge.member, { minutes: 60, count: 5 });
  const [one, two] = [free[0], free[4]].map((slot) => {
    const local = new Date((slot?.startsAt.getTime() ?? 0) + 4 * 3_600_000).toISOString();
    return { roomId: slot?.roomId ?? '', date: local.slice(0, 10), time: local.slice(11, 16) };
  });
  return [one ?? {}, two ?? {}];
}

async function prepareWith(caseId: string, order: Partial<NoticeOrder>) {
  return world.prepare(judge, caseId, order).then(
    (ids) => ({ ids, code: 'prepared' }),
    (error: Error) => ({ ids: [], code: error.message }),
  );
}

describe('notices of a case', () => {
  it('are prepared for each participant, numbered in order, and seen by nobody else’s judge', async () => {
    const ids = await world.prepare(judge, await world.addCase(judge));
    const numbers = (await world.issuing.unsigned(judge))
      .filter(({ noticeId }) => ids.includes(noticeId))
      .map(({ number }) => number);
    expect(numbers).toHaveLength(3);
    expect(numbers[0]).toMatch(/^B-001-\d{4}-\d{6}$/);
    expect(numbers.toSorted()).toEqual(numbers);
    const other = await world.addJudge('Leyla Hakim');
    expect(await world.issuing.file(other, ids[0] ?? '')).toBeUndefined();
    expect(await world.issuing.file(judge, ids[0] ?? '')).toMatchObject({ mediaType: 'application/pdf' });
    expect(await world.documents.documents.list(judge.person, { limit: 10 })).toMatchObject({
      documents: [],
    });
  });

  it('are not seen before their signature by the judge who gets the case meanwhile; afterwards they are', async () => {
    const other = await world.addJudge('Növbəti Hakim');
    const caseId = await world.addCase(judge);
    const [signed = '', unsigned = ''] = await world.prepare(judge, caseId);
    expect(await world.sign(judge, [signed])).toBe('signed');
    await change('give_case', 'update court_case set judge_id = $2 where case_id = $1', [
      caseId,
      other.member.staffId,
    ]);
    const seen = await world.issuing.caseOf(other, caseId);
    expect(seen?.notices.map(({ noticeId }) => noticeId)).toEqual([signed]);
    expect(await world.issuing.file(other, signed)).toBeDefined();
    expect(await world.issuing.file(other, unsigned)).toBeUndefined();
    expect(await world.issuing.file(judge, unsigned)).toBeDefined();
  });

  it('of several cases are signed with one PIN: signed at LT, recorded and queued in one', async () => {
    const first = await world.prepare(judge, await world.addCase(judge));
    const second = await world.prepare(judge, await world.addCase(judge));
    const ids = [...first, ...second];
    expect(await world.sign(judge, ids)).toBe('signed');
    expect(await statesOf(ids)).toEqual(ids.map(() => sent));
    const file = await world.issuing.file(judge, ids[1] ?? '');
    if (!file) throw new Error('no file');
    const read = await pades.read({ file, detached: [] });
    if (read.kind !== 'read') throw new Error(read.message);
    expect(read.document.signatures).toMatchObject([
      { value: 'verifies', level: 'LT', coversWholeDocument: true },
    ]);
  });

  it('wait for their time stamps side by side: a signing of several takes no longer than the slowest', async () => {
    const ids = await world.prepare(judge, await world.addCase(judge));
    const { timestamps } = world.documents.sources;
    const under = { way: 0 };
    let release = () => {};
    const all = new Promise<void>((done) => (release = done));
    const stamp: typeof timestamps.stamp = async (...words) => {
      under.way += 1;
      if (under.way === ids.length) release();
      await all;
      return timestamps.stamp(...words);
    };
    const meeting = world.documents.signingsWith({ timestamps: { ...timestamps, stamp } }, world.following);
    expect(await world.sign(judge, ids, meeting)).toBe('signed');
    expect(await statesOf(ids)).toEqual(ids.map(() => sent));
  });

  it('are not signed at the portal, where the card is not asked for', async () => {
    const ids = await world.prepare(judge, await world.addCase(judge));
    const [unsigned] = (await world.issuing.unsigned(judge)).filter(({ noticeId }) => ids.includes(noticeId));
    const { signings, documents } = world.documents;
    const documentId = unsigned?.documentId ?? '';
    expect(await signings.beginWithCard(judge.person, [documentId], undefined)).toMatchObject({
      code: 'document.unknown',
    });
    const begun = await world.issuing.beginSigning(judge, ids);
    if (begun.kind === 'refused') throw new Error(begun.code);
    expect(await signings.find(judge.person, begun.signingId)).toBeUndefined();
    const from = { address: '192.0.2.7', userAgent: 'test' };
    expect(await documents.remove(judge.person, documentId, from)).toMatchObject({
      code: 'document.unknown',
    });
  });

  it.each<readonly [string, Partial<NoticeOrder>]>([
    ['hearing.past', { date: '2020-01-06' }],
    ['hearing.too_far', { date: '2036-01-07' }],
    ['hearing.hours', { date: '2027-01-02' }],
    ['hearing.hours', { time: '12:30' }],
    ['hearing.room_unknown', { roomId: 'x' }],
    ['notice.date', { date: '2026-02-30' }],
    ['notice.participants', { participantIds: [] }],
    ['notice.participants', { participantIds: ['somebody'] }],
    ['notice.text_missing', { kind: 'decision' }],
    ['notice.text_too_long', { kind: 'decision', text: 'a'.repeat(8001) }],
    ['notice.text_unprintable', { kind: 'decision', text: 'a\u202Eb' }],
    ['notice.text_unprintable', { kind: 'decision', text: 'مرحبا' }],
    ['notice.text_unprintable', { kind: 'decision', text: 'a\u0000' }],
    ['notice.due', { kind: 'document_request', text: 'a', due: '2020-01-01' }],
    ['notice.no_hearing', { kind: 'postponement', text: 'a' }],
    ['notice.about_unknown', { kind: 'withdrawal', text: 'a', aboutNoticeId: 'x' }],
  ])('are refused with %s and nothing is kept: %o', async (code, order) => {
    const caseId = await world.addCase(judge);
    expect(await prepareWith(caseId, order)).toEqual({ ids: [], code });
    const detail = await world.issuing.caseOf(judge, caseId);
    expect(detail).toMatchObject({ notices: [], hearings: [] });
  });

  it('never book a room or a judge twice, also where two browsers prepare at once', async () => {
    const [one, two] = [await world.addCase(judge), await world.addCase(judge)];
    const [slot] = await world.hearings.nextFree(judge.member, { minutes: 60, count: 1 });
    if (!slot) throw new Error('no slot');
    const { roomId, date, time } = await world.orderFor(judge, one);
    const at = { roomId, date, time };
    const outcomes = await Promise.all([prepareWith(one, at), prepareWith(two, at)]);
    const codes = outcomes.map(({ code }) => code).toSorted();
    expect(codes).toEqual([expect.stringMatching(/^hearing\.(judge|room)_taken$/), 'prepared']);
    const next = await world.hearings.nextFree(judge.member, { minutes: 60, count: 2 });
    expect(next.map(({ startsAt }) => startsAt)).not.toContainEqual(slot.startsAt);
  });

  it('that are thrown away give the time free, and cannot be signed any more', async () => {
    const caseId = await world.addCase(judge);
    const ids = await world.prepare(judge, caseId);
    expect(await world.issuing.discard(judge, ids)).toBe(3);
    expect(await world.issuing.caseOf(judge, caseId)).toMatchObject({ notices: [], hearings: [] });
    expect(await world.sign(judge, ids)).toBe('notice.not_prepared');
    expect(await world.issuing.discard(judge, ids)).toBe(0);
  });
});

describe('notices that one browser signs while another throws them away', () => {
  it('are sent or thrown away, each whole', async () => {
    const ids = await world.prepare(judge, await world.addCase(judge));
    const [outcome, discarded] = await Promise.all([
      world.sign(judge, ids),
      world.issuing.discard(judge, ids.slice(1)),
    ]);
    const found = await statesOf(ids);
    const thrown = { ...prepared, state: 'discarded' };
    const expected = outcome === 'signed' ? [sent, sent, sent] : [prepared, thrown, thrown];
    expect(found).toEqual(expected);
    expect(discarded).toBe(outcome === 'signed' ? 0 : 2);
  });
});

/** So that the next signing asks the card for its certificate, whoever signed before. */
async function forgetCard(judge: WorldJudge, ids: readonly string[]): Promise<void> {
  const begun = await world.issuing.beginSigning(judge, ids);
  if (begun.kind === 'refused') throw new Error(begun.code);
  await world.signings.giveUp(judge.person, begun.signingId, 'card.other_card');
}

describe('a signing, some of whose notices are thrown away before its end', () => {
  it.each(['certificate', 'value'] as const)(
    'signs none of the others: what was to be signed at once is not cut down (%s)',
    async (stage) => {
      const ids = await world.prepare(judge, await world.addCase(judge));
      const { person, key } = judge;
      const { signings } = world;
      await forgetCard(judge, ids);
      const begun = await world.issuing.beginSigning(judge, ids);
      if (begun.kind === 'refused') throw new Error(begun.code);
      const throwAway = () => world.issuing.discard(judge, ids.slice(1));
      if (stage === 'certificate') expect(await throwAway()).toBe(2);
      const fit = { certificate: key.certificate, algorithms: ['ES256'], showsFiles: true };
      const advanced = await signings.takeCertificate(person, begun.signingId, fit);
      if (stage === 'certificate') {
        expect(advanced).toEqual({ kind: 'refused', code: 'document.changed' });
      } else {
        expect(await throwAway()).toBe(2);
        const { items } = (await signings.find(person, begun.signingId)) ?? { items: [] };
        expect(items).toHaveLength(1);
        const values = items.map(({ toBeSigned }) => key.sign(toBeSigned ?? Buffer.alloc(0)));
        expect(await signings.takeValues(person, begun.signingId, values, from)).toMatchObject({
          code: 'document.unknown',
        });
      }
      const thrown = { ...prepared, state: 'discarded' };
      expect(await statesOf(ids)).toEqual([prepared, thrown, thrown]);
      // What is left is signed by a signing of its own.
      expect(await world.sign(judge, ids.slice(0, 1))).toBe('signed');
    },
  );
});

describe('what follows a summons', () => {
  it('a postponement gives the former time free once it is signed, not before', async () => {
    const caseId = await world.addCase(judge);
    await world.sign(judge, await world.prepare(judge, caseId));
    const before = await world.issuing.caseOf(judge, caseId);
    const former = before?.hearings[0]?.hearingId ?? '';
    const further = { kind: 'postponement', text: 'Hakim xəstədir.', formerHearingId: former } as const;
    const ids = await world.prepare(judge, caseId, further);
    expect((await world.issuing.caseOf(judge, caseId))?.hearings).toHaveLength(2);
    expect(await world.sign(judge, ids)).toBe('signed');
    const after = await world.issuing.caseOf(judge, caseId);
    expect(after?.hearings.map(({ hearingId }) => hearingId)).not.toContain(former);
    expect(after?.hearings).toHaveLength(1);
  });

  it('a withdrawal from all gives the time free; a second one is refused', async () => {
    const caseId = await world.addCase(judge);
    const ids = await world.prepare(judge, caseId);
    await world.sign(judge, ids);
    const order = { kind: 'withdrawal', text: 'Səhv.', aboutNoticeId: ids[0] ?? '' } as const;
    const first = await world.prepare(judge, caseId, order);
    expect((await prepareWith(caseId, order)).code).toBe('notice.follow_up_waits');
    expect(await world.sign(judge, first)).toBe('signed');
    expect((await prepareWith(caseId, order)).code).toBe('notice.about_unknown');
    const after = await world.issuing.caseOf(judge, caseId);
    expect(after?.hearings).toEqual([]);
    expect(after?.notices.filter(({ isWithdrawn }) => isWithdrawn)).toHaveLength(3);
  });

  it('is withdrawn once, also where two withdrawals are signed with one PIN or by two browsers at once', async () => {
    const caseId = await world.addCase(judge);
    const ids = await world.prepare(judge, caseId);
    await world.sign(judge, ids);
    const [participantId = ''] =
      (await world.issuing.caseOf(judge, caseId))?.participants.map((one) => one.participantId) ?? [];
    const order = { kind: 'withdrawal', text: 'Səhv.', aboutNoticeId: ids[0] ?? '' } as const;
    const withdrawal = { ...order, participantIds: [participantId] };
    const [one, two] = await prepareBoth(caseId, [withdrawal, withdrawal]);
    expect(await world.sign(judge, [...one, ...two])).toBe('notice.withdrawn_already');
    expect(await statesOf([...one, ...two])).toEqual([prepared, prepared]);
    const outcomes = await Promise.all([world.sign(judge, one), world.sign(judge, two)]);
    expect(outcomes.toSorted()).toEqual(['notice.withdrawn_already', 'signed']);
  });

  it('is not sent for a hearing that is postponed with the same PIN', async () => {
    const caseId = await world.addCase(judge);
    const ids = await world.prepare(judge, caseId);
    const [sentFirst = '', ...rest] = ids;
    await world.sign(judge, [sentFirst]);
    const former = (await world.issuing.caseOf(judge, caseId))?.hearings[0]?.hearingId ?? '';
    const further = { kind: 'postponement', text: 'Hakim xəstədir.', formerHearingId: former } as const;
    const postponed = await world.prepare(judge, caseId, further);
    expect(await world.sign(judge, [...rest, ...postponed])).toBe('notice.slot_lost');
    const [first, second] = await Promise.all([world.sign(judge, postponed), world.sign(judge, rest)]);
    expect(first).toBe('signed');
    expect(['signed', 'notice.slot_lost']).toContain(second);
  });

  it('leaves no time booked when its last two notices are thrown away by two browsers at once', async () => {
    const caseId = await world.addCase(judge);
    const [one = '', two = '', three = ''] = await world.prepare(judge, caseId);
    await world.issuing.discard(judge, [three]);
    const owner = world.documents.database.owner();
    // The case is held until both wait for it: neither has seen what the other did.
    const gone = await owner.transaction(async (tx) => {
      await tx.query(statement('test.hold_case', 'select from court_case where case_id = $1 for update'), [
        caseId,
      ]);
      const both = Promise.all([one, two].map((id) => world.issuing.discard(judge, [id])));
      await vi.waitUntil(async () => (await owner.query(waiting))[0]?.['count'] === 2);
      return { both };
    });
    expect(await gone.both).toEqual([1, 1]);
    expect(await world.issuing.caseOf(judge, caseId)).toMatchObject({ notices: [], hearings: [] });
  });

  it('a withdrawal from one keeps the time for the others', async () => {
    const caseId = await world.addCase(judge);
    const ids = await world.prepare(judge, caseId);
    await world.sign(judge, ids);
    const participantIds = [
      (await world.issuing.caseOf(judge, caseId))?.participants[1]?.participantId ?? '',
    ];
    const order = { kind: 'withdrawal', text: 'Səhv.', aboutNoticeId: ids[0] ?? '', participantIds } as const;
    expect(await world.sign(judge, await world.prepare(judge, caseId, order))).toBe('signed');
    expect((await world.issuing.caseOf(judge, caseId))?.hearings).toHaveLength(1);
  });
});

describe('two notices that do not know of each other', () => {
  const postponement = async (caseId: string) => {
    await world.sign(judge, await world.prepare(judge, caseId));
    const former = (await hearingsOf(caseId))[0]?.hearingId ?? '';
    return {
      former,
      order: { kind: 'postponement', text: 'Hakim xəstədir.', formerHearingId: former },
    } as const;
  };

  it('are not prepared to postpone one hearing to different times, also by two browsers at once', async () => {
    const caseId = await world.addCase(judge);
    const { former, order } = await postponement(caseId);
    const times = await twoTimes();
    const outcomes = await Promise.all(times.map((time) => prepareWith(caseId, { ...order, ...time })));
    expect(outcomes.map(({ code }) => code).toSorted()).toEqual(['notice.postponement_waits', 'prepared']);
    expect(await hearingsOf(caseId)).toHaveLength(2);
    expect(
      await world.sign(
        judge,
        outcomes.flatMap(({ ids }) => ids),
      ),
    ).toBe('signed');
    expect((await prepareWith(caseId, order)).code).toBe('notice.postponed_already');
    expect((await hearingsOf(caseId)).map(({ hearingId }) => hearingId)).not.toContain(former);
  });

  it('are not both sent to postpone one hearing; the time of the other is free again', async () => {
    const caseId = await world.addCase(judge);
    const { order } = await postponement(caseId);
    const [early, late] = await twoTimes();
    const [one, two] = await prepareBoth(caseId, [
      { ...order, ...early },
      { ...order, ...late },
    ]);
    expect(await hearingsOf(caseId)).toHaveLength(3);
    expect(await world.sign(judge, [...one, ...two])).toBe('notice.postponed_already');
    const outcomes = await Promise.all([world.sign(judge, one), world.sign(judge, two)]);
    expect(outcomes.toSorted()).toEqual(['notice.postponed_already', 'signed']);
    const [left, ...others] = await hearingsOf(caseId);
    expect(others).toEqual([]);
    const sentOne = outcomes[0] === 'signed' ? one : two;
    const { notices } = (await world.issuing.caseOf(judge, caseId)) ?? { notices: [] };
    expect(notices.find(({ noticeId }) => noticeId === sentOne[0])?.hearingAt).toEqual(left?.startsAt);
  });

  it('a postponement of a hearing that a withdrawal cancels is not sent, and its time is free', async () => {
    const caseId = await world.addCase(judge);
    const { order } = await postponement(caseId);
    const [about = ''] =
      (await world.issuing.caseOf(judge, caseId))?.notices.map((one) => one.noticeId) ?? [];
    const postponed = await world.prepare(judge, caseId, order);
    const withdrawn = await world.prepare(judge, caseId, {
      kind: 'withdrawal',
      text: 'Səhv.',
      aboutNoticeId: about,
    });
    expect(await world.sign(judge, withdrawn)).toBe('signed');
    expect(await hearingsOf(caseId)).toEqual([]);
    expect(await world.sign(judge, postponed)).toBe('notice.postponed_already');
  });

  it('postpone to one time where they are signed one after the other', async () => {
    const caseId = await world.addCase(judge);
    const { order } = await postponement(caseId);
    const [first = '', ...rest] = await world.prepare(judge, caseId, order);
    expect(await world.sign(judge, [first])).toBe('signed');
    expect(await world.sign(judge, rest)).toBe('signed');
    expect(await hearingsOf(caseId)).toHaveLength(1);
  });

  it.each(['correction', 'withdrawal'] as const)(
    'a correction and a %s of one notice: one follows',
    async (kind) => {
      const caseId = await world.addCase(judge);
      const [about = ''] = await world.prepare(judge, caseId);
      const [participantId = ''] =
        (await world.issuing.caseOf(judge, caseId))?.participants.map((one) => one.participantId) ?? [];
      await world.sign(judge, [about]);
      const common = { text: 'Səhv.', aboutNoticeId: about, participantIds: [participantId] };
      const orders = [
        { ...common, kind: 'correction' },
        { ...common, kind },
      ] as const;
      const outcomes = await Promise.all(orders.map((order) => prepareWith(caseId, order)));
      expect(outcomes.map(({ code }) => code).toSorted()).toEqual(['notice.follow_up_waits', 'prepared']);
      await world.issuing.discard(
        judge,
        outcomes.flatMap(({ ids }) => ids),
      );
      const [one, two] = await prepareBoth(caseId, orders);
      expect(await world.sign(judge, [...one, ...two])).toMatch(
        /^notice\.(followed_meanwhile|withdrawn_already)$/,
      );
      expect(await world.sign(judge, one)).toBe('signed');
      expect(await world.sign(judge, two)).toBe('notice.followed_meanwhile');
      // Who looked before does not know of it; who has seen it may correct or withdraw again.
      expect((await prepareWith(caseId, { ...common, kind, followUps: 0 })).code).toBe(
        'notice.follow_up_waits',
      );
      await world.issuing.discard(judge, two);
      expect((await prepareWith(caseId, { ...common, kind, followUps: 0 })).code).toBe(
        'notice.followed_meanwhile',
      );
      expect(await world.sign(judge, await world.prepare(judge, caseId, { ...common, kind }))).toBe('signed');
    },
  );
});

describe('a hearing that is set', () => {
  it('takes further participants at the same time, and none of them twice', async () => {
    const caseId = await world.addCase(judge);
    const order = await world.orderFor(judge, caseId);
    const [first = '', ...others] = order.participantIds;
    await world.sign(judge, await world.prepare(judge, caseId, { ...order, participantIds: [first] }));
    const again = await prepareWith(caseId, { ...order, participantIds: [first, ...others] });
    expect(again.code).toMatch(/^hearing\.(judge|room)_taken$/);
    const added = await world.prepare(judge, caseId, { ...order, participantIds: others });
    expect(await world.sign(judge, added)).toBe('signed');
    expect(await hearingsOf(caseId)).toHaveLength(1);
  });

  it('is given up by the new judge, recorded, and postponed by the new judge’s notice', async () => {
    const [leaving, heir] = [await world.addJudge('Gedən Hakim'), await world.addJudge('Yeni Hakim')];
    const caseId = await world.addCase(leaving);
    await world.sign(leaving, await world.prepare(leaving, caseId));
    const { courtId } = judge.court;
    const [hearing] = (await world.issuing.caseOf(leaving, caseId))?.hearings ?? [];
    const of = { caseId, hearingId: hearing?.hearingId ?? '' };
    const by = ({ member }: WorldJudge, isChair = false) =>
      world.hearings.giveUp({ courtId, staffId: member.staffId, isChair }, of);
    const refusal = { kind: 'refused', code: 'hearing.not_to_give_up' };
    expect(await by(leaving)).toEqual(refusal);
    await change('give_to_another', 'update court_case set judge_id = $2 where case_id = $1', [
      caseId,
      heir.member.staffId,
    ]);
    expect((await hearingsOf(caseId, heir))[0]).toMatchObject({ isLeft: true, isGivenUp: false });
    expect(await by(leaving)).toEqual(refusal);
    const outcomes = await Promise.all([by(heir), by(judge, true)]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['given_up', 'refused']);
    const [given] = await hearingsOf(caseId, heir);
    expect(given).toMatchObject({ isGivenUp: true });
    const records = await change(
      'given_up_records',
      `select facts from interaction_record where type = 'hearing.given_up' and facts ->> 'case' = $1`,
      [caseId],
    );
    expect(records).toMatchObject([
      { facts: { hearing: of.hearingId, judge: leaving.member.staffId, by: expect.any(String) } },
    ]);
    // The very time is free, and the participants are told of another by a postponement.
    const local = new Date((hearing?.startsAt.getTime() ?? 0) + 4 * 3_600_000).toISOString();
    const ids = await world.prepare(heir, caseId, {
      kind: 'postponement',
      text: 'İş başqa hakimə verilib.',
      formerHearingId: of.hearingId,
      roomId: hearing?.roomId ?? '',
      date: local.slice(0, 10),
      time: local.slice(11, 16),
    });
    expect(await world.sign(heir, ids)).toBe('signed');
    const after = await hearingsOf(caseId, heir);
    expect(after).toMatchObject([{ isLeft: false, isGivenUp: false }]);
  });

  it('is given up by the chair where its judge was dismissed', async () => {
    const leaving = await world.addJudge('Gedən Hakim');
    const caseId = await world.addCase(leaving);
    await world.sign(leaving, await world.prepare(leaving, caseId));
    const [hearing] = (await world.issuing.caseOf(leaving, caseId))?.hearings ?? [];
    const of = { caseId, hearingId: hearing?.hearingId ?? '' };
    const chair = { courtId: 'binaqadi', staffId: judge.member.staffId, isChair: true };
    expect(await world.hearings.giveUp(chair, of)).toMatchObject({ kind: 'refused' });
    await change('dismiss', 'update court_staff set ended_at = now() where staff_id = $1', [
      leaving.member.staffId,
    ]);
    expect(await world.hearings.giveUp({ ...chair, courtId: 'xazar' }, of)).toMatchObject({
      kind: 'refused',
    });
    expect(await world.hearings.giveUp(chair, of)).toEqual({ kind: 'given_up' });
    // A summons of the new judge tells of another time as well as a postponement does.
    const heir = await world.addJudge('Yeni Hakim');
    const values = [caseId, heir.member.staffId];
    await change('give_to_heir', 'update court_case set judge_id = $2 where case_id = $1', values);
    expect(await world.sign(heir, await world.prepare(heir, caseId))).toBe('signed');
    expect(await hearingsOf(caseId, heir)).toMatchObject([{ isLeft: false, isGivenUp: false }]);
  });
});

describe('a signing is refused, and nothing is sent,', () => {
  const upset: readonly (readonly [string, string, string])[] = [
    ['notice.case_closed', 'when the case was closed', `state = 'closed', closed_at = now()`],
    ['notice.case_lost', 'when the case was given to another judge', `judge_id = $2`],
  ];
  it.each(upset)('%s: %s', async (code, _, sql) => {
    const other = await world.addJudge();
    const caseId = await world.addCase(judge);
    const ids = await world.prepare(judge, caseId);
    const values = sql.includes('$2') ? [caseId, other.member.staffId] : [caseId];
    await change(`upset_${code.slice(7)}`, `update court_case set ${sql} where case_id = $1`, values);
    expect(await world.sign(judge, ids)).toBe(code);
    expect(await statesOf(ids)).toEqual(ids.map(() => prepared));
  });

  it('notice.office_ended, of all in it, when the office ended while it went on', async () => {
    const leaving = await world.addJudge('Gedən Hakim');
    const ids = await world.prepare(leaving, await world.addCase(leaving));
    await change('end_office', 'update court_staff set ended_at = now() where staff_id = $1', [
      leaving.member.staffId,
    ]);
    expect(await world.sign(leaving, ids)).toBe('notice.office_ended');
    expect(await statesOf(ids)).toEqual(ids.map(() => prepared));
  });

  it('notice.slot_lost and notice.participant_removed, where one of several is hindered', async () => {
    const good = await world.prepare(judge, await world.addCase(judge));
    const caseId = await world.addCase(judge);
    const bad = await world.prepare(judge, caseId);
    await change('lose_slot', `update hearing set state = 'cancelled' where case_id = $1`, [caseId]);
    const all = [...good, ...bad];
    expect(await world.sign(judge, all)).toBe('notice.slot_lost');
    await change('take_off', 'update case_participant set removed_at = now() where case_id = $1', [caseId]);
    expect(await world.sign(judge, all)).toBe('notice.participant_removed');
    expect(await statesOf(all)).toEqual(all.map(() => prepared));
    expect(await world.sign(judge, good)).toBe('signed');
  });

  it('document.certificate_person, with another person’s card', async () => {
    const [one, other] = [await world.addJudge(), await world.addJudge()];
    const ids = await world.prepare(one, await world.addCase(one));
    expect(await world.sign({ ...one, key: other.key }, ids)).toBe('document.certificate_person');
    expect(await statesOf(ids)).toEqual(ids.map(() => prepared));
  });

  it('document.value_mismatch, with another card where the certificate is remembered from the last signing', async () => {
    const [one, other] = [await world.addJudge(), await world.addJudge()];
    await world.sign(one, await world.prepare(one, await world.addCase(one)));
    const ids = await world.prepare(one, await world.addCase(one));
    expect(await world.sign({ ...one, key: other.key }, ids)).toBe('document.value_mismatch');
    expect(await statesOf(ids)).toEqual(ids.map(() => prepared));
  });

  it('and the certificate is asked for anew, once the agent found another card', async () => {
    const one = await world.addJudge();
    await world.sign(one, await world.prepare(one, await world.addCase(one)));
    const ids = await world.prepare(one, await world.addCase(one));
    const begin = async () => {
      const begun = await world.issuing.beginSigning(one, ids);
      if (begun.kind === 'refused') throw new Error(begun.code);
      const stage = (await world.signings.find(one.person, begun.signingId))?.stage;
      return { signingId: begun.signingId, stage };
    };
    const first = await begin();
    expect(first.stage).toBe('value');
    await world.signings.giveUp(one.person, first.signingId, 'card.other_card');
    expect((await begin()).stage).toBe('certificate');
    expect(await world.sign(one, ids)).toBe('signed');
  });

  it('whole, when deliveries cannot be queued', async () => {
    const ids = await world.prepare(judge, await world.addCase(judge));
    const failing = world.documents.signingsWith({}, async (tx, signed) => {
      await world.following(tx, signed);
      throw new Error('no outbox');
    });
    await expect(world.sign(judge, ids, failing)).rejects.toThrow('no outbox');
    expect(await statesOf(ids)).toEqual(ids.map(() => prepared));
    expect(await world.sign(judge, ids)).toBe('signed');
    expect(await statesOf(ids)).toEqual(ids.map(() => sent));
  });

  it('document.time_stamp_unavailable for one of several, and nothing of the others is left', async () => {
    const ids = await world.prepare(judge, await world.addCase(judge));
    const count = () => change('count_contents', 'select count(*)::int from document_content', []);
    const before = await count();
    const { timestamps } = world.documents.sources;
    let asked = 0;
    const stamp: typeof timestamps.stamp = (...words) => {
      asked += 1;
      return asked === 2
        ? Promise.reject(new SignatureError('signature.time_stamp_unavailable', 'away'))
        : timestamps.stamp(...words);
    };
    const without = world.documents.signingsWith({ timestamps: { ...timestamps, stamp } }, world.following);
    expect(await world.sign(judge, ids, without)).toBe('document.time_stamp_unavailable');
    expect(await count()).toEqual(before);
    expect(await statesOf(ids)).toEqual(ids.map(() => prepared));
  });

  it('document.time_stamp_unavailable, while none can be had, and goes on afterwards', async () => {
    const ids = await world.prepare(judge, await world.addCase(judge));
    const stamp = () => Promise.reject(new SignatureError('signature.time_stamp_unavailable', 'away'));
    const without = world.documents.signingsWith({ timestamps: { hash: 'sha256', stamp } }, world.following);
    expect(await world.sign(judge, ids, without)).toBe('document.time_stamp_unavailable');
    expect(await statesOf(ids)).toEqual(ids.map(() => prepared));
    expect(await world.sign(judge, ids)).toBe('signed');
  });

  it('for all but one of two browsers that sign the same', async () => {
    const ids = await world.prepare(judge, await world.addCase(judge));
    const outcomes = await Promise.all([world.sign(judge, ids), world.sign(judge, ids)]);
    expect(outcomes.filter((one) => one === 'signed')).toHaveLength(1);
    expect(await statesOf(ids)).toEqual(ids.map(() => sent));
  });

  it('notice.hearing_past, when the time came before the signature', async () => {
    const caseId = await world.addCase(judge);
    const ids = await world.prepare(judge, caseId);
    const earlier = `starts_at = starts_at - interval '1 year', ends_at = ends_at - interval '1 year'`;
    await change('let_pass', `update hearing set ${earlier} where case_id = $1`, [caseId]);
    expect(await world.sign(judge, ids)).toBe('notice.hearing_past');
    expect(await statesOf(ids)).toEqual(ids.map(() => prepared));
  });

  it('notice.hearing_hours, when the hearing is on a day off or outside working hours by then', async () => {
    const caseId = await world.addCase(judge);
    const ids = await world.prepare(judge, caseId);
    const later = `starts_at = starts_at + interval '12 hours', ends_at = ends_at + interval '12 hours'`;
    await change('move_to_night', `update hearing set ${later} where case_id = $1`, [caseId]);
    expect(await world.sign(judge, ids)).toBe('notice.hearing_hours');
    expect(await statesOf(ids)).toEqual(ids.map(() => prepared));
  });
});
