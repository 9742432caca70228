import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPasswordMethod } from '../../../oidc/login-methods/password/index.ts';
import { createPasswordHashing } from '../../../src/accounts/index.ts';
import { toLoginCode } from '../../../src/accounts/model.ts';
import { statement } from '../../../src/db/index.ts';
import { testLoginRequest } from '../../support/login-request.ts';
import { createTestAccounts, lastCode, type TestAccounts, testOrder } from '../../support/test-accounts.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let test: TestDatabase;
let its: TestAccounts;
let method: ReturnType<typeof createPasswordMethod>;
beforeAll(async () => {
  test = await createTestDatabase();
  its = await createTestAccounts(test);
  method = methodWith(its.hashing);
});
afterAll(() => test.drop());
beforeEach(() => {
  its.clock.at += 86_400_000;
});

function methodWith(hasher: TestAccounts['hashing']) {
  const { credentials, secondFactor } = its.accounts;
  return createPasswordMethod({ credentials, hasher, codes: secondFactor });
}

const low = testLoginRequest();
const substantial = testLoginRequest({ wantedLevel: 'substantial' });
const first = { step: 'password' } as const;

const block = statement('test.block', 'update account set is_active = false where id = $1');
const readHash = statement(
  'test.read_hash',
  'select phc, set_at from password_credential where account_id = $1',
);

async function atCode(person: { loginCode: string; password: string }, request = substantial) {
  const outcome = await method.advance(first, { code: person.loginCode, password: person.password }, request);
  if (outcome.kind !== 'challenge') throw new Error(`unexpected ${outcome.kind}`);
  return { state: outcome.state, code: await lastCode(its) };
}

describe('sign-in with code and password', () => {
  it('costs one statement, right or wrong, known or unknown', async () => {
    const person = await its.activated();
    for (const input of [
      { code: person.loginCode, password: person.password },
      { code: person.loginCode, password: 'beş sarı vaqon' },
      { code: toLoginCode('0000000'), password: person.password },
    ]) {
      its.statements.length = 0;
      await method.advance(first, input, low);
      expect(its.statements).toEqual(['account.find_by_code']);
    }
  });

  it('verifies the person', async () => {
    const person = await its.activated();
    const outcome = await method.advance(first, { code: person.loginCode, password: person.password }, low);
    expect(outcome).toEqual({
      kind: 'verified',
      person: { accountId: person.accountId, level: 'low', amr: ['pwd'] },
    });
  });

  it('refuses a blocked and a not activated account like a wrong password', async () => {
    const person = await its.activated();
    await its.owner.query(block, [person.accountId]);
    const issued = await its.accounts.issueAccount(testOrder());
    if (issued.kind !== 'issued') throw new Error(issued.code);
    for (const loginCode of [person.loginCode, issued.loginCode]) {
      const outcome = await method.advance(first, { code: loginCode, password: person.password }, low);
      expect(outcome).toMatchObject({ kind: 'failed', reason: 'wrong_credentials' });
    }
    expect(await its.accounts.directory.findById(person.accountId)).toMatchObject({ isActive: false });
  });

  it('raises the hash to the parameters of today at sign-in, and keeps the date of the password', async () => {
    const person = await its.activated();
    const [before] = await its.owner.query(readHash, [person.accountId]);
    const dearer = await createPasswordHashing({ memoryKiB: 128, passes: 2, lanes: 1 });
    const input = { code: person.loginCode, password: person.password };
    expect(await methodWith(dearer).advance(first, input, low)).toMatchObject({ kind: 'verified' });
    const [after] = await its.owner.query(readHash, [person.accountId]);
    // The application's own hashing made it; here it has the same parameters as before, with a fresh salt.
    expect(after?.['phc']).not.toBe(before?.['phc']);
    expect(after?.['set_at']).toEqual(before?.['set_at']);
    expect(await method.advance(first, input, low)).toMatchObject({ kind: 'verified' });
  });
});

