import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SignInEvent } from '../../../oidc/ports.ts';
import { type Database, statement } from '../../../src/db/index.ts';
import {
  createHistory,
  createRecorder,
  eventRecorder,
  RecordError,
  type RecordEvent,
} from '../../../src/records/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let test: TestDatabase;
let web: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  web = test.open({ role: 'acar_web' });
});
afterAll(() => test.drop());

const at = Date.parse('2026-11-22T10:05:00Z');
const recorder = createRecorder({ clock: { now: () => at } });
const record = (event: RecordEvent) => web.transaction((tx) => recorder.record(tx, event));
const historyOf = (accountId: string, before?: string, limit = 10) =>
  createHistory(web).historyOf(accountId, { before, limit });

describe('the interaction record', () => {
  it('keeps an event with its time, parties and facts', async () => {
    const event: RecordEvent = {
      type: 'sign_in.succeeded',
      accountId: 'kept',
      clientId: 'agency',
      sessionUid: 'uid',
      facts: { method: 'password', level: 'low', address: '192.0.2.7', userAgent: 'Brauzer “ə”' },
    };
    await record(event);
    const { entries, next } = await historyOf('kept');
    expect(entries).toEqual([{ ...event, at: new Date(at), id: expect.stringMatching(/^[0-9]+$/) }]);
    expect(next).toBeUndefined();
  });

  it('has an event exactly when the effect is there: none after a rollback', async () => {
    const fails = web.transaction(async (tx) => {
      await recorder.record(tx, { type: 'account.activated', accountId: 'undone', facts: {} });
      throw new Error('no effect');
    });
    await expect(fails).rejects.toThrow('no effect');
    expect((await historyOf('undone')).entries).toEqual([]);
  });

  it('lets neither role change, remove or renumber a row', async () => {
    await record({ type: 'account.activated', accountId: 'firm', facts: {} });
    const attempts = [
      `update interaction_record set type = 'sign_in.failed'`,
      'delete from interaction_record',
      'truncate interaction_record',
      `insert into interaction_record (id, at, type, facts) overriding system value values (1, now(), 'a.b', '{}')`,
    ];
    for (const role of ['acar_web', 'acar_worker'] as const) {
      const db = test.open({ role });
      for (const [index, sql] of attempts.entries()) {
        await expect(db.query(statement(`test.attempt${index}`, sql))).rejects.toMatchObject({
          detail: expect.stringContaining('permission denied'),
        });
      }
    }
  });

  it('refuses types and facts that it does not know, before anything is written', async () => {
    const malformed = [
      { type: 'sign_in.invented', facts: {} },
      { type: 'toString', facts: {} },
      { type: 'account.activated', facts: { password: 'secret' } },
      { type: 'sign_in.failed', facts: { method: 'x'.repeat(100) } },
      { type: 'logout.delivered', facts: {} },
      { type: 'account.activated', facts: { address: 'two\nlines' } },
      { type: 'account.activated', accountId: 'x'.repeat(1000), facts: {} },
      { type: 'account.activated', secret: 'x', facts: {} },
    ];
    const writes: string[] = [];
    const counted = test.open({ role: 'acar_web', onStatement: (name) => writes.push(name) });
    for (const event of malformed) {
      const attempt = counted.transaction((tx) => recorder.record(tx, event as unknown as RecordEvent));
      await expect(attempt, event.type).rejects.toThrow(RecordError);
    }
    expect(writes).not.toContain('record.insert');
    // @ts-expect-error a fact that the type does not carry does not compile
    const event: RecordEvent = { type: 'account.activated', facts: { password: 'secret' } };
    expect(event.type).toBe('account.activated');
  });
});

