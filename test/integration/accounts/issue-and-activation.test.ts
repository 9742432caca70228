import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepOneTimeCodes } from '../../../src/accounts/index.ts';
import { toLoginCode } from '../../../src/accounts/model.ts';
import { statement } from '../../../src/db/index.ts';
import {
  createTestAccounts,
  goodPassword,
  type TestAccounts,
  testOrder,
} from '../../support/test-accounts.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let test: TestDatabase;
let its: TestAccounts;
beforeAll(async () => {
  test = await createTestDatabase();
  its = await createTestAccounts(test);
});
afterAll(() => test.drop());

const day = 86_400_000;
const password = goodPassword;
const typed = { password, repeated: password };

async function issued(order = testOrder()) {
  const outcome = await its.accounts.issueAccount(order);
  if (outcome.kind !== 'issued') throw new Error(outcome.code);
  return outcome;
}

describe('issuing an account', () => {
  it('hands over a code of eight digits and an activation code for thirty days', async () => {
    const order = testOrder();
    const outcome = await issued(order);
    expect(outcome.loginCode).toMatch(/^\d{4} \d{4}$/);
    expect(outcome.activationCode).toMatch(/^[34679ACDEFGHJKMNPQRTWXY]{5}-[34679ACDEFGHJKMNPQRTWXY]{5}$/);
    expect(outcome.activationEndsAt.getTime()).toBe(its.clock.at + 30 * day);
    expect(await its.accounts.directory.findById(outcome.accountId)).toEqual({
      id: outcome.accountId,
      personalCode: order.personalCode,
      givenName: order.givenName,
      familyName: order.familyName,
      birthdate: '1990-05-23',
      isActive: true,
    });
    expect((await its.records()).at(-1)).toEqual({
      type: 'account.issued',
      accountId: outcome.accountId,
      facts: {},
    });
  });

  it('refuses a second account of one person with a stable code', async () => {
    const order = testOrder();
    await issued(order);
    expect(
      await its.accounts.issueAccount({ ...order, personalCode: order.personalCode.toLowerCase() }),
    ).toEqual({
      kind: 'refused',
      code: 'account.duplicate_personal_code',
    });
  });

  it('makes one account when two operators issue for one person at once', async () => {
    const order = testOrder();
    const outcomes = await Promise.all([1, 2, 3].map(() => its.accounts.issueAccount(order)));
    expect(outcomes.filter((outcome) => outcome.kind === 'issued')).toHaveLength(1);
  });

  it('names every field that is wrong', async () => {
    const order = testOrder({
      personalCode: 'x',
      givenName: '',
      patronymic: '<b>',
      birthdate: '2026-11-23',
      email: 'x',
      mobile: '1',
    });
    expect(await its.accounts.issueAccount(order)).toEqual({
      kind: 'refused',
      code: 'account.invalid_field',
      fields: ['personalCode', 'givenName', 'patronymic', 'birthdate', 'email', 'mobile'],
    });
  });

  it('finds nobody by an id that is none', async () => {
    expect(await its.accounts.directory.findById("'; --")).toBeUndefined();
    expect(await its.accounts.directory.findById('6f2c1b1e-0000-4000-8000-000000000001')).toBeUndefined();
  });
});

