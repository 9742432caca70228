import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toLoginCode } from '../../../src/accounts/model.ts';
import type { Channel } from '../../../src/accounts/model.ts';
import { createTestAccounts, lastCode, type TestAccounts, testOrder } from '../../support/test-accounts.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let test: TestDatabase;
let its: TestAccounts;
beforeAll(async () => {
  test = await createTestDatabase();
  its = await createTestAccounts(test);
});
afterAll(() => test.drop());

const minute = 60_000;
const newPassword = 'dörd mavi gəmi';
const typed = { password: newPassword, repeated: newPassword };
const freshBrowser = () => randomBytes(16).toString('base64url');

/** Begins and has a code sent; answers the browser and, if one was sent, the code. */
async function asked(loginCode: string, channel: Channel = 'sms', browser = freshBrowser()) {
  const before = (await its.messages()).length;
  expect(await its.accounts.beginRecovery({ loginCode, browser })).toEqual({ kind: 'begun' });
  expect(await its.accounts.sendRecoveryCode({ browser, channel, language: 'az' })).toEqual({ kind: 'sent' });
  const wasSent = (await its.messages()).length > before;
  return { browser, code: wasSent ? await lastCode(its) : undefined };
}

function wrongFor(code: string | undefined): string {
  return code === '123456' ? '654321' : '123456';
}

