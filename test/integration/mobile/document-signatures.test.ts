import { createHash, verify, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPhone } from '../../../src/mobile/phones/index.ts';
import { readRequest, type WaitingRequest } from '../../../src/mobile/wallet/browser/waiting-request.ts';
import { createShiftedClock } from '../../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import {
  addHolder,
  enrolPhone,
  goodPin,
  type PhoneNode,
  startPhoneNode,
  startPhonePki,
  type TestHolder,
  type TestPhone,
} from '../../support/test-phones.ts';

const clock = createShiftedClock();
let database: TestDatabase;
let pki: Awaited<ReturnType<typeof startPhonePki>>;
let first: PhoneNode;
let second: PhoneNode;
beforeAll(async () => {
  database = await createTestDatabase();
  pki = await startPhonePki(database, clock);
  [first, second] = await Promise.all([startPhoneNode(database, clock), startPhoneNode(database, clock)]);
});
afterAll(async () => {
  await Promise.all([first?.stop(), second?.stop()]);
  await pki?.stop();
  await database?.drop();
});

const sha256 = (text: string) => createHash('sha256').update(text).digest();
const documents = [
  { name: 'Ərizə.pdf', hash: 'SHA-256', digest: sha256('the document').toString('hex') },
  {
    name: 'Müqavilə + 19.asice',
    hash: 'SHA-256',
    digest: sha256('the container').toString('hex'),
    // The most that one may hold, with the longest names.
    files: Array.from({ length: 20 }, (_, at) => ({
      name: `${'ə'.repeat(150)} (${at})`,
      digest: sha256(`file ${at}`).toString('hex'),
    })),
  },
] as const;

async function person(): Promise<{ holder: TestHolder; phone: TestPhone; phoneId: string }> {
  const holder = await addHolder(database.owner());
  const phone = await enrolPhone(first, holder);
  return { holder, phone, phoneId: phone.storage.phone?.phoneId ?? '' };
}

function orderOf(holder: TestHolder, phoneId: string) {
  return {
    accountId: holder.accountId,
    phoneId,
    hash: sha256('what is signed'),
    hashType: 'SHA256',
    documents,
    clientId: 'portal',
    serviceName: 'Açar portalı',
    language: 'az',
    browser: 'Firefox, Windows',
    place: 'Bakı',
  } as const;
}

async function started(holder: TestHolder, phoneId: string) {
  const begun = await first.documents.start(orderOf(holder, phoneId));
  if (begun.kind !== 'started') throw new Error(begun.kind);
  return begun;
}

async function waiting(phone: TestPhone): Promise<WaitingRequest[]> {
  const found = await findPhone(first.db, phone.storage.phone?.phoneId ?? '');
  const list = found ? await first.answering.waiting(found) : [];
  return list.flatMap((one) => readRequest(JSON.parse(JSON.stringify(one))) ?? []);
}

async function only(phone: TestPhone): Promise<WaitingRequest> {
  const [request] = await waiting(phone);
  if (!request) throw new Error('nothing waits');
  return request;
}

describe('documents that a phone is asked to sign', () => {
  test('are shown with name, digest and control code, and signed with the signature key; told on every node', async () => {
    const { holder, phone, phoneId } = await person();
    const [key] = await first.documents.phonesOf(holder.accountId);
    expect(key).toMatchObject({ phoneId, number: holder.phoneNumber });
    const begun = await started(holder, phoneId);
    const ended = second.documents.ended(begun.id, { timeoutMs: 60_000 });
    const request = await only(phone);
    expect(request).toMatchObject({
      flow: 'documents',
      keyUse: 'signature',
      service: 'Açar portalı',
      controlCode: begun.controlCode,
      documents,
    });
    await phone.wallet.approve(request, goodPin);
    const state = await ended;
    if (state.kind !== 'signed') throw new Error(state.kind);
    expect(Buffer.from(state.certificate).equals(key?.certificate ?? Buffer.alloc(0))).toBe(true);
    const { publicKey } = new X509Certificate(state.certificate);
    const verifies = verify(
      'sha256',
      Buffer.from('what is signed'),
      { key: publicKey, dsaEncoding: 'ieee-p1363' },
      state.value,
    );
    expect(verifies).toBe(true);
  });

  test('reach the chosen phone alone, though another has the same number', async () => {
    const { holder, phone, phoneId } = await person();
    const other = await enrolPhone(first, holder);
    await started(holder, phoneId);
    expect(await waiting(other)).toEqual([]);
    expect(await waiting(phone)).toHaveLength(1);
  });

  test('are refused on the phone, and the person is left in peace for a while', async () => {
    const { holder, phone, phoneId } = await person();
    const { id } = await started(holder, phoneId);
    await phone.wallet.decline(await only(phone), 'refuse');
    expect(await first.documents.look(id)).toEqual({ kind: 'ended', result: 'USER_CANCELLED' });
    expect(await first.documents.start(orderOf(holder, phoneId))).toMatchObject({ kind: 'cooling' });
  });

  test('that are cancelled are shown no longer, and cannot be approved', async () => {
    const { holder, phone, phoneId } = await person();
    const { id } = await started(holder, phoneId);
    const request = await only(phone);
    await first.documents.cancel(id);
    expect(await waiting(phone)).toEqual([]);
    await expect(phone.wallet.approve(request, goodPin)).rejects.toMatchObject({
      code: 'mobile.request_over',
    });
  });

  test('of a phone of somebody else are not begun', async () => {
    const { phoneId } = await person();
    const stranger = await addHolder(database.owner());
    expect(await first.documents.start(orderOf(stranger, phoneId))).toEqual({ kind: 'no_phone' });
  });

  test('cannot be reached as a sign-in: neither by the sessions of the protocol nor by links and codes', async () => {
    const { holder, phone, phoneId } = await person();
    const { id } = await started(holder, phoneId);
    await phone.wallet.approve(await only(phone), goodPin);
    expect(await first.sessions.pollFor('signature', id, { timeoutMs: 0 })).toEqual({ kind: 'absent' });
    expect(await first.requests.look(id)).toEqual({ kind: 'expired' });
    expect(await first.requests.take(id)).toBeUndefined();
  });
});
