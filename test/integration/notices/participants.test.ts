import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, statement } from '../../../src/db/index.ts';
import { createInbox, createRotation } from '../../../src/notices/index.ts';
import { createRecorder } from '../../../src/records/index.ts';
import { courtDeliveries, deliveryStates } from '../../support/court-deliveries.ts';
import { actingAs, sampleCase } from '../../support/court-cases.ts';
import { clerksRoom, type CourtWorld, createCourtWorld } from '../../support/court-world.ts';

let world: CourtWorld;
let db: Database;
let owner: Database;

beforeAll(async () => {
  world = await createCourtWorld();
  db = world.test.open();
  owner = world.test.owner();
});
afterAll(() => world?.stop());

const cases = () => clerksRoom(world, db).cases;
const clerk = () => actingAs(world, 'clerk');
const records = async (caseId: string) => {
  const rows = await owner.query(
    statement(
      'test.participant_records',
      `select type, facts from interaction_record where type like 'case.participant%' and facts ->> 'case' = $1 order by id`,
    ),
    [caseId],
  );
  return rows.map(({ type, facts }) => ({ type, ...(facts as object) }));
};
const [base] = sampleCase().participants;
const joining = (code: string, more: Partial<typeof base> = {}) => ({
  ...base,
  role: 'third_party',
  name: 'Nigar Qoşulan',
  code,
  ...more,
});

let count = 0;
/** A registered case with a claimant and a defendant, in the version that it has. */
async function registered(kind = 'civil') {
  count += 1;
  const typed = sampleCase({ kind, codes: [`P${count}A`, `P${count}B`] });
  const caseId = randomUUID();
  await cases().register(await clerk(), { caseId, version: 0, typed });
  return editionOf(caseId);
}
async function editionOf(caseId: string) {
  const found = await cases().find('binaqadi', caseId);
  if (!found) throw new Error('no case');
  return { caseId, version: found.case.version, participants: found.participants };
}
const namesOf = async (caseId: string) => (await editionOf(caseId)).participants.map(({ name }) => name);

