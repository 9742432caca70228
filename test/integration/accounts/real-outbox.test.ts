import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPasswordMethod } from '../../../oidc/login-methods/password/index.ts';
import { toLoginCode } from '../../../src/accounts/model.ts';
import { statement } from '../../../src/db/index.ts';
import { createOutbox } from '../../../src/notify/index.ts';
import { createRecorder } from '../../../src/records/index.ts';
import { testLoginRequest } from '../../support/login-request.ts';
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
  const clock = { now: () => Date.UTC(2026, 10, 22, 10) };
  its = await createTestAccounts(test, {
    notifier: createOutbox({ clock }),
    recorder: createRecorder({ clock }),
  });
});
afterAll(() => test.drop());

const readOutbox = statement('test.outbox', 'select topic, channel from outbox_message order by id');
const readRecords = statement('test.records', 'select type from interaction_record order by id');

it('leaves its messages in the outbox and its records in the interaction record, with the rights of a web process', async () => {
  const person = await its.activated();
  const browser = 'browser-1';
  for (const loginCode of [person.loginCode, toLoginCode('0000000')]) {
    await its.accounts.beginRecovery({ loginCode, browser });
    for (const channel of ['sms', 'email'] as const) {
      expect(await its.accounts.sendRecoveryCode({ browser, channel, language: 'ru' })).toEqual({
        kind: 'sent',
      });
    }
    await its.accounts.checkRecoveryCode({ browser, code: '000000' });
  }
  await its.accounts.changePassword({
    accountId: person.accountId,
    oldPassword: goodPassword,
    password: 'dörd mavi gəmi',
    repeated: 'dörd mavi gəmi',
  });
  const outbox = await its.owner.query<{ topic: string; channel: string }>(readOutbox);
  expect(outbox.map(({ topic, channel }) => `${topic} ${channel}`)).toEqual([
    'account.activated email',
    'account.activated sms',
    'recovery.code sms',
    'recovery.code email',
    'account.password_changed email',
    'account.password_changed sms',
  ]);
  const records = await its.owner.query<{ type: string }>(readRecords);
  expect(records.map(({ type }) => type)).toEqual([
    'account.issued',
    'account.activated',
    ...['requested', 'requested', 'refused', 'requested', 'requested', 'refused'].map(
      (what) => `account.recovery_${what}`,
    ),
    'account.password_changed',
  ]);
});

it('sends the second factor whatever a relying party is called', async () => {
  const { credentials, secondFactor } = its.accounts;
  const method = createPasswordMethod({ credentials, hasher: its.hashing, codes: secondFactor });
  for (const order of [testOrder(), testOrder({ mobile: undefined })]) {
    const person = await its.activated(order);
    const serviceName = `${'x'.repeat(59)}🌊🌊 \ud800`;
    const outcome = await method.advance(
      { step: 'password' },
      { code: person.loginCode, password: person.password },
      testLoginRequest({ wantedLevel: 'substantial', serviceName }),
    );
    expect(outcome.kind).toBe('challenge');
  }
});