describe("a person's history", () => {
  it('tells which court notices were sent to them, by the digest of their code, and the judge none of them', async () => {
    const subject = 'a'.repeat(64);
    const sent = {
      notice: randomUUID(),
      case: randomUUID(),
      court: 'binaqadi',
      digest: subject,
      certificate: subject,
    };
    await record({ type: 'notice.sent', accountId: 'judge', facts: { ...sent, subject } });
    await record({ type: 'account.activated', accountId: 'party', facts: {} });
    await record({ type: 'notice.sent', accountId: 'judge', facts: { ...sent, subject: 'b'.repeat(64) } });
    const history = createHistory(web);
    const types = async (accountId: string, of?: string) =>
      (await history.historyOf(accountId, { subject: of, limit: 10 })).entries.map(({ type }) => type);
    expect(await types('party', subject)).toEqual(['account.activated', 'notice.sent']);
    expect(await types('party')).toEqual(['account.activated']);
    expect(await types('judge', 'c'.repeat(64))).toEqual([]);
    const first = await history.historyOf('party', { subject, limit: 1 });
    expect(await history.historyOf('party', { subject, limit: 1, before: first.next })).toMatchObject({
      entries: [{ type: 'notice.sent' }],
      next: undefined,
    });
  });

  it('comes page by page, the newest first, and holds nobody else', async () => {
    for (let tries = 1; tries <= 7; tries++) {
      await record({ type: 'logout.delivered', accountId: 'paged', facts: { tries } });
      await record({ type: 'logout.delivered', accountId: 'other', facts: { tries: 99 } });
    }
    const seen: unknown[] = [];
    let pages = 0;
    for (let before: string | undefined; pages < 10; ) {
      const { entries, next } = await historyOf('paged', before, 3);
      seen.push(...entries.map(({ facts }) => facts['tries']));
      pages += 1;
      if (next === undefined) break;
      before = next;
    }
    expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(pages).toBe(3);
  });

  it('starts from the top when the key of a page was typed by somebody', async () => {
    await record({ type: 'account.activated', accountId: 'typed', facts: {} });
    for (const before of ['', 'x', '-1', '99999999999999999999', `1'; select`]) {
      expect((await historyOf('typed', before)).entries, before).toHaveLength(1);
    }
    expect((await historyOf('typed', undefined, 1_000_000)).entries).toHaveLength(1);
  });

  it('is read through the index of the person, not by passing over the others', async () => {
    const owner = test.owner();
    const fill = `insert into interaction_record (at, type, account_id, facts)
      select now(), 'sign_in.continued', 'many' || i % 1000, '{}' from generate_series(1, 20000) i`;
    await owner.query(statement('test.fill', fill));
    await owner.query(statement('test.analyse', 'analyze interaction_record'));
    const plan = await owner.query(
      statement(
        'test.plan',
        `explain select id from interaction_record where account_id = 'many7' and id < 9999999 order by id desc limit 11`,
      ),
    );
    expect(JSON.stringify(plan)).toContain('interaction_record_account');
  });
});

describe("the identity provider's recorder", () => {
  it('writes each type of event in one statement', async () => {
    const types: SignInEvent['type'][] = [
      'sign_in.succeeded',
      'sign_in.failed',
      'sign_in.stepped_up',
      'sign_in.continued',
      'session.ended',
    ];
    const sent: string[] = [];
    const db = test.open({ role: 'acar_web', onStatement: (name) => sent.push(name) });
    const events = eventRecorder(db, recorder);
    for (const type of types) {
      const reason = type === 'sign_in.failed' ? 'wrong_credentials' : undefined;
      await events.record({ type, accountId: 'provider', method: 'password', level: 'low', reason });
    }
    expect(sent).toEqual(types.map(() => 'record.insert'));
    const { entries } = await historyOf('provider');
    expect(entries.map(({ type }) => type)).toEqual(types.toReversed());
    expect(entries.find(({ type }) => type === 'sign_in.failed')?.facts).toEqual({
      method: 'password',
      level: 'low',
      reason: 'wrong_credentials',
    });
  });

  it('records a sign-in whatever the browser calls itself', async () => {
    const userAgent = `\u0000\u0007${'😀'.repeat(400)}\ud800`;
    await eventRecorder(web, recorder).record({ type: 'sign_in.succeeded', accountId: 'odd', userAgent });
    const [entry] = (await historyOf('odd')).entries;
    expect(String(entry?.facts['userAgent']).length).toBeLessThanOrEqual(512);
  });
});