describe('somebody who joins a registered case', () => {
  it('is checked as at registration, stands behind the others, is found, recorded and in the history', async () => {
    const { caseId, version } = await registered();
    const typed = joining('9jne001', { mobile: '055 111 22 33' });
    expect(await cases().addParticipant(await clerk(), { caseId, version, typed })).toEqual({
      kind: 'changed',
    });
    const now = await editionOf(caseId);
    expect(now.version).toBe(version + 1);
    expect(now.participants.at(-1)).toMatchObject({ code: '9JNE001', mobile: '+994551112233' });
    const [event] = (await cases().history(caseId)).events;
    expect(event).toMatchObject({
      what: 'participant_added',
      participant: { name: 'Nigar Qoşulan', role: 'third_party' },
    });
    expect(await records(caseId)).toMatchObject([
      {
        type: 'case.participant_added',
        role: 'third_party',
        participant: now.participants[2]?.participantId,
      },
    ]);
    const open = { states: ['registered'] as const, before: undefined, limit: 5, query: 'qosulan' };
    expect((await cases().list('binaqadi', open)).cases.map((one) => one.caseId)).toContain(caseId);
  });

  it('is refused with what is wrong, twice with one code in one role, and as the twenty-first', async () => {
    const { caseId, version } = await registered();
    const add = async (typed: ReturnType<typeof joining>) => {
      const edition = await editionOf(caseId);
      return cases().addParticipant(await clerk(), { ...edition, caseId, typed });
    };
    expect(await add(joining('IO', { name: ' ', mobile: '1' }))).toMatchObject({
      kind: 'wrong',
      problems: [{ field: 'code-1' }, { field: 'name-1' }, { field: 'mobile-1' }],
    });
    await add(joining('9TWC001'));
    expect(await add(joining('9TWC001'))).toMatchObject({
      problems: [{ field: 'code-1', code: 'case.code_twice' }],
    });
    expect(await add(joining('9TWC001', { role: 'witness' }))).toEqual({ kind: 'changed' });
    for (let more = 4; more < 20; more += 1) await add(joining('', { role: 'witness' }));
    expect(await add(joining(''))).toMatchObject({
      problems: [{ field: 'participants', code: 'case.participants_too_many' }],
    });
    expect((await editionOf(caseId)).version).toBe(version + 18);
  });

  it('makes a case resemble another as at registration: nothing is changed without a reason, which is kept', async () => {
    const first = await registered();
    const [, defendant] = first.participants;
    const second = await registered();
    const [claimant] = first.participants;
    const onePlus = joining(claimant?.code ?? '', { role: 'claimant' });
    const add = async (caseId: string, typed: ReturnType<typeof joining>, reason?: string) => {
      const { version } = await editionOf(caseId);
      const anyway = reason === undefined ? undefined : { reason };
      return cases().addParticipant(await clerk(), { caseId, version, typed, anyway });
    };
    expect(await add(second.caseId, onePlus)).toEqual({ kind: 'changed' });
    const both = joining(defendant?.code ?? '', { role: 'defendant' });
    expect(await add(second.caseId, both)).toMatchObject({
      kind: 'resembling',
      found: [{ caseId: first.caseId }],
    });
    expect(await add(second.caseId, both, ' ')).toMatchObject({
      kind: 'resembling',
      found: [{ caseId: first.caseId }],
      problems: [{ field: 'reason', code: 'case.reason_missing' }],
    });
    expect(await namesOf(second.caseId)).toHaveLength(3);
    expect(await add(second.caseId, both, 'Başqa müqavilə')).toEqual({ kind: 'changed' });
    expect((await cases().history(second.caseId)).events[0]).toMatchObject({
      reason: 'Başqa müqavilə',
      otherCaseId: first.caseId,
    });
  });

  it('of two clerks at once one wins; the other is shown what happened and loses nothing', async () => {
    const { caseId, version } = await registered();
    const acting = await clerk();
    const outcomes = await Promise.all(
      ['9FRS001', '9SEC002'].map((code) =>
        cases().addParticipant(acting, { caseId, version, typed: joining(code) }),
      ),
    );
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['changed', 'stale']);
    const stale = outcomes.find(({ kind }) => kind === 'stale');
    expect(stale).toMatchObject({ now: { participants: [{}, {}, { name: 'Nigar Qoşulan' }] } });
    const lost = outcomes[0]?.kind === 'stale' ? '9FRS001' : '9SEC002';
    const again = { ...(await editionOf(caseId)), typed: joining(lost) };
    expect(await cases().addParticipant(acting, again)).toEqual({ kind: 'changed' });
    expect(await namesOf(caseId)).toHaveLength(4);
  });

  it('cannot join, and nobody leaves, while the case is closed', async () => {
    const { caseId, participants } = await registered();
    const close = statement(
      'test.close',
      `update court_case set state = 'closed', closed_at = now(), judge_id = $2, assigned_at = now() where case_id = $1`,
    );
    await owner.query(close, [caseId, world.staffIds.judge]);
    const edition = await editionOf(caseId);
    const closed = { kind: 'wrong', problems: [{ field: 'participants', code: 'case.closed' }] };
    const typed = joining('9CLX001');
    expect(await cases().addParticipant(await clerk(), { ...edition, typed })).toEqual(closed);
    const leaving = { ...edition, participantId: participants[0]?.participantId ?? '', reason: 'x' };
    expect(await cases().removeParticipant(await clerk(), leaving)).toEqual(closed);
  });
});