describe('one-time code as the second factor', () => {
  it('is sent by SMS, names the service, and raises the level', async () => {
    const person = await its.activated();
    const { state, code } = await atCode(person);
    expect((await its.messages()).at(-1)).toMatchObject({
      channel: 'sms',
      to: '+994501234567',
      topic: 'sign_in.code',
      body: expect.stringContaining(substantial.serviceName),
    });
    expect(JSON.stringify(state)).not.toContain(code);
    its.statements.length = 0;
    expect(await method.advance(state, { code }, substantial)).toEqual({
      kind: 'verified',
      person: { accountId: person.accountId, level: 'substantial', amr: ['pwd', 'otp', 'mfa'] },
    });
    expect(its.statements).toEqual(['one_time_code.try_second_factor']);
    expect(await method.advance(state, { code }, substantial)).toMatchObject({ reason: 'expired' });
  });

  it('goes by e-mail where no number is known, and cannot go where nothing is', async () => {
    await atCode(await its.activated(testOrder({ mobile: undefined })));
    expect((await its.messages()).at(-1)).toMatchObject({ channel: 'email', subject: expect.any(String) });
    const person = await its.activated(testOrder({ mobile: undefined, email: undefined }));
    expect(
      await method.advance(first, { code: person.loginCode, password: person.password }, substantial),
    ).toMatchObject({ kind: 'failed', reason: 'no_channel' });
  });

  it('is worthless in another browser, for another person, after ten minutes and after five tries', async () => {
    const person = await its.activated();
    const { state, code } = await atCode(person);
    if (state.step !== 'one-time-code') throw new Error('expected a code step');
    const elsewhere = { ...substantial, browser: 'another-browser' };
    expect(await method.advance(state, { code }, elsewhere)).toMatchObject({ reason: 'expired' });
    const { accountId } = await its.activated();
    expect(await method.advance({ ...state, accountId }, { code }, substantial)).toMatchObject({
      reason: 'expired',
    });
    its.clock.at += 10 * 60_000;
    expect(await method.advance(state, { code }, substantial)).toMatchObject({ reason: 'expired' });

    const again = await atCode(person);
    const wrong = again.code === '123456' ? '654321' : '123456';
    for (let i = 0; i < 5; i++) {
      expect(await method.advance(again.state, { code: wrong }, substantial)).toMatchObject({
        reason: 'wrong_one_time_code',
      });
    }
    expect(await method.advance(again.state, { code: again.code }, substantial)).toMatchObject({
      reason: 'expired',
    });
  });

  it('is not accepted for an account that was blocked meanwhile, nor sent to it', async () => {
    const person = await its.activated();
    const { state, code } = await atCode(person);
    await its.owner.query(block, [person.accountId]);
    expect(await method.advance(state, { code }, substantial)).toMatchObject({ reason: 'expired' });
    const signedIn = { accountId: person.accountId, level: 'low', amr: ['pwd'] } as const;
    expect(await method.start({ ...substantial, signedIn })).toMatchObject({
      kind: 'failed',
      reason: 'unavailable',
    });
  });

  it('is sent six times in ten minutes at most, also when asked in parallel', async () => {
    const person = await its.activated();
    const signedIn = { accountId: person.accountId, level: 'low', amr: ['pwd'] } as const;
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, () => method.start({ ...substantial, signedIn })),
    );
    expect(outcomes.filter((outcome) => outcome.kind === 'challenge')).toHaveLength(6);
  });
});

describe('change of password', () => {
  const newPassword = 'dörd mavi gəmi';
  const change = { password: newPassword, repeated: newPassword };

  it('needs the old one, tells the person and leaves a record', async () => {
    const person = await its.activated();
    const { accountId, password: oldPassword } = person;
    expect(await its.accounts.changePassword({ accountId, oldPassword: 'wrong', ...change })).toMatchObject({
      code: 'account.wrong_password',
    });
    expect(await its.accounts.changePassword({ accountId, oldPassword, ...change })).toEqual({
      kind: 'changed',
    });
    const told = (await its.messages()).slice(-2).map((message) => message.topic);
    expect(told).toEqual(['account.password_changed', 'account.password_changed']);
    expect((await its.records()).at(-1)).toEqual({ type: 'account.password_changed', accountId, facts: {} });
    expect(await method.advance(first, { code: person.loginCode, password: newPassword }, low)).toMatchObject(
      {
        kind: 'verified',
      },
    );
  });

  it('lets one of two parallel changes win', async () => {
    const { accountId, password: oldPassword } = await its.activated();
    const outcomes = await Promise.all(
      [1, 2].map(() => its.accounts.changePassword({ accountId, oldPassword, ...change })),
    );
    expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(['changed', 'refused']);
  });

  it('slows guessing of the old password down', async () => {
    const { accountId, password: oldPassword } = await its.activated();
    for (let i = 0; i < 10; i++) {
      await its.accounts.changePassword({ accountId, oldPassword: 'wrong', ...change });
    }
    expect(await its.accounts.changePassword({ accountId, oldPassword, ...change })).toEqual({
      kind: 'refused',
      code: 'account.too_many_tries',
      blockedUntil: its.clock.at + 30_000,
    });
  });

  it('refuses a new password that breaks the rules, for nobody too', async () => {
    const { accountId, password: oldPassword } = await its.activated();
    const short = { password: 'kPw9!zRq3', repeated: 'kPw9!zRq3' };
    expect(await its.accounts.changePassword({ accountId, oldPassword, ...short })).toMatchObject({
      code: 'account.password_too_short',
    });
    expect(await its.accounts.changePassword({ accountId: 'nobody', oldPassword, ...change })).toMatchObject({
      code: 'account.wrong_password',
    });
  });
});
