import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, statement } from '../../../src/db/index.ts';
import { clerksRoom, type CourtWorld, courtSubjectOf, createCourtWorld } from '../../support/court-world.ts';
import { actingAs, sampleCase } from '../../support/court-cases.ts';

let world: CourtWorld;
let db: Database;

beforeAll(async () => {
  world = await createCourtWorld();
  db = world.test.open();
});
afterAll(() => world?.stop());

const room = () => clerksRoom(world, db);
const clerk = () => actingAs(world, 'clerk');
const assign = statement(
  'test.assign_case',
  "update court_case set state = 'assigned', judge_id = $2, assigned_at = now() where case_id = $1",
);
const records = (type: string, caseId: string) =>
  world.test
    .owner()
    .query<{ facts: object }>(
      statement(
        'test.case_records',
        "select facts from interaction_record where type = $1 and facts ->> 'case' = $2",
      ),
      [type, caseId],
    );

describe('registering a case', () => {
  it('gives the next number of the court, kind and year, records it and asks for a draw, all or nothing', async () => {
    const { cases, draws } = room();
    const caseId = randomUUID();
    const typed = sampleCase({ kind: 'commercial' });
    expect(await cases.register(await clerk(), { caseId, version: 0, typed })).toEqual({
      kind: 'registered',
      number: '4(001)-1/2026',
    });
    const found = await cases.find('binaqadi', caseId);
    expect(found?.case).toMatchObject({
      state: 'registered',
      subject: typed.subject,
      number: '4(001)-1/2026',
    });
    expect(found?.participants).toMatchObject([
      { role: 'claimant', code: '1AAAAA1', mobile: '+994501234567' },
      { role: 'defendant', code: '2BBBBB2', email: 'cavabdeh@example.az' },
    ]);
    expect(draws.asked).toEqual([caseId]);
    expect(await records('case.registered', caseId)).toMatchObject([
      { facts: { court: 'binaqadi', number: '4(001)-1/2026', kind: 'commercial' } },
    ]);
    const failing = clerksRoom(world, db, { asked: [], request: () => Promise.reject(new Error('no draw')) });
    const lost = {
      caseId: randomUUID(),
      version: 0,
      typed: sampleCase({ kind: 'commercial', codes: ['9', '8'] }),
    };
    await expect(failing.cases.register(await clerk(), lost)).rejects.toThrow('no draw');
    expect(await cases.find('binaqadi', lost.caseId)).toBeUndefined();
    expect(await cases.register(await clerk(), lost)).toMatchObject({ number: '4(001)-2/2026' });
  });

  it('takes few round trips, however many participants there are', async () => {
    const sent: string[] = [];
    const counted = world.test.open({ onStatement: (name) => void sent.push(name) });
    const { cases } = clerksRoom(world, counted);
    const [claimant, defendant] = sampleCase({ codes: ['N1', 'N2'] }).participants;
    const witnesses = Array.from({ length: 18 }, () => ({ ...claimant, role: 'witness', code: '' }));
    const typed = { ...sampleCase(), participants: [claimant, defendant, ...witnesses] };
    const outcome = await cases.register(await clerk(), { caseId: randomUUID(), version: 0, typed });
    expect(outcome.kind).toBe('registered');
    expect(sent).toEqual([
      'begin',
      'court_case.hold',
      'court_case.insert',
      'case_draft.insert',
      'case_search_word.replace',
      'court_counter.hold',
      'court_case.resembling',
      'court_counter.take',
      'court_case.register',
      'case_draft.drop',
      'case_participant.insert_all',
      'case_search_word.replace',
      'case_event.insert',
      'record.insert',
      'commit',
    ]);
  });

  it('gives fifty cases at once fifty numbers, none twice and none left out', async () => {
    const { cases } = room();
    const acting = [await clerk(), await actingAs(world, 'otherClerk')] as const;
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        cases.register(acting[index % 2] ?? acting[0], {
          caseId: randomUUID(),
          version: 0,
          typed: sampleCase({ kind: 'other', codes: [`A${100 + index}`, `B${100 + index}`] }),
        }),
      ),
    );
    const numbers = outcomes.map((outcome) =>
      outcome.kind === 'registered' ? outcome.number : outcome.kind,
    );
    const expected = ['001', '002'].flatMap((court) =>
      Array.from({ length: 25 }, (_, index) => `5(${court})-${index + 1}/2026`),
    );
    expect(numbers.toSorted()).toEqual(expected.toSorted());
  });

  it('begins at one with the year as it is in Baku, four hours before it is in Greenwich', async () => {
    const { cases } = room();
    const before = world.clock.at;
    world.clock.at = Date.parse('2026-12-31T20:30:00Z');
    const typed = sampleCase({ kind: 'civil', codes: ['C1', 'C2'] });
    expect(await cases.register(await clerk(), { caseId: randomUUID(), version: 0, typed })).toMatchObject({
      number: '2(001)-1/2027',
    });
    world.clock.at = before;
  });

  it('tells everything that is wrong at once, and registers nothing', async () => {
    const { cases } = room();
    const caseId = randomUUID();
    const [claimant] = sampleCase().participants;
    const typed = {
      kind: 'civil',
      subject: ' ',
      participants: claimant ? [{ ...claimant, code: 'IOIOIOI', mobile: '12' }] : [],
    };
    const outcome = await cases.register(await clerk(), { caseId, version: 0, typed });
    expect(outcome).toMatchObject({ kind: 'wrong' });
    expect(outcome.kind === 'wrong' && outcome.problems.map(({ field }) => field)).toEqual([
      'subject',
      'code-1',
      'mobile-1',
      'participants',
    ]);
    expect(await cases.find('binaqadi', caseId)).toBeUndefined();
  });
});

