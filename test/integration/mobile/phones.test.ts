import { randomBytes, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, statement } from '../../../src/db/index.ts';
import { resealPhones, sweepMobile } from '../../../src/mobile/index.ts';
import { changeOwnPhone, issueCode, listPhones } from '../../../src/mobile/phones/index.ts';
import { createShiftedClock } from '../../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import {
  addHolder,
  enrolPhone,
  goodPin,
  newPhone,
  type PhoneNode,
  startPhoneNode,
  startPhonePki,
  type TestHolder,
} from '../../support/test-phones.ts';

const clock = createShiftedClock();
let database: TestDatabase;
let owner: Database;
let pki: Awaited<ReturnType<typeof startPhonePki>>;
let node: PhoneNode;
let holder: TestHolder;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = database.owner();
  pki = await startPhonePki(database, clock);
  node = await startPhoneNode(database, clock);
});
afterAll(async () => {
  await node?.stop();
  await pki?.stop();
  await database?.drop();
});

const certificatesOf = statement(
  'test.certificates_of',
  `select c.status, c.profile, c.certificate, c.subject_id as "subjectId" from certificate c
   where c.subject_id = $1 order by c.issued_at, c.profile`,
);
interface CertificateRow extends Record<string, unknown> {
  readonly status: string;
  readonly profile: string;
  readonly certificate: Buffer;
}
const certificates = (of: TestHolder) =>
  owner.query<CertificateRow>(certificatesOf, [`PNOAZ-${of.personalCode}`]);
const statuses = async (of: TestHolder) => (await certificates(of)).map(({ status }) => status);

describe('enrolment', () => {
  test('gives a phone two certificates of its person from the authority for phones', async () => {
    holder = await addHolder(owner);
    const phone = await enrolPhone(node, holder, 'Mənim telefonum');
    const rows = await certificates(holder);
    expect(rows.map(({ profile }) => profile).toSorted()).toEqual([
      'mobile-authentication',
      'mobile-signature',
    ]);
    expect(new X509Certificate(rows[0]?.certificate ?? '').issuer).toContain('CN=Açar Mobil 1');
    expect(await phone.wallet.standing()).toMatchObject({
      name: 'Mənim telefonum',
      state: 'active',
      holder: 'Sınaq Nümunəyeva',
      phoneNumber: holder.phoneNumber,
    });
    // Neither the share nor the verifier of the PIN stays on the phone.
    expect(phone.storage.phone).toMatchObject({ enrolmentShare: undefined, pending: undefined });
    expect(pki.errors).toEqual([]);
    expect(node.errors).toEqual([]);
  });

  test('takes a code once, in its ten minutes, and only the right one', async () => {
    holder = await addHolder(owner);
    const now = () => clock.now();
    const { code } = await issueCode(node.phones, { ...holder, source: 'portal' });
    const first = newPhone(node.origin, now);
    const typed = `${code.slice(0, 5)} - ${code.slice(5).toLowerCase()}`;
    await expect(first.wallet.beginEnrolment(typed)).resolves.toEqual({ holder: 'Sınaq Nümunəyeva' });
    for (const wrong of [code, 'AAAAA-AAAAA', '', 'x'.repeat(40)])
      await expect(newPhone(node.origin, now).wallet.beginEnrolment(wrong)).rejects.toMatchObject({
        code: 'mobile.enrolment_code',
      });
    const late = await issueCode(node.phones, { ...holder, source: 'portal' });
    clock.advance(601);
    await expect(newPhone(node.origin, now).wallet.beginEnrolment(late.code)).rejects.toMatchObject({
      code: 'mobile.enrolment_code',
    });
  });

  test('goes on where it was cut off: the certificate service was away', async () => {
    holder = await addHolder(owner);
    await pki.pause();
    const { code } = await issueCode(node.phones, { ...holder, source: 'office' });
    const phone = newPhone(node.origin, () => clock.now());
    await phone.wallet.beginEnrolment(code);
    const finished = phone.wallet.finishEnrolment('Telefon', goodPin);
    await expect.poll(async () => (await listOrders()).length).toBeGreaterThan(0);
    pki.resume();
    expect(await finished).toBe(true);
    expect(await phone.wallet.resume()).toBe(true);
    expect(await statuses(holder)).toEqual(['good', 'good']);
  });

  async function listOrders() {
    return owner.query(statement('test.waiting_work', `select id from phone_work where state = 'waiting'`));
  }
});