describe('a recusal that waits for the chair', () => {
  it('is not touched by who joins or leaves the case, and is decided as before', async () => {
    const { caseId } = await registered();
    const assign = `update court_case set state = 'assigned', judge_id = $2, assigned_at = now() where case_id = $1`;
    await owner.query(statement('test.assign', assign), [caseId, world.staffIds.judge]);
    const { clock } = world;
    const recorder = createRecorder({ clock });
    const hearings = { releaseUntold: async () => {} };
    const rotation = createRotation({
      db,
      clock,
      recorder,
      hearings,
      prepared: { hold: async () => {}, end: async () => {} },
    });
    const judge = { courtId: 'binaqadi', staffId: world.staffIds.judge };
    expect(await rotation.askRecusal(judge, caseId, 'Qohum')).toBe('done');
    const before = await editionOf(caseId);
    await cases().addParticipant(await clerk(), { ...before, typed: joining('9RCS001') });
    const { version, participants } = await editionOf(caseId);
    const participantId = participants[2]?.participantId ?? '';
    const leaving = { caseId, version, participantId, reason: 'Səhv' };
    expect(await cases().removeParticipant(await clerk(), leaving)).toEqual({ kind: 'changed' });
    const find = statement(
      'test.recusal',
      'select recusal_id::text as id from case_recusal where case_id = $1',
    );
    const [row] = await owner.query(find, [caseId]);
    const chair = { courtId: 'binaqadi', staffId: world.staffIds.chair };
    expect(await rotation.acceptRecusal(chair, String(row?.['id']))).toBe('done');
  });
});

describe('somebody who is taken off a case', () => {
  it('needs a reason, leaves the others in their order, and is recorded and in the history', async () => {
    const { caseId } = await registered();
    const edition = await editionOf(caseId);
    await cases().addParticipant(await clerk(), { ...edition, typed: joining('9LEV001') });
    const now = await editionOf(caseId);
    const participantId = now.participants[2]?.participantId ?? '';
    const remove = async (reason: string, version = now.version) =>
      cases().removeParticipant(await clerk(), { caseId, version, participantId, reason });
    expect(await remove(' ')).toMatchObject({ kind: 'wrong', problems: [{ field: 'reason' }] });
    expect(await remove('Səhvən yazılıb')).toEqual({ kind: 'changed' });
    expect(await namesOf(caseId)).toEqual(['Əli İddiaçı', 'Vəli Cavabdeh']);
    expect((await cases().history(caseId)).events[0]).toMatchObject({
      what: 'participant_removed',
      participant: { name: 'Nigar Qoşulan', role: 'third_party' },
      reason: 'Səhvən yazılıb',
    });
    expect((await records(caseId)).at(-1)).toMatchObject({
      type: 'case.participant_removed',
      participant: participantId,
    });
    expect(await remove('Yenə')).toMatchObject({ kind: 'stale', now: { participants: [{}, {}] } });
    expect(await remove('Yenə', now.version + 1)).toMatchObject({ kind: 'stale' });
  });

  it.each([
    ['civil', 0, 'case.claimant_missing'],
    ['civil', 1, 'case.defendant_missing'],
  ] as const)('cannot be a party whom a %s case needs, but can be replaced', async (kind, index, code) => {
    const { caseId, version, participants } = await registered(kind);
    const { participantId = '', role = '', name = '', code: own = '' } = participants[index] ?? {};
    const order = { caseId, version, participantId, reason: 'Ad səhv idi' };
    expect(await cases().removeParticipant(await clerk(), order)).toEqual({
      kind: 'wrong',
      problems: [{ field: 'participants', code }],
    });
    const replace = (typed: ReturnType<typeof joining>) => ({
      ...order,
      replacement: { typed, isAnyway: false },
    });
    const another = replace(joining('9RPL001', { role: 'witness' }));
    expect(await cases().removeParticipant(await clerk(), another)).toMatchObject({ problems: [{ code }] });
    // The same person under the right name: the code of who leaves does not count.
    const right = replace(joining(own, { role, name: 'Düzgün Ad' }));
    expect(await cases().removeParticipant(await clerk(), right)).toEqual({ kind: 'changed' });
    const now = await editionOf(caseId);
    expect(now.participants[index]).toMatchObject({ role, name: 'Düzgün Ad', code: own });
    expect(now.participants).toHaveLength(2);
    expect((await cases().history(caseId)).events[0]).toMatchObject({
      what: 'participant_replaced',
      participant: { name },
      replacement: { name: 'Düzgün Ad' },
    });
    expect(await records(caseId)).toMatchObject([
      { type: 'case.participant_removed', replacement: now.participants[index]?.participantId },
      { type: 'case.participant_added' },
    ]);
  });

  it('while another is corrected: contacts that were typed stay with the person, not with the place', async () => {
    const { caseId, version, participants } = await registered();
    const [claimant] = participants;
    const acting = await clerk();
    const outcomes = await Promise.all([
      cases().removeParticipant(acting, {
        caseId,
        version,
        participantId: claimant?.participantId ?? '',
        reason: 'Səhv',
        replacement: { typed: joining('9RPL777', { role: 'claimant', mobile: '' }), isAnyway: false },
      }),
      cases().changeContacts(acting, {
        caseId,
        version,
        typed: participants.map(() => ({ code: '', mobile: '0501010101', email: '', language: 'az' })),
      }),
    ]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['changed', 'stale']);
  });
});