describe('a case like another', () => {
  const codes = ['SAME', 'PAIR'] as const;

  it('is noticed for thirty days while the other is open, and is registered with a reason that is kept', async () => {
    const { cases } = room();
    const first = randomUUID();
    await cases.register(await clerk(), { caseId: first, version: 0, typed: sampleCase({ codes }) });
    const second = { caseId: randomUUID(), version: 0, typed: sampleCase({ codes, subject: 'Başqa borc' }) };
    expect(await cases.register(await clerk(), second)).toMatchObject({
      kind: 'resembling',
      found: [{ caseId: first }],
    });
    expect(await cases.find('binaqadi', second.caseId)).toBeUndefined();
    const reason = 'Başqa müqavilə';
    expect(await cases.register(await clerk(), { ...second, reason })).toMatchObject({ kind: 'registered' });
    expect((await cases.history(second.caseId)).events).toMatchObject([
      { what: 'registered_anyway', otherCaseId: first, reason },
    ]);
    expect(await records('case.registered', second.caseId)).toMatchObject([{ facts: { resembles: first } }]);
  });

  it('is not noticed at another court, of another kind, with the sides changed, or when a month is over', async () => {
    const { cases } = room();
    const order = (typed = sampleCase({ codes })) => ({ caseId: randomUUID(), version: 0, typed });
    expect(await cases.register(await actingAs(world, 'otherClerk'), order())).toMatchObject({
      kind: 'registered',
    });
    const administrative = order(sampleCase({ codes, kind: 'administrative' }));
    expect(await cases.register(await clerk(), administrative)).toMatchObject({ kind: 'registered' });
    const turned = order(sampleCase({ codes: ['PAIR', 'SAME'] }));
    expect(await cases.register(await clerk(), turned)).toMatchObject({ kind: 'registered' });
    const before = world.clock.at;
    world.clock.at += 31 * 24 * 3600 * 1000;
    expect(await cases.register(await clerk(), order())).toMatchObject({ kind: 'registered' });
    world.clock.at = before;
  });

  it('is noticed when two clerks register it at the same moment: one of them is asked', async () => {
    const { cases } = room();
    const typed = sampleCase({ codes: ['TWO1', 'TWO2'] });
    const acting = await clerk();
    const outcomes = await Promise.all(
      [1, 2].map(() => cases.register(acting, { caseId: randomUUID(), version: 0, typed })),
    );
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['registered', 'resembling']);
  });
});