describe('a phone', () => {
  test('can be suspended and restored, with both certificates, and is told lost for ever', async () => {
    holder = await addHolder(owner);
    const phone = await enrolPhone(node, holder);
    const phoneId = phone.storage.phone?.phoneId ?? '';
    const change = (what: 'suspend' | 'restore' | 'lose', accountId = holder.accountId) =>
      changeOwnPhone(node.phones, { phoneId, accountId }, what);
    const other = await addHolder(owner);
    expect(await change('suspend', other.accountId)).toBe(false);
    expect(await change('suspend')).toBe(true);
    await expect.poll(() => statuses(holder)).toEqual(['held', 'held']);
    expect(await change('suspend')).toBe(false);
    expect(await change('restore')).toBe(true);
    expect(await change('suspend')).toBe(true);
    expect(await change('restore')).toBe(true);
    await expect.poll(() => statuses(holder)).toEqual(['good', 'good']);
    expect((await phone.wallet.standing()).state).toBe('active');
    expect(await change('lose')).toBe(true);
    await expect.poll(() => statuses(holder)).toEqual(['revoked', 'revoked']);
    expect(await change('restore')).toBe(false);
  });

  test('renews its keys and certificates; the former ones are revoked', async () => {
    holder = await addHolder(owner);
    const phone = await enrolPhone(node, holder);
    const before = phone.storage.phone?.keys;
    expect(await phone.wallet.renew(goodPin)).toBe(true);
    expect(phone.storage.phone?.keys?.authentication).not.toEqual(before?.authentication);
    await expect.poll(() => statuses(holder)).toEqual(['revoked', 'revoked', 'good', 'good']);
    expect((await phone.wallet.standing()).state).toBe('active');
    for (let round = 0; round < 3; round += 1) await phone.wallet.renew(goodPin);
    await expect(phone.wallet.renew(goodPin)).rejects.toMatchObject({ code: 'mobile.too_many' });
  });

  test('is one of several of its person', async () => {
    holder = await addHolder(owner);
    await enrolPhone(node, holder, 'Birinci');
    await enrolPhone(node, holder, 'İkinci');
    const names = (await listPhones(node.db, holder.accountId)).map(({ name }) => name);
    expect(names.toSorted()).toEqual(['Birinci', 'İkinci']);
  });

  test('changes its PIN, also when the answer to the change is lost', async () => {
    holder = await addHolder(owner);
    const phone = await enrolPhone(node, holder);
    await phone.wallet.changePin(goodPin, '111222');
    await expect(phone.wallet.renew(goodPin)).rejects.toMatchObject({
      code: 'mobile.pin_wrong',
      triesLeft: 2,
    });
    await phone.wallet.changePin('111222', '333444');
    // As if the last answer had not come: the old keys still count here, the new ones wait.
    const { phone: stored } = phone.storage;
    if (!stored?.keys) throw new Error('no keys');
    phone.storage.phone = { ...stored, pending: { what: 'pin', keys: stored.keys, pinVersion: 3 } };
    expect(await phone.wallet.renew('333444')).toBe(true);
  });
});

test('what was begun and never finished is given up after a day, and its code removed', async () => {
  holder = await addHolder(owner);
  const { code } = await issueCode(node.phones, { ...holder, source: 'portal' });
  const phone = newPhone(node.origin, () => clock.now());
  await phone.wallet.beginEnrolment(code);
  clock.advance(2 * 86_400);
  await sweepMobile(database.open({ role: 'acar_worker' }), clock.now());
  await expect(phone.wallet.finishEnrolment('Telefon', goodPin)).rejects.toMatchObject({
    code: 'mobile.phone_state',
  });
  expect(await owner.query(statement('test.codes', 'select 1 from phone_enrolment'))).toEqual([]);
});

test('who guesses codes of enrolment is slowed down', async () => {
  const other = await startPhoneNode(database, clock);
  const phone = newPhone(other.origin, () => clock.now());
  const guess = () => phone.wallet.beginEnrolment('AAAAA-AAAAA').catch(({ code }: { code: string }) => code);
  const answers = await Promise.all(Array.from({ length: 80 }, guess));
  expect(new Set(answers)).toEqual(new Set(['mobile.enrolment_code', 'mobile.too_many']));
  await other.stop();
});

describe('another master key', () => {
  const killed = statement('test.killed', 'select pg_terminate_backend(pg_backend_pid())');

  test('opens every phone once its secrets were sealed anew; broken off, nothing was, and it goes on', async () => {
    const others = { codes: randomBytes(32), persons: randomBytes(32) };
    const [from, to] = [randomBytes(32), randomBytes(32)];
    const before = await startPhoneNode(database, clock, { ...others, secrets: from });
    const after = await startPhoneNode(database, clock, { ...others, secrets: to });
    // Phones of other tests lie under another key.
    await owner.query(statement('test.forget_secrets', 'update phone set sealed_secrets = null'));
    try {
      const phone = await enrolPhone(before, await addHolder(owner));
      await enrolPhone(before, await addHolder(owner));
      const operator = database.open({ role: 'acar_operator' });
      const reseal = (masters = { from, to }) => operator.transaction((tx) => resealPhones(tx, masters));
      await expect(reseal({ from: randomBytes(32), to })).rejects.toThrow();
      const dying = operator.transaction(async (tx) => {
        expect(await resealPhones(tx, { from, to })).toBe(2);
        await tx.query(killed);
      });
      await expect(dying).rejects.toThrow();
      await phone.wallet.changePin(goodPin, '111222');
      expect([await reseal(), await reseal()]).toEqual([2, 0]);
      phone.moveTo(after.origin);
      await phone.wallet.changePin('111222', '333444');
      phone.moveTo(before.origin);
      await expect(phone.wallet.changePin('333444', '555666')).rejects.toThrow();
    } finally {
      await before.stop();
      await after.stop();
    }
  });
});
