import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, statement } from '../../../src/db/index.ts';
import {
  checkPayloads,
  createHistory,
  createHolds,
  createPayloads,
  createRecorder,
  eraseDuePayloads,
  erasePayload,
  type HoldOrder,
  type HoldScope,
  holdsOfPayload,
  type PayloadFinding,
  recordSubject,
} from '../../../src/records/index.ts';
import { exchangeFacts } from '../../support/exchange-facts.ts';
import { createTestAccounts, testOrder } from '../../support/test-accounts.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let test: TestDatabase;
let web: Database;
let worker: Database;
let operator: Database;
let owner: Database;
let accountId = '';
beforeAll(async () => {
  test = await createTestDatabase();
  web = test.open({ role: 'acar_web' });
  worker = test.open({ role: 'acar_worker' });
  operator = test.open({ role: 'acar_operator' });
  owner = test.owner();
  const { accounts } = await createTestAccounts(test);
  const issued = await accounts.issueAccount(testOrder({ personalCode: '7HLD001' }));
  if (issued.kind !== 'issued') throw new Error(issued.code);
  accountId = issued.accountId;
});
afterAll(() => test.drop());

const day = 24 * 3_600_000;
let now = Date.parse('2026-11-22T10:05:00Z');
const clock = { now: () => now };
// Each test has its own days: holds that an earlier one left are over, and what they were on is gone.
beforeEach(async () => {
  now += 10_000 * day;
  await eraseDue();
});
const key = randomBytes(32);
const subjectKey = randomBytes(32);
const recorder = createRecorder({ clock });
const subjectOf = (code: string) => recordSubject(subjectKey, code);
const holdsOf = (db: Database) => createHolds({ db, clock, recorder, newId: randomUUID, subjectOf });
const kept = { exchange: 100, refusal: 90 };
const eraseDue = () => eraseDuePayloads({ db: worker, clock, recorder }, kept, new AbortController().signal);
const erase = (id: string) =>
  erasePayload({ db: operator, clock, recorder }, id, { reason: 'asked for', by: 'operator' });

interface Exchange {
  readonly persons?: readonly string[];
  readonly case?: string;
  readonly provider?: string;
}

/** A request and its answer, as the gateway records them: the first person's record has the payload. */
async function exchange({ persons = [], case: number, provider }: Exchange = {}) {
  const payloads = createPayloads({ db: web, clock, key });
  const of = { retention: 'exchange', mostOctets: 1000, mediaType: 'text/plain' } as const;
  const [asked, answered] = [
    await payloads.keep(randomBytes(9), of),
    await payloads.keep(randomBytes(9), of),
  ];
  const facts = { ...exchangeFacts, exchange: randomUUID(), case: number, provider };
  const subjects = persons.length > 0 ? persons.map(subjectOf) : [undefined];
  const payload = (one: typeof asked, place: number) =>
    place === 0 ? { payload: one.id, payloadDigest: one.digest } : {};
  await web.transaction((tx) =>
    recorder.recordAll(tx, [
      ...subjects.map((subject, place) => ({
        type: 'data.requested' as const,
        facts: { ...facts, subject, ...payload(asked, place) },
      })),
      ...subjects.map((subject, place) => ({
        type: 'data.answered' as const,
        facts: { ...facts, subject, status: 200, ...payload(answered, place) },
      })),
    ]),
  );
  return [asked.id, answered.id] as const;
}

const kindOf = async (id: string) => (await createPayloads({ db: web, clock, key }).read(id))?.kind;
const kindsOf = (ids: readonly string[]) => Promise.all(ids.map(kindOf));

const order = (on: HoldScope, changes: Partial<HoldOrder> = {}): HoldOrder => ({
  on,
  reason: 'court order 17/2026',
  until: new Date(now + 1000 * day),
  by: 'operator-1',
  ...changes,
});
async function place(on: HoldScope, changes: Partial<HoldOrder> = {}): Promise<string> {
  const outcome = await holdsOf(operator).place(order(on, changes));
  if (outcome.kind === 'refused') throw new Error(outcome.code);
  return outcome.id;
}

async function check(): Promise<string[]> {
  const found: PayloadFinding[] = [];
  await checkPayloads({
    db: operator,
    key: () => key,
    onFinding: (finding) => void found.push(finding),
    onErased: () => {},
  });
  return found.map(({ kind, payload }) => `${kind} ${payload}`);
}