describe('drafts', () => {
  it('keep what was typed as it was typed, right or not', async () => {
    const { cases } = room();
    const caseId = randomUUID();
    const [claimant] = sampleCase().participants;
    const typed = {
      kind: 'civil',
      subject: '',
      participants: claimant ? [{ ...claimant, mobile: 'sonra' }] : [],
    };
    expect(await cases.save(await clerk(), { caseId, version: 0, typed })).toEqual({
      kind: 'saved',
      version: 1,
    });
    expect(await cases.find('binaqadi', caseId)).toMatchObject({
      typed,
      case: { state: 'draft', version: 1 },
    });
    expect(await cases.find('xazar', caseId)).toBeUndefined();
  });

  it('refuse a stale version with both versions, and lose neither', async () => {
    const { cases } = room();
    const caseId = randomUUID();
    await cases.save(await clerk(), { caseId, version: 0, typed: sampleCase() });
    const theirs = sampleCase({ subject: 'Birinci' });
    const outcomes = await Promise.all(
      [theirs, sampleCase({ subject: 'İkinci' })].map(async (typed) =>
        cases.save(await clerk(), { caseId, version: 1, typed }),
      ),
    );
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['saved', 'stale']);
    const stale = outcomes.find(({ kind }) => kind === 'stale');
    const kept = await cases.find('binaqadi', caseId);
    expect(stale).toMatchObject({ now: { typed: kept?.typed, case: { version: 2 } } });
    const late = await cases.register(await clerk(), { caseId, version: 1, typed: theirs });
    expect(late).toMatchObject({ kind: 'stale', now: { case: { state: 'draft' } } });
  });

  it('are thrown away by whoever saw the latest version; what is registered is not', async () => {
    const { cases } = room();
    const caseId = randomUUID();
    await cases.save(await clerk(), { caseId, version: 0, typed: sampleCase({ codes: ['D1', 'D2'] }) });
    expect(await cases.discard(await clerk(), { caseId, version: 7 })).toBe(false);
    expect(await cases.discard(await clerk(), { caseId, version: 1 })).toBe(true);
    const typed = sampleCase({ codes: ['D1', 'D2'] });
    await cases.register(await clerk(), { caseId, version: 0, typed });
    expect(await cases.discard(await clerk(), { caseId, version: 2 })).toBe(false);
    expect(await cases.register(await clerk(), { caseId, version: 0, typed })).toMatchObject({
      kind: 'stale',
      now: { case: { state: 'registered' } },
    });
  });
});

describe('a registered case', () => {
  const registered = async (codes: readonly [string, string]) => {
    const caseId = randomUUID();
    await room().cases.register(await clerk(), { caseId, version: 0, typed: sampleCase({ codes }) });
    return { caseId, version: (await room().cases.find('binaqadi', caseId))?.case.version ?? 0 };
  };
  const contacts = (mobile: string) =>
    sampleCase().participants.map((one) => ({ ...one, code: 'ZZZZZZZ', mobile }));

  it('gets its contacts corrected; a code that is known stays, and a stale version is refused', async () => {
    const { cases } = room();
    const edition = await registered(['K1', 'K2']);
    const typed = contacts('0552223344');
    expect(await cases.changeContacts(await clerk(), { ...edition, typed })).toEqual({ kind: 'changed' });
    const now = await cases.find('binaqadi', edition.caseId);
    expect(now?.participants.map(({ mobile }) => mobile)).toEqual(['+994552223344', '+994552223344']);
    expect(now?.participants.map(({ code }) => code)).not.toContain('ZZZZZZZ');
    expect(await records('case.contacts_changed', edition.caseId)).toMatchObject([
      { facts: { participants: 2 } },
    ]);
    expect(await cases.changeContacts(await clerk(), { ...edition, typed })).toMatchObject({ kind: 'stale' });
    const wrong = await cases.changeContacts(await clerk(), {
      ...edition,
      version: now?.case.version ?? 0,
      typed: contacts('x'),
    });
    expect(wrong).toMatchObject({ kind: 'wrong', problems: [{ field: 'mobile-1' }, { field: 'mobile-2' }] });
  });

  it('is not closed while it waits for its judge: the draw would be lost', async () => {
    const { cases } = room();
    const edition = await registered(['W1', 'W2']);
    expect(await cases.close(await clerk(), { ...edition, reason: 'Barışıq' })).toEqual({
      kind: 'wrong',
      problems: [{ field: 'reason', code: 'case.judge_awaited' }],
    });
    expect((await cases.find('binaqadi', edition.caseId))?.case.state).toBe('registered');
  });

  it('is closed with a reason and opened again, once each', async () => {
    const { cases } = room();
    const edition = await registered(['S1', 'S2']);
    await world.test.owner().query(assign, [edition.caseId, world.staffIds.judge]);
    expect(await cases.close(await clerk(), { ...edition, reason: ' ' })).toMatchObject({ kind: 'wrong' });
    const twice = await Promise.all(
      [1, 2].map(async () => cases.close(await clerk(), { ...edition, reason: 'Barışıq' })),
    );
    expect(twice.map(({ kind }) => kind).toSorted()).toEqual(['changed', 'stale']);
    const closed = await cases.find('binaqadi', edition.caseId);
    expect(closed?.case).toMatchObject({ state: 'closed', closedAt: new Date(world.clock.at) });
    const again = { caseId: edition.caseId, version: closed?.case.version ?? 0, reason: 'Səhv bağlanıb' };
    expect(await cases.reopen(await clerk(), again)).toEqual({ kind: 'changed' });
    expect((await cases.find('binaqadi', edition.caseId))?.case.state).toBe('assigned');
    expect((await cases.history(edition.caseId)).events.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['registered', 'closed', 'reopened']),
    );
  });
});