describe('what was sent to somebody who is taken off a case', () => {
  const insertNotice = statement(
    'test.insert_notice',
    `insert into notice (notice_id, number, case_id, court_id, participant_id, kind, language, fields, state, document_id,
       judge_id, prepared_at, signed_at)
     select $1, $2, $3, 'binaqadi', $4, 'decision', 'az', '{}', 'sent', gen_random_uuid(), $5, $6, $6`,
  );
  const outboxOf = statement(
    'test.outbox_of',
    `select m.state, m.body, m.last_error as "lastError" from outbox_message m
       join notice_delivery d on d.delivery_id = m.reference where d.notice_id = $1 order by m.id`,
  );
  const openOf = statement(
    'test.open_of',
    `select (select count(*)::int from notice_watch where notice_id = $1) as watched,
            (select string_agg(coalesce(outcome, 'open'), ' ') from notice_escalation where notice_id = $1) as escalations`,
  );

  /** A case of which everybody was sent a notice. */
  async function notified(mobile: string) {
    const edition = await registered();
    const acting = await clerk();
    await cases().addParticipant(acting, { ...edition, typed: joining('9NTF001', { mobile, email: '' }) });
    const now = await editionOf(edition.caseId);
    const leaving = now.participants[2]?.participantId ?? '';
    const room = courtDeliveries(world);
    const ids = [randomUUID(), randomUUID()] as const;
    const to = [leaving, now.participants[0]?.participantId] as const;
    for (const [index, noticeId] of ids.entries()) {
      const number = `B-001-2026-9${String(count).padStart(4, '0')}${index}`;
      const at = new Date(world.clock.now());
      const values = [noticeId, number, edition.caseId, to[index], world.staffIds.judge, at];
      await owner.query(insertNotice, values);
    }
    await room.queue(...ids);
    return { ...now, room, ids, leaving };
  }

  it('stays at the portal; a message that waits is not sent, and nobody tries any more', async () => {
    const { ids, room, leaving, caseId, version } = await notified('0502223344');
    const [theirs, others] = ids;
    const order = { caseId, version, participantId: leaving, reason: 'İşdən çıxıb' };
    expect(await cases().removeParticipant(await clerk(), order)).toEqual({ kind: 'changed' });
    expect(await deliveryStates(world, theirs)).toEqual(['portal available', 'sms withdrawn']);
    expect(await owner.query(outboxOf, [theirs])).toEqual([
      { state: 'expired', body: null, lastError: 'withdrawn' },
    ]);
    expect(await owner.query(openOf, [theirs])).toEqual([{ watched: 0, escalations: null }]);
    expect((await owner.query(outboxOf, [others])).map(({ state }) => state)).toEqual(['waiting']);
    expect(await owner.query(openOf, [others])).toMatchObject([{ watched: 1 }]);
    const before = world.clock.at;
    world.clock.at += 3 * 24 * 3600 * 1000;
    await room.check();
    world.clock.at = before;
    expect(await owner.query(openOf, [theirs])).toEqual([{ watched: 0, escalations: null }]);
    const [summary] = (await cases().history(caseId)).notices.filter(
      ({ participant }) => participant === 'Nigar Qoşulan',
    );
    expect(summary?.deliveries).toContainEqual({ channel: 'sms', state: 'withdrawn' });
  });

  it('is read by them and by whoever has their mandate; a mandate reaches notices of cases that they join', async () => {
    const { ids, leaving, caseId, version } = await notified('0502223377');
    const [theirs] = ids;
    const mandate = `insert into notice_mandate (mandate_id, principal_code, representative_code, given_at, accepted_at)
      values (gen_random_uuid(), '9NTF001', '6CTZ006', now(), now()) on conflict do nothing`;
    await owner.query(statement('test.mandate', mandate));
    const inbox = createInbox({
      db,
      clock: world.clock,
      recorder: createRecorder({ clock: world.clock }),
      subjectOf: (code) => code,
    });
    const readBy = async (personalCode: string) => {
      const page = { before: undefined, court: undefined, limit: 50 };
      const { notices } = await inbox.page({ personalCode }, page);
      return notices.map(({ noticeId }) => noticeId);
    };
    expect(await readBy('6CTZ006')).toContain(theirs);
    const order = { caseId, version, participantId: leaving, reason: 'İşdən çıxıb' };
    await cases().removeParticipant(await clerk(), order);
    for (const code of ['9NTF001', '6CTZ006']) expect(await readBy(code)).toContain(theirs);
  });

  it('is not taken back when it is on its way', async () => {
    const { ids, leaving, caseId, version } = await notified('0502223355');
    const [theirs] = ids;
    await owner.query(
      statement(
        'test.claim',
        `update outbox_message set state = 'sending' from notice_delivery d
          where d.delivery_id = reference and d.notice_id = $1`,
      ),
      [theirs],
    );
    const order = { caseId, version, participantId: leaving, reason: 'İşdən çıxıb' };
    expect(await cases().removeParticipant(await clerk(), order)).toEqual({ kind: 'changed' });
    expect(await deliveryStates(world, theirs)).toEqual(['portal available', 'sms queued']);
  });

  it('needs no clerk any more when it reached nobody', async () => {
    const { ids, leaving, caseId, version, room } = await notified('');
    const [theirs] = ids;
    expect(await owner.query(openOf, [theirs])).toEqual([{ watched: 0, escalations: 'open' }]);
    const order = { caseId, version, participantId: leaving, reason: 'İşdən çıxıb' };
    await cases().removeParticipant(await clerk(), order);
    expect(await owner.query(openOf, [theirs])).toEqual([{ watched: 0, escalations: 'removed' }]);
    const listed = await room.escalations.page('binaqadi', { limit: 50 });
    expect(listed.escalations.map(({ noticeId }) => noticeId)).not.toContain(theirs);
  });

  it('is sent by nobody any more, whoever was first: the clerk who sends it again or the one who takes them off', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { ids, leaving, caseId, version, room } = await notified('');
      const [theirs] = ids;
      const acting = await clerk();
      const { escalations } = await room.escalations.page('binaqadi', { limit: 50 });
      const escalationId = escalations.find(({ noticeId }) => noticeId === theirs)?.escalationId ?? '';
      const contacts = { mobile: `05033344${10 + round}`, email: '' };
      const order = { caseId, version, participantId: leaving, reason: 'İşdən çıxıb' };
      const [again, removed] = await Promise.all([
        room.escalations.sendAgain(acting, escalationId, contacts),
        cases().removeParticipant(acting, order),
      ]);
      // Whoever corrects the contacts first changes the case: the other sees that, and goes on.
      if (removed.kind === 'stale')
        await cases().removeParticipant(acting, { ...order, version: removed.now?.case.version ?? 0 });
      expect(['done', 'closed']).toContain(again.kind);
      expect(await namesOf(caseId)).not.toContain('Nigar Qoşulan');
      const [left] = await owner.query(openOf, [theirs]);
      expect(left).toMatchObject({ watched: 0, escalations: expect.not.stringContaining('open') });
      expect((await owner.query(outboxOf, [theirs])).map(({ state }) => state)).not.toContain('waiting');
    }
  });

  it('lets the web role take back what waits and nothing else', async () => {
    const { ids } = await notified('0502223366');
    await expect(
      db.query(
        statement('test.forge', `update notice_delivery set state = 'delivered' where notice_id = $1`),
        [ids[0]],
      ),
    ).rejects.toMatchObject({ detail: expect.stringContaining('42501') });
    await expect(
      db.query(statement('test.blank', `update outbox_message set body = null`)),
    ).rejects.toMatchObject({ detail: expect.stringContaining('42501') });
  });
});