describe('a legal hold', () => {
  it('keeps one payload, past its time and against a request to erase it; the other goes', async () => {
    const [asked, answered] = await exchange();
    await place({ kind: 'payload', payload: asked });
    expect(await erase(asked)).toBe('held');
    now += 101 * day;
    expect(await eraseDue()).toBe(1);
    expect(await kindsOf([asked, answered])).toEqual(['kept', 'erased']);
    expect(await check()).toEqual([]);
  });

  it.each<[string, Exchange, HoldScope]>([
    ['of a case', { case: 'N-1/2026' }, { kind: 'case', number: 'N-1/2026' }],
    ['with the agency that asked', {}, { kind: 'agency', organisation: exchangeFacts.consumer }],
    [
      'with the agency that was asked',
      { provider: 'VATAZ-1400000077' },
      { kind: 'agency', organisation: 'VATAZ-1400000077' },
    ],
    ['about a person', { persons: ['5ONE001'] }, { kind: 'person', personalCode: '5ONE001' }],
    [
      'about the second of several persons, whose record has no payload',
      { persons: ['5ONE002', '5TWO002'] },
      { kind: 'person', personalCode: '5TWO002' },
    ],
  ])('keeps all payloads of exchanges %s, later ones too, until it is ended', async (_, of, on) => {
    const earlier = await exchange(of);
    const id = await place(on);
    const later = await exchange(of);
    now += 101 * day;
    await eraseDue();
    expect(new Set(await kindsOf([...earlier, ...later]))).toEqual(new Set(['kept']));
    const how = { reason: 'closed', by: 'operator-2' };
    expect(await holdsOf(operator).end(id, how)).toEqual({ kind: 'ended' });
    expect(await eraseDue()).toBe(4);
    expect(await check()).toEqual([]);
  });

  it('keeps nothing of other cases, persons and agencies', async () => {
    const other = await exchange({ case: 'N-2/2026', persons: ['5ONE003'], provider: 'VATAZ-1400000078' });
    await place({ kind: 'case', number: 'N-3/2026' });
    await place({ kind: 'person', personalCode: '5TWO003' });
    await place({ kind: 'agency', organisation: 'VATAZ-1400000079' });
    now += 101 * day;
    expect(await eraseDue()).toBe(2);
    expect(await kindsOf(other)).toEqual(['erased', 'erased']);
  });

  it('on many older payloads does not keep the younger ones from being erased', async () => {
    await place({ kind: 'case', number: 'N-8/2026' });
    for (let n = 0; n < 60; n += 1) await exchange({ case: 'N-8/2026' });
    now += day;
    const younger = await exchange({ case: 'N-9/2026' });
    now += 101 * day;
    expect(await eraseDue()).toBe(2);
    expect(await kindsOf(younger)).toEqual(['erased', 'erased']);
  });

  it('ends by itself on its day', async () => {
    const [asked] = await exchange({ case: 'N-4/2026' });
    await place({ kind: 'case', number: 'N-4/2026' }, { until: new Date(now + 200 * day) });
    now += 200 * day - 1;
    expect(await eraseDue()).toBe(0);
    now += 1;
    expect(await eraseDue()).toBe(2);
    expect(await kindOf(asked)).toBe('erased');
    expect(await check()).toEqual([]);
  });

  it('is told in the history of the record and of the person, with who, why and until when', async () => {
    const [asked] = await exchange({ persons: ['7HLD001'], case: 'N-5/2026' });
    const first = await place({ kind: 'person', personalCode: '7HLD001' });
    const second = await place({ kind: 'case', number: 'N-5/2026' });
    const how = { reason: 'closed', by: 'operator-2' };
    await holdsOf(operator).end(first, how);
    expect(await holdsOf(operator).end(first, how)).toEqual({ kind: 'refused', code: 'hold.unknown' });
    const found = await holdsOfPayload(operator, asked);
    expect(found).toHaveLength(2);
    expect(found.find(({ id }) => id === first)).toMatchObject({
      scope: 'person',
      of: subjectOf('7HLD001'),
      reason: 'court order 17/2026',
      placedBy: 'operator-1',
      placedAt: new Date(now),
      until: new Date(now + 1000 * day),
      endedAt: new Date(now),
      endedBy: 'operator-2',
      endReason: 'closed',
    });
    const listed = async (isAll: boolean) => (await holdsOf(operator).list({ isAll })).map(({ id }) => id);
    expect(await listed(false)).toContain(second);
    expect(await listed(false)).not.toContain(first);
    expect(await listed(true)).toEqual(expect.arrayContaining([first, second]));
    const { entries } = await createHistory(web).historyOf(accountId, { limit: 10 });
    expect(entries.map(({ type, facts }) => [type, facts['hold']])).toEqual([
      ['payload.hold_ended', first],
      ['payload.held', first],
    ]);
    expect(JSON.stringify(entries)).not.toContain('7HLD001');
  });

  it('is refused on what is not there, and without a reason, or a time in sight', async () => {
    const [asked] = await exchange();
    expect(await erase(asked)).toBe('erased');
    const cases: readonly (readonly [HoldOrder, string])[] = [
      [order({ kind: 'payload', payload: asked }), 'hold.payload_erased'],
      [order({ kind: 'payload', payload: randomUUID() }), 'hold.payload_unknown'],
      [order({ kind: 'payload', payload: 'x' }), 'hold.payload_unknown'],
      [order({ kind: 'case', number: ' ' }), 'hold.scope'],
      [order({ kind: 'case', number: 'x'.repeat(65) }), 'hold.scope'],
      [order({ kind: 'person', personalCode: '7abc' }), 'hold.scope'],
      [order({ kind: 'agency', organisation: '' }), 'hold.scope'],
      [order({ kind: 'case', number: 'N' }, { reason: 'a\nb' }), 'hold.reason'],
      [order({ kind: 'case', number: 'N' }, { until: new Date(now) }), 'hold.until'],
      [order({ kind: 'case', number: 'N' }, { until: new Date(now + 4000 * day) }), 'hold.until'],
    ];
    for (const [one, code] of cases)
      expect(await holdsOf(operator).place(one)).toEqual({ kind: 'refused', code });
    const how = { reason: 'x', by: 'operator-1' };
    for (const id of ['x', randomUUID()])
      expect(await holdsOf(operator).end(id, how)).toEqual({ kind: 'refused', code: 'hold.unknown' });
  });

  it('is the operator’s alone, and the database lets no role erase what is held', async () => {
    const [asked] = await exchange();
    await place({ kind: 'payload', payload: asked });
    const anyHold = order({ kind: 'case', number: 'N' });
    for (const db of [web, worker]) await expect(holdsOf(db).place(anyHold)).rejects.toThrow();
    const bluntly = statement(
      'test.erase_held',
      'update record_payload set sealed_secrets = null, erased_at = $2 where payload_id = $1',
    );
    for (const db of [worker, operator, owner])
      await expect(db.query(bluntly, [asked, new Date(now)])).rejects.toMatchObject({
        constraint: 'record_payload_held',
      });
  });

  it('that is placed while an erasure is under way waits for it', async () => {
    const [asked] = await exchange();
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const slow = {
      ...recorder,
      async record(...words: Parameters<typeof recorder.record>) {
        begun.resolve();
        await goOn.promise;
        return recorder.record(...words);
      },
    };
    const why = { reason: 'asked for', by: 'operator' };
    const erasing = erasePayload({ db: operator, clock, recorder: slow }, asked, why);
    await begun.promise;
    const placing = holdsOf(test.open({ role: 'acar_operator' })).place(
      order({ kind: 'payload', payload: asked }),
    );
    await expect.poll(() => owner.query(waiting)).toHaveLength(1);
    goOn.resolve();
    expect(await erasing).toBe('erased');
    expect(await placing).toEqual({ kind: 'refused', code: 'hold.payload_erased' });
    expect(await check()).toEqual([]);
  });

  it('that was taken out of the table is found by the checker, when what it was on is erased', async () => {
    const [asked, answered] = await exchange({ persons: ['5ONE006', '5TWO006'] });
    await place({ kind: 'person', personalCode: '5TWO006' });
    await owner.query(statement('test.forget_holds', 'delete from payload_hold'));
    expect(await erase(answered)).toBe('erased');
    expect(await check()).toEqual([`payload_erased_on_hold ${answered}`]);
    expect(await kindOf(asked)).toBe('kept');
  });
});

const waiting = statement(
  'test.waiting_locks',
  "select pid from pg_locks where locktype = 'advisory' and not granted",
);
