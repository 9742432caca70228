import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNameByPersonalCode } from '../../../src/accounts/index.ts';
import { statement } from '../../../src/db/index.ts';
import { createTestAccounts, testOrder, type TestAccounts } from '../../support/test-accounts.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let test: TestDatabase;
let its: TestAccounts;
beforeAll(async () => {
  test = await createTestDatabase();
  its = await createTestAccounts(test);
});
afterAll(() => test?.drop());

const block = statement('test.block', 'update account set is_active = false where id = $1');

describe('the directory of persons', () => {
  it('looks a person up once for all who ask within two seconds', async () => {
    const { accountId } = await its.activated();
    its.statements.length = 0;
    const { directory } = its.accounts;
    await Promise.all([directory.findById(accountId), directory.findById(accountId)]);
    its.clock.at += 1_999;
    expect(await directory.findById(accountId)).toMatchObject({ id: accountId, isActive: true });
    expect(its.statements).toEqual(['account.find_by_id']);
  });

  it('takes the person that the sign-in by code has read for a look of its own', async () => {
    const { accountId, loginCode } = await its.activated();
    its.statements.length = 0;
    const { credentials, directory } = its.accounts;
    await credentials.findByCode(credentials.readCode(loginCode) ?? '');
    expect(await directory.findById(accountId)).toMatchObject({ id: accountId, isActive: true });
    expect(its.statements).toEqual(['account.find_by_code']);
    await its.owner.query(block, [accountId]);
    its.clock.at += 2_001;
    expect(await directory.findById(accountId)).toMatchObject({ isActive: false });
  });

  it('shows a block after two seconds at the latest', async () => {
    const { accountId } = await its.activated();
    const { directory } = its.accounts;
    await directory.findById(accountId);
    await its.owner.query(block, [accountId]);
    its.clock.at += 2_001;
    expect(await directory.findById(accountId)).toMatchObject({ isActive: false });
  });

  it('does not remember that a person is unknown', async () => {
    const unknown = randomUUID();
    its.statements.length = 0;
    expect(await its.accounts.directory.findById(unknown)).toBeUndefined();
    expect(await its.accounts.directory.findById(unknown)).toBeUndefined();
    expect(its.statements).toEqual(['account.find_by_id', 'account.find_by_id']);
  });

  it('tells the account and name that belong to a personal code, and nothing for a code of nobody', async () => {
    const order = testOrder();
    const { accountId } = await its.activated(order);
    const db = test.open();
    expect(await findNameByPersonalCode(db, order.personalCode)).toEqual({
      accountId,
      name: 'Sınaq Nümunəyeva',
    });
    expect(await findNameByPersonalCode(db, '0000000')).toBeUndefined();
  });
});