describe('activation', () => {
  it('takes both codes as people type them, then a password, and tells the person', async () => {
    const { loginCode, activationCode, accountId } = await issued();
    const browser = 'browser-1';
    const begun = await its.accounts.beginActivation({
      loginCode: loginCode.replace(' ', ''),
      activationCode: activationCode.toLowerCase().replace('-', ' '),
      browser,
    });
    expect(begun).toEqual({ kind: 'proven' });
    expect(await its.accounts.finishActivation({ ...typed, browser })).toEqual({
      kind: 'activated',
      accountId,
    });
    const login = await its.accounts.credentials.findByCode(loginCode.replace(' ', ''));
    expect(login?.canSignIn).toBe(true);
    expect(await its.hashing.verify(login?.phc, password)).toBe('right');
    const messages = (await its.messages()).filter((message) => message.topic === 'account.activated');
    expect(messages.map((message) => message.channel)).toEqual(['email', 'sms']);
    expect((await its.records()).at(-1)).toMatchObject({ type: 'account.activated', accountId });
  });

  it('gives one answer after the same statements for a wrong code and an unknown person', async () => {
    const { loginCode } = await issued();
    const seen: unknown[] = [];
    for (const code of [loginCode, toLoginCode('0000000'), loginCode]) {
      its.statements.length = 0;
      const outcome = await its.accounts.beginActivation({
        loginCode: code,
        activationCode: seen.length === 2 ? 'not a code' : 'AAAAA-AAAAA',
        browser: 'browser-2',
      });
      seen.push([outcome, [...its.statements]]);
    }
    expect(seen[0]).toEqual([{ kind: 'refused', code: 'account.wrong_activation' }, expect.any(Array)]);
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });

  it('tells a mistyped code at once, by its check digit', async () => {
    its.statements.length = 0;
    expect(
      await its.accounts.beginActivation({ loginCode: '1234 5678', activationCode: 'x', browser: 'b' }),
    ).toMatchObject({ code: 'account.malformed_code' });
    expect(its.statements).toEqual([]);
  });

  it('does not work with an expired code', async () => {
    const { loginCode, activationCode } = await issued();
    its.clock.at += 30 * day;
    expect(
      await its.accounts.beginActivation({ loginCode, activationCode, browser: 'browser-3' }),
    ).toMatchObject({ code: 'account.wrong_activation' });
  });

  it('does not work twice, nor in a browser that proved nothing, nor after half an hour', async () => {
    const { loginCode, activationCode } = await issued();
    await its.accounts.beginActivation({ loginCode, activationCode, browser: 'browser-4' });
    expect(await its.accounts.finishActivation({ ...typed, browser: 'browser-5' })).toMatchObject({
      code: 'account.step_expired',
    });
    its.clock.at += 30 * 60_000;
    expect(await its.accounts.finishActivation({ ...typed, browser: 'browser-4' })).toMatchObject({
      code: 'account.step_expired',
    });
    await its.accounts.beginActivation({ loginCode, activationCode, browser: 'browser-4' });
    const both = await Promise.all(
      [1, 2].map(() => its.accounts.finishActivation({ ...typed, browser: 'browser-4' })),
    );
    expect(both.map((outcome) => outcome.kind).sort()).toEqual(['activated', 'refused']);
    expect(
      await its.accounts.beginActivation({ loginCode, activationCode, browser: 'browser-4' }),
    ).toMatchObject({ code: 'account.wrong_activation' });
  });

  it('lets one of two browsers finish that both proved the same code', async () => {
    const { loginCode, activationCode } = await issued();
    for (const browser of ['browser-6', 'browser-7']) {
      await its.accounts.beginActivation({ loginCode, activationCode, browser });
    }
    const outcomes = await Promise.all(
      ['browser-6', 'browser-7'].map((browser) => its.accounts.finishActivation({ ...typed, browser })),
    );
    expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(['activated', 'refused']);
  });

  it.each([
    ['kPw9!zRq3', 'kPw9!zRq3', 'account.password_too_short'],
    ['azərbaycan2026', 'azərbaycan2026', 'account.password_common'],
    ['nümunəyeva-x9k4', 'nümunəyeva-x9k4', 'account.password_personal'],
    ['tbw9-fkq2-hxz7', 'tbw9-fkq2-hxz8', 'account.passwords_differ'],
  ])('refuses the password %j and keeps the step', async (first, repeated, code) => {
    const { loginCode, activationCode } = await issued();
    const browser = `browser ${first}`;
    await its.accounts.beginActivation({ loginCode, activationCode, browser });
    expect(await its.accounts.finishActivation({ password: first, repeated, browser })).toEqual({
      kind: 'refused',
      code,
    });
    expect(await its.accounts.finishActivation({ ...typed, browser })).toMatchObject({ kind: 'activated' });
  });

  it('works with a reissued code, and no longer with the lost one', async () => {
    const order = testOrder();
    const first = await issued(order);
    const second = await its.accounts.reissueActivation(order);
    if (second.kind !== 'issued') throw new Error(second.code);
    expect(second.loginCode).toBe(first.loginCode);
    expect(await its.accounts.beginActivation({ ...first, browser: 'b' })).toMatchObject({ kind: 'refused' });
    expect(await its.accounts.beginActivation({ ...second, browser: 'b' })).toEqual({ kind: 'proven' });
    await its.accounts.finishActivation({ ...typed, browser: 'b' });
    expect(await its.accounts.reissueActivation(order)).toMatchObject({ code: 'account.already_activated' });
    expect(await its.accounts.reissueActivation(testOrder())).toMatchObject({
      code: 'account.unknown_person',
    });
  });

  it('stores no code, password or browser in clear', async () => {
    const { loginCode, activationCode } = await issued();
    await its.accounts.beginActivation({ loginCode, activationCode, browser: 'a-browser-in-clear' });
    await its.accounts.finishActivation({ ...typed, browser: 'a-browser-in-clear' });
    const dump = statement(
      'test.dump_all',
      `select (select string_agg(c::text, '') from one_time_code c) || (select string_agg(f::text, '') from account_flow f)
           || (select string_agg(p::text, '') from password_credential p) as everything`,
    );
    const text = JSON.stringify(await its.owner.query(dump));
    expect(text).toContain('argon2id');
    for (const secret of [activationCode, activationCode.replace('-', ''), password, 'a-browser-in-clear']) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });

  it('leaves what has long ended to the sweep, in batches', async () => {
    its.clock.at += 61 * day;
    const database = test.open({ role: 'acar_worker' });
    const first = await sweepOneTimeCodes({ database, now: its.clock.at }, 2);
    expect(first).toBe(4);
    let swept = first;
    for (let last = first; last > 0; swept += last) {
      last = await sweepOneTimeCodes({ database, now: its.clock.at }, 2);
    }
    expect(swept).toBeGreaterThan(4);
    const left = statement('test.left', 'select count(*)::int as n from one_time_code');
    expect(await its.owner.query(left)).toEqual([{ n: 0 }]);
  });
});