describe('the list', () => {
  it('finds by number, code and the beginnings of names, in any letters, and pages by key', async () => {
    const { cases } = room();
    const acting = await actingAs(world, 'otherClerk');
    for (const subject of ['a', 'b', 'c'])
      await cases.register(acting, {
        caseId: randomUUID(),
        version: 0,
        typed: sampleCase({ subject, codes: [`L${subject}1`, `L${subject}2`], name: 'Qəzənfər Işıqlı' }),
      });
    const open = { states: ['registered', 'assigned'] as const, before: undefined, limit: 2 };
    const find = async (query: string, before?: string) => cases.list('xazar', { ...open, query, before });
    const first = await find('ISIQ qezen');
    expect(first.cases.map(({ subject }) => subject)).toEqual(['c', 'b']);
    expect((await find('IŞIQ', first.next)).cases.map(({ subject }) => subject)).toEqual(['a']);
    expect(first.cases[0]).toMatchObject({ asking: ['Qəzənfər Işıqlı'], asked: ['Qəzənfər Işıqlı'] });
    const [one] = first.cases;
    expect((await find(one?.number ?? '')).cases).toHaveLength(1);
    expect((await find('Qəzənfər heçkim')).cases).toEqual([]);
    expect((await find('%_')).cases).toEqual([]);
    expect((await cases.list('binaqadi', { ...open, query: 'qezenfer' })).cases).toEqual([]);
  });
});

describe('looking up names', () => {
  it('fills in what is known, records each look-up with the person’s digest, and stops at sixty an hour', async () => {
    const { nameLookups } = room();
    const acting = await clerk();
    const look = (code: string, kind: 'person' | 'organisation' = 'person') =>
      nameLookups.look(acting, { kind, code });
    expect(await look('7num007')).toEqual({ kind: 'found', name: 'Şəmsi Nümunəyev' });
    expect(await look('1234567891', 'organisation')).toMatchObject({ kind: 'found' });
    expect(await look('0000000')).toEqual({ kind: 'unknown' });
    expect(await look('IOIOIOI')).toEqual({ kind: 'malformed' });
    const facts = await world.test
      .owner()
      .query(
        statement(
          'test.lookups',
          "select account_id as account, facts from interaction_record where type = 'case.name_looked_up' order by id",
        ),
      );
    expect(facts).toMatchObject([
      { account: 'account-7NUM007', facts: { subject: courtSubjectOf('7NUM007'), found: true } },
      { facts: { organisation: '1234567891', found: true } },
      { account: null, facts: { subject: courtSubjectOf('0000000'), found: false } },
    ]);
    const many = await Promise.all(Array.from({ length: 70 }, () => look('0000000')));
    expect(many.filter(({ kind }) => kind === 'unknown')).toHaveLength(57);
    expect(many.filter(({ kind }) => kind === 'too_many')).toHaveLength(13);
    world.clock.at += 3600 * 1000;
    expect(await look('0000000')).toEqual({ kind: 'unknown' });
  });
});