describe('recovery', () => {
  it.each(['email', 'sms'] as const)(
    'leads over a code by %s to a new password, ends sessions and tells',
    async (channel) => {
      const person = await its.activated();
      const { browser, code = '' } = await asked(person.loginCode, channel);
      const message = (await its.messages()).at(-1);
      expect(message).toMatchObject({
        channel,
        to: channel === 'email' ? 'sinaq@example.az' : '+994501234567',
        topic: 'recovery.code',
        expiresAt: new Date(its.clock.at + 10 * minute).toISOString(),
      });
      expect(await its.accounts.recoveryStep({ browser })).toEqual({ step: 'code', channel });
      expect(await its.accounts.checkRecoveryCode({ browser, code })).toEqual({ kind: 'proven' });
      expect(await its.accounts.recoveryStep({ browser })).toEqual({ step: 'password' });
      its.endedSessions.length = 0;
      expect(await its.accounts.finishRecovery({ browser, ...typed })).toEqual({
        kind: 'recovered',
        accountId: person.accountId,
      });
      expect(new Set(its.endedSessions)).toEqual(new Set([person.accountId]));
      const login = await its.accounts.credentials.findByCode(person.loginCode.replace(' ', ''));
      expect(await its.hashing.verify(login?.phc, newPassword)).toBe('right');
      expect(await its.hashing.verify(login?.phc, person.password)).toBe('wrong');
      const told = (await its.messages()).slice(-2);
      expect(told.map((one) => [one.channel, one.topic])).toEqual([
        ['email', 'account.password_recovered'],
        ['sms', 'account.password_recovered'],
      ]);
      expect((await its.records()).slice(-3).map((record) => record.type)).toEqual([
        'account.recovery_requested',
        'account.recovery_proven',
        'account.recovered',
      ]);
      expect(await its.accounts.recoveryStep({ browser })).toBeUndefined();
    },
  );

  it('sends nothing to nobody and answers as for somebody, after the same statements', async () => {
    const person = await its.activated();
    const traces: unknown[] = [];
    for (const loginCode of [person.loginCode, toLoginCode('0000000')]) {
      its.statements.length = 0;
      const { browser, code } = await asked(loginCode);
      const step = await its.accounts.recoveryStep({ browser });
      const check = await its.accounts.checkRecoveryCode({ browser, code: wrongFor(code) });
      const finish = await its.accounts.finishRecovery({ browser, ...typed });
      traces.push({ step, check, finish, statements: its.statements.map(sameForBoth) });
      expect(code !== undefined).toBe(loginCode === person.loginCode);
    }
    expect(traces[1]).toEqual(traces[0]);
    expect(traces[0]).toMatchObject({
      step: { step: 'code', channel: 'sms' },
      check: { code: 'account.wrong_one_time_code' },
      finish: { code: 'account.step_expired' },
    });
  });

  it.each([
    ['has no such channel', { email: undefined }],
    ['is not activated', undefined],
  ] as const)('answers the same when the account %s', async (_case, changes) => {
    let loginCode: string;
    if (changes) ({ loginCode } = await its.activated(testOrder(changes)));
    else {
      const issued = await its.accounts.issueAccount(testOrder());
      if (issued.kind !== 'issued') throw new Error(issued.code);
      ({ loginCode } = issued);
    }
    const { code, browser } = await asked(loginCode, 'email');
    expect(code).toBeUndefined();
    expect(await its.accounts.recoveryStep({ browser })).toEqual({ step: 'code', channel: 'email' });
  });

  it('allows five tries and then not even the right code', async () => {
    const { browser, code = '' } = await asked((await its.activated()).loginCode);
    for (let i = 0; i < 5; i++) {
      expect(await its.accounts.checkRecoveryCode({ browser, code: wrongFor(code) })).toMatchObject({
        code: 'account.wrong_one_time_code',
      });
    }
    expect(await its.accounts.checkRecoveryCode({ browser, code })).toMatchObject({
      code: 'account.one_time_code_expired',
    });
  });

  it('judges no more than five of fifty parallel guesses', async () => {
    const { browser, code = '' } = await asked((await its.activated()).loginCode);
    const guesses = Array.from({ length: 50 }, () =>
      its.accounts.checkRecoveryCode({ browser, code: wrongFor(code) }),
    );
    const judged = (await Promise.all(guesses)).filter(
      (outcome) => outcome.kind === 'refused' && outcome.code === 'account.wrong_one_time_code',
    );
    expect(judged).toHaveLength(5);
  });

  it('refuses a code after ten minutes', async () => {
    const { browser, code = '' } = await asked((await its.activated()).loginCode);
    its.clock.at += 10 * minute;
    expect(await its.accounts.checkRecoveryCode({ browser, code })).toMatchObject({
      code: 'account.one_time_code_expired',
    });
  });

  it('refuses a code that was used before', async () => {
    const { browser, code = '' } = await asked((await its.activated()).loginCode);
    await its.accounts.checkRecoveryCode({ browser, code });
    expect(await its.accounts.checkRecoveryCode({ browser, code })).toMatchObject({
      code: 'account.one_time_code_expired',
    });
  });

  it('refuses an earlier code once another was sent', async () => {
    const { loginCode } = await its.activated();
    const { browser, code: first = '' } = await asked(loginCode);
    let code = first;
    while (code === first) {
      await its.accounts.sendRecoveryCode({ browser, channel: 'sms', language: 'az' });
      code = await lastCode(its);
    }
    expect(await its.accounts.checkRecoveryCode({ browser, code: first })).toMatchObject({
      code: 'account.wrong_one_time_code',
    });
    expect(await its.accounts.checkRecoveryCode({ browser, code })).toEqual({ kind: 'proven' });
  });

  it('refuses the right code in another browser, even one that asked for the same person', async () => {
    const { loginCode } = await its.activated();
    const { code: first = '' } = await asked(loginCode);
    const other = freshBrowser();
    expect(await its.accounts.checkRecoveryCode({ browser: other, code: first })).toMatchObject({
      code: 'account.one_time_code_expired',
    });
    const { browser } = await asked(loginCode);
    expect(await its.accounts.checkRecoveryCode({ browser, code: first })).toMatchObject({
      code: 'account.wrong_one_time_code',
    });
    expect(await its.accounts.finishRecovery({ browser, ...typed })).toMatchObject({
      code: 'account.step_expired',
    });
  });

  it('loses the proof when another code is asked for, or another person named', async () => {
    const { loginCode } = await its.activated();
    const { browser, code = '' } = await asked(loginCode);
    await its.accounts.checkRecoveryCode({ browser, code });
    await its.accounts.sendRecoveryCode({ browser, channel: 'sms', language: 'az' });
    expect(await its.accounts.finishRecovery({ browser, ...typed })).toMatchObject({ kind: 'refused' });
    await its.accounts.checkRecoveryCode({ browser, code: await lastCode(its) });
    const victim = await its.activated();
    await its.accounts.beginRecovery({ loginCode: victim.loginCode, browser });
    expect(await its.accounts.finishRecovery({ browser, ...typed })).toMatchObject({ kind: 'refused' });
  });

  it('finishes once when the last form is sent twice', async () => {
    const { browser, code = '' } = await asked((await its.activated()).loginCode);
    await its.accounts.checkRecoveryCode({ browser, code });
    const outcomes = await Promise.all([1, 2].map(() => its.accounts.finishRecovery({ browser, ...typed })));
    expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(['recovered', 'refused']);
  });

  it('sends at most five messages an hour to one person, and does not say so', async () => {
    const { loginCode } = await its.activated();
    const sent: boolean[] = [];
    for (let i = 0; i < 7; i++) sent.push((await asked(loginCode)).code !== undefined);
    expect(sent).toEqual([true, true, true, true, true, false, false]);
    its.clock.at += 61 * minute;
    expect((await asked(loginCode)).code).toBeDefined();
  });

  it('keeps to five messages also when many browsers ask at once', async () => {
    const { loginCode } = await its.activated();
    const before = (await its.messages()).length;
    const browsers = Array.from({ length: 12 }, freshBrowser);
    for (const browser of browsers) await its.accounts.beginRecovery({ loginCode, browser });
    await Promise.all(
      browsers.map((browser) => its.accounts.sendRecoveryCode({ browser, channel: 'sms', language: 'az' })),
    );
    expect((await its.messages()).length - before).toBe(5);
  });

  it('ends with its half hour, and does not begin with a mistyped code', async () => {
    const { browser } = await asked((await its.activated()).loginCode);
    its.clock.at += 30 * minute;
    expect(await its.accounts.recoveryStep({ browser })).toBeUndefined();
    expect(await its.accounts.sendRecoveryCode({ browser, channel: 'sms', language: 'az' })).toMatchObject({
      code: 'account.step_expired',
    });
    expect(await its.accounts.beginRecovery({ loginCode: '1234 5678', browser })).toMatchObject({
      code: 'account.malformed_code',
    });
  });
});

/** A message taken back and a message kept are one statement each. */
function sameForBoth(name: string): string {
  return name === 'account.drop_message' ? 'account.keep_message' : name;
}
