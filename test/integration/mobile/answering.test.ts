import { createHash, randomBytes, verify, X509Certificate } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MobileAuthentication, PhoneRequest } from '../../../oidc/phone-ports.ts';
import { type Database, statement } from '../../../src/db/index.ts';
import { qrCode } from '../../../src/mobile/answering/index.ts';
import { changeOwnPhone } from '../../../src/mobile/phones/index.ts';
import { readEvents } from '../../../src/mobile/wallet/browser/event-stream.ts';
import { readRequest, type WaitingRequest } from '../../../src/mobile/wallet/browser/waiting-request.ts';
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
  type TestPhone,
} from '../../support/test-phones.ts';

const clock = createShiftedClock();
let database: TestDatabase;
let owner: Database;
let pki: Awaited<ReturnType<typeof startPhonePki>>;
let first: PhoneNode;
let second: PhoneNode;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = database.owner();
  pki = await startPhonePki(database, clock);
  [first, second] = await Promise.all([startPhoneNode(database, clock), startPhoneNode(database, clock)]);
});
afterAll(async () => {
  await Promise.all([first?.stop(), second?.stop()]);
  await pki?.stop();
  await database?.drop();
});

const shown = {
  serviceName: 'Nümunə vergi xidməti',
  clientId: 'tax',
  language: 'az',
  browser: 'Firefox, Windows',
  place: 'Bakı',
};
const qr: PhoneRequest = { ...shown, flow: 'qr', number: '47' };
const returnTo = 'https://login.example.az/interaction/abc?step=phone';
const sameDevice: PhoneRequest = { ...shown, flow: 'same-device', returnTo };
const sha256 = (text: string) => createHash('sha256').update(text).digest();

async function person(): Promise<{ holder: TestHolder; phone: TestPhone }> {
  const holder = await addHolder(owner);
  return { holder, phone: await enrolPhone(first, holder) };
}

function push(holder: TestHolder, changes: Partial<MobileAuthentication> = {}): MobileAuthentication {
  const { phoneNumber, personalCode } = holder;
  return { ...shown, phoneNumber, personalCode, hash: sha256('nonce'), hashType: 'SHA256', ...changes };
}

async function pushed(holder: TestHolder, changes: Partial<MobileAuthentication> = {}): Promise<string> {
  const started = await first.sessions.startAuthentication(push(holder, changes));
  if (started.kind !== 'started') throw new Error(started.kind);
  return started.sessionId;
}

/** What the phone would be told over its stream. */
async function waiting(phone: TestPhone, node: PhoneNode = first): Promise<WaitingRequest[]> {
  const { findPhone } = await import('../../../src/mobile/phones/index.ts');
  const found = await findPhone(node.db, phone.storage.phone?.phoneId ?? '');
  const list = found ? await node.answering.waiting(found) : [];
  return list.flatMap((one) => readRequest(JSON.parse(JSON.stringify(one))) ?? []);
}

async function only(phone: TestPhone): Promise<WaitingRequest> {
  const [request] = await waiting(phone);
  if (!request) throw new Error('nothing waits');
  return request;
}

const refusal = (code: string, more: object = {}) => ({ code, ...more });

describe('a push', () => {
  test('is signed on the phone over the very hash, and told on every node', async () => {
    const { holder, phone } = await person();
    const hash = sha256('what the provider asks');
    const sessionId = await pushed(holder, { hash });
    const polled = second.sessions.poll(sessionId, { timeoutMs: 60_000 });
    const request = await only(phone);
    expect(request).toMatchObject({ service: shown.serviceName, browser: 'Firefox, Windows', place: 'Bakı' });
    expect(request.controlCode).toMatch(/^\d{4}$/);
    phone.moveTo(second.origin);
    await phone.wallet.approve(request, goodPin);
    const session = await polled;
    if (session.kind !== 'complete' || session.result !== 'OK') throw new Error(JSON.stringify(session));
    expect(session.algorithm).toBe('SHA256WithECEncryption');
    const { publicKey, subject } = new X509Certificate(session.certificate);
    expect(subject).toContain(`PNOAZ-${holder.personalCode}`);
    const message = Buffer.from('what the provider asks');
    expect(verify('sha256', message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, session.signature)).toBe(
      true,
    );
  });

  test('to nobody ends as any outcome does, in the session', async () => {
    const holder = await addHolder(owner);
    const sessionId = await pushed(holder);
    expect(await first.sessions.poll(sessionId, { timeoutMs: 0 })).toEqual({
      kind: 'complete',
      result: 'NOT_MID_CLIENT',
    });
  });

  test('that the person refuses leaves them in peace for a while, longer each time; a report for longest', async () => {
    const { holder, phone } = await person();
    for (const minutes of [1, 2]) {
      const sessionId = await pushed(holder);
      await phone.wallet.decline(await only(phone), 'refuse');
      expect(await second.sessions.poll(sessionId, { timeoutMs: 0 })).toEqual({
        kind: 'complete',
        result: 'USER_CANCELLED',
      });
      const again = await second.sessions.startAuthentication(push(holder));
      expect(again).toMatchObject({ kind: 'cooling' });
      const until = again.kind === 'cooling' ? again.until : 0;
      expect(Math.ceil((until - clock.now()) / 60_000)).toBe(minutes);
      clock.advance(minutes * 60 + 1);
    }
    await pushed(holder);
    await phone.wallet.decline(await only(phone), 'report');
    const reported = await first.sessions.startAuthentication(push(holder));
    const until = reported.kind === 'cooling' ? reported.until : 0;
    expect(Math.ceil((until - clock.now()) / 60_000)).toBe(15);
    // An ordinary person elsewhere is not concerned.
    expect((await first.sessions.startAuthentication(push(await addHolder(owner)))).kind).toBe('started');
  });

  test('cannot be sent to a person again and again, nor from one address to many', async () => {
    const { holder } = await person();
    const kinds: string[] = [];
    for (let tries = 0; tries < 6; tries += 1)
      kinds.push((await first.sessions.startAuthentication(push(holder))).kind);
    expect(kinds.slice(0, 3)).toEqual(['started', 'started', 'started']);
    expect(kinds.at(-1)).toBe('cooling');
    const one = await addHolder(owner);
    const many: string[] = [];
    for (let tries = 0; tries < 70; tries += 1) {
      const somebody = { ...one, personalCode: `X${String(tries).padStart(6, '0')}` };
      many.push((await first.sessions.startAuthentication(push(somebody, { address: '203.0.113.9' }))).kind);
    }
    expect(many.slice(0, 50)).not.toContain('cooling');
    expect(many.at(-1)).toBe('cooling');
  });

  test('is answered by one of two phones alone', async () => {
    const { holder, phone } = await person();
    const other = await enrolPhone(second, holder, 'Planşet');
    await pushed(holder);
    const [one, two] = [await only(phone), await only(other)];
    expect(one.id).toBe(two.id);
    const outcomes = await Promise.allSettled([
      phone.wallet.approve(one, goodPin),
      other.wallet.approve(two, goodPin),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await waiting(phone)).toEqual([]);
  });

  test('tells a phone that never showed it from one whose person did not answer', async () => {
    const { holder, phone } = await person();
    const unseen = await pushed(holder);
    clock.advance(121);
    expect(await first.sessions.poll(unseen, { timeoutMs: 0 })).toMatchObject({ result: 'PHONE_ABSENT' });
    const seen = await pushed(holder);
    const request = await only(phone);
    clock.advance(121);
    expect(await second.sessions.poll(seen, { timeoutMs: 0 })).toMatchObject({ result: 'TIMEOUT' });
    await expect(phone.wallet.approve(request, goodPin)).rejects.toMatchObject(
      refusal('mobile.request_over'),
    );
    clock.advance(180);
    expect(await second.sessions.poll(seen, { timeoutMs: 0 })).toEqual({ kind: 'absent' });
  });

  test('takes the place of an older poll, which answers RUNNING, on any node', async () => {
    const { holder, phone } = await person();
    const sessionId = await pushed(holder);
    const old = first.sessions.poll(sessionId, { timeoutMs: 60_000 });
    await expect.poll(() => first.news.size()).toBeGreaterThan(0);
    const fresh = second.sessions.poll(sessionId, { timeoutMs: 60_000 });
    expect(await old).toEqual({ kind: 'running' });
    await phone.wallet.decline(await only(phone), 'refuse');
    expect(await fresh).toEqual({ kind: 'complete', result: 'USER_CANCELLED' });
  });

  test('whose signature is over something else fails with SIGNATURE_HASH_MISMATCH', async () => {
    const { holder, phone } = await person();
    const sessionId = await pushed(holder);
    const request = await only(phone);
    const other = sha256('another').toString('base64url');
    await expect(phone.wallet.approve({ ...request, hash: other }, goodPin)).rejects.toMatchObject(
      refusal('mobile.answer_signature'),
    );
    expect(await first.sessions.poll(sessionId, { timeoutMs: 0 })).toMatchObject({
      result: 'SIGNATURE_HASH_MISMATCH',
    });
  });

  test('asks for the signature key where a signature is wanted', async () => {
    const { holder, phone } = await person();
    const hash = createHash('sha384').update('document').digest();
    const order = { ...push(holder), hash, hashType: 'SHA384', keyUse: 'signature' } as const;
    const started = await first.sessions.start(order);
    const sessionId = started.kind === 'started' ? started.sessionId : '';
    expect(await first.sessions.poll(sessionId, { timeoutMs: 0 })).toEqual({ kind: 'absent' });
    await phone.wallet.approve(await only(phone), goodPin);
    const session = await first.sessions.pollFor('signature', sessionId, { timeoutMs: 0 });
    if (session.kind !== 'complete' || session.result !== 'OK') throw new Error(JSON.stringify(session));
    const { x = '', y = '' } = new X509Certificate(session.certificate).publicKey.export({ format: 'jwk' });
    const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
    expect(p256.verify(session.signature, hash, point, { prehash: false, lowS: false })).toBe(true);
  });
});

describe('a QR code', () => {
  const codeOf = (opened: { token: string; secret: Uint8Array }, elapsed: number) => ({
    token: opened.token,
    elapsed,
    code: qrCode(opened.secret, opened.token, elapsed),
  });

  test('is scanned, the right number chosen, and the answer names service, session, number and flow', async () => {
    const { phone } = await person();
    const opened = await second.requests.open(qr);
    const request = await phone.wallet.scan(codeOf(opened, 0));
    expect(await second.requests.look(opened.id)).toEqual({ kind: 'taken' });
    expect(request.numbers).toHaveLength(3);
    expect(request.numbers).toContain('47');
    await phone.wallet.approve(request, goodPin, '47');
    const answer = await second.requests.take(opened.id);
    if (!answer) throw new Error('no answer');
    expect(JSON.parse(answer.payload)).toEqual({
      type: 'acar-sign-in-1',
      flow: 'qr',
      request: opened.id,
      client: 'tax',
      service: 'Nümunə vergi xidməti',
      number: '47',
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    const key = new X509Certificate(answer.certificate).publicKey;
    const text = Buffer.from(answer.payload);
    expect(verify('sha256', text, { key, dsaEncoding: 'ieee-p1363' }, answer.signature)).toBe(true);
  });

  test('is refused when it is stale, from the future, forged, of another request, or beyond its minute', async () => {
    const { phone } = await person();
    const [opened, foreign] = [await first.requests.open(qr), await first.requests.open(qr)];
    const scan = (code: { token: string; elapsed: number; code: string }) => phone.wallet.scan(code);
    await expect(scan(codeOf(opened, 9))).rejects.toMatchObject(refusal('mobile.code_stale'));
    await expect(scan({ ...codeOf(opened, 0), code: codeOf(foreign, 0).code })).rejects.toMatchObject(
      refusal('mobile.code_forged'),
    );
    await expect(scan({ ...codeOf(opened, 0), elapsed: 1 })).rejects.toMatchObject(
      refusal('mobile.code_forged'),
    );
    await expect(
      scan({ ...codeOf(opened, 0), token: randomBytes(32).toString('base64url') }),
    ).rejects.toMatchObject(refusal('mobile.request_unknown'));
    clock.advance(5);
    await expect(scan(codeOf(opened, 0))).rejects.toMatchObject(refusal('mobile.code_stale'));
    clock.advance(60);
    await expect(scan(codeOf(opened, 65))).rejects.toMatchObject(refusal('mobile.code_stale'));
    expect(await first.requests.look(opened.id)).toEqual({ kind: 'open' });
  });

  test('belongs to the first phone that takes it', async () => {
    const [one, two] = [await person(), await person()];
    const opened = await first.requests.open(qr);
    await one.phone.wallet.scan(codeOf(opened, 0));
    await expect(two.phone.wallet.scan(codeOf(opened, 0))).rejects.toMatchObject(
      refusal('mobile.request_taken'),
    );
    // The same phone may look again, and sees the same three numbers.
    const [again, more] = [
      await one.phone.wallet.scan(codeOf(opened, 0)),
      await one.phone.wallet.scan(codeOf(opened, 0)),
    ];
    expect(again.numbers).toEqual(more.numbers);
    await expect(two.phone.wallet.approve(again, goodPin, '47')).rejects.toMatchObject(
      refusal('mobile.request_unknown'),
    );
  });

  test('with a wrong number is over for everybody: a relayed code opens nothing', async () => {
    const { phone } = await person();
    const opened = await first.requests.open(qr);
    const request = await phone.wallet.scan(codeOf(opened, 0));
    const wrong = request.numbers?.find((number) => number !== '47') ?? '';
    await expect(phone.wallet.approve(request, goodPin, wrong)).rejects.toMatchObject(
      refusal('mobile.wrong_number'),
    );
    expect(await second.requests.look(opened.id)).toEqual({ kind: 'failed', reason: 'wrong_number' });
    await expect(phone.wallet.approve(request, goodPin, '47')).rejects.toMatchObject(
      refusal('mobile.request_over'),
    );
  });

  test('whose certificate is suspended between scan and signature signs nothing', async () => {
    const { holder, phone } = await person();
    const opened = await first.requests.open(qr);
    const request = await phone.wallet.scan(codeOf(opened, 0));
    // By an operator at the certificate service, not through the phone's own state.
    const places = statement(
      'test.places',
      `select authentication_ca_id as ca, encode(authentication_serial, 'hex') as serial from phone where phone_id = $1`,
    );
    const [place] = await owner.query<{ ca: number; serial: string }>(places, [phone.storage.phone?.phoneId]);
    await pki.statuses.change({
      caId: place?.ca ?? 0,
      serial: place?.serial ?? '',
      action: 'hold',
      doneBy: 'test',
    });
    await expect(phone.wallet.approve(request, goodPin, '47')).rejects.toMatchObject(
      refusal('mobile.certificate'),
    );
    expect(await first.requests.look(opened.id)).toEqual({ kind: 'failed', reason: 'certificate' });
    expect(holder.accountId).not.toBe('');
  });

  test('is nothing to a phone that the person has suspended', async () => {
    const { holder, phone } = await person();
    const opened = await first.requests.open(qr);
    const phoneId = phone.storage.phone?.phoneId ?? '';
    await changeOwnPhone(second.phones, { phoneId, accountId: holder.accountId }, 'suspend');
    await expect(phone.wallet.scan(codeOf(opened, 0))).rejects.toMatchObject(refusal('mobile.phone_state'));
    expect(await first.requests.look(opened.id)).toEqual({ kind: 'open' });
  });
});

describe('a link on the same device', () => {
  test('brings the browser back with the verifier whose digest was signed', async () => {
    const { phone } = await person();
    const opened = await first.requests.open(sameDevice);
    const request = await phone.wallet.open(opened.token);
    const { goTo = '' } = await phone.wallet.approve(request, goodPin);
    const back = new URL(goTo);
    expect(back.origin + back.pathname).toBe('https://login.example.az/interaction/abc');
    expect(back.searchParams.get('step')).toBe('phone');
    const answer = await first.requests.take(opened.id);
    const digest = createHash('sha256').update(
      Buffer.from(back.searchParams.get('verifier') ?? '', 'base64url'),
    );
    expect(JSON.parse(answer?.payload ?? '{}')).toMatchObject({
      flow: 'same-device',
      challenge: digest.digest('base64url'),
    });
    await expect(phone.wallet.open(opened.token)).rejects.toMatchObject(refusal('mobile.request_over'));
  });

  test('does not open a QR request, whose code would be passed by', async () => {
    const { phone } = await person();
    const opened = await first.requests.open(qr);
    await expect(phone.wallet.open(opened.token)).rejects.toMatchObject(refusal('mobile.request_unknown'));
  });
});

describe('a PIN', () => {
  test('wrong three times blocks the phone, ends the request and revokes the certificates', async () => {
    const { holder, phone } = await person();
    const opened = await first.requests.open(sameDevice);
    const request = await phone.wallet.open(opened.token);
    const guess = (pin: string) => phone.wallet.approve(request, pin);
    await expect(guess('000000')).rejects.toMatchObject(refusal('mobile.pin_wrong', { triesLeft: 2 }));
    await expect(guess('000001')).rejects.toMatchObject(refusal('mobile.pin_wrong', { triesLeft: 1 }));
    await expect(guess('000002')).rejects.toMatchObject(refusal('mobile.pin_blocked'));
    await expect(guess(goodPin)).rejects.toMatchObject(refusal('mobile.pin_blocked'));
    expect(await second.requests.look(opened.id)).toEqual({ kind: 'failed', reason: 'pin_blocked' });
    const secrets = statement('test.secrets', 'select sealed_secrets from phone where phone_id = $1');
    const [row] = await owner.query(secrets, [phone.storage.phone?.phoneId]);
    expect(row).toEqual({ sealed_secrets: null });
    const revoked = statement('test.revoked', 'select status from certificate where subject_id = $1');
    const statuses = async () =>
      (await owner.query(revoked, [`PNOAZ-${holder.personalCode}`])).map((one) => one['status']);
    await expect.poll(statuses).toEqual(['revoked', 'revoked']);
  });

  test('right in between starts the count again', async () => {
    const { phone } = await person();
    for (let round = 0; round < 3; round += 1) {
      const request = await phone.wallet.open((await first.requests.open(sameDevice)).token);
      await expect(phone.wallet.approve(request, '000000')).rejects.toMatchObject(
        refusal('mobile.pin_wrong', { triesLeft: 2 }),
      );
      await phone.wallet.approve(request, goodPin);
    }
  });

  test('guessed at many places at once is still counted three times', async () => {
    const { phone } = await person();
    const request = await phone.wallet.open((await first.requests.open(sameDevice)).token);
    const { phone: stored } = phone.storage;
    const guesses = Array.from({ length: 6 }, async (_, index) => {
      const copy = newPhone(
        index % 2 === 0 ? first.origin : second.origin,
        () => clock.now() + index,
        stored,
      );
      return copy.wallet.approve(request, `99999${index}`).then(
        () => 'opened',
        ({ code }: { code: string }) => code,
      );
    });
    const codes = await Promise.all(guesses);
    expect(codes).not.toContain('opened');
    // The copies share one past, so most are told apart as such; none gets more than three tries.
    expect(codes.filter((code) => code === 'mobile.pin_wrong').length).toBeLessThanOrEqual(2);
    expect((await phone.wallet.standing()).state).toMatch(/blocked|copied/);
  });
});

test('a copy of the storage is noticed when the second of the two is used, and both are stopped', async () => {
  const { holder, phone } = await person();
  const thief = newPhone(second.origin, () => clock.now(), phone.storage.phone);
  const use = async (who: TestPhone) => {
    const request = await who.wallet.open((await first.requests.open(sameDevice)).token);
    return who.wallet.approve(request, goodPin);
  };
  await use(thief);
  await expect(use(phone)).rejects.toMatchObject(refusal('mobile.copied'));
  await expect(use(thief)).rejects.toMatchObject(refusal('mobile.phone_state'));
  const told = statement(
    'test.told',
    `select topic from outbox_message where recipient = $1 and topic = 'phone.copied'`,
  );
  expect(await owner.query(told, [holder.phoneNumber])).toHaveLength(1);
});

test('a lost answer is no copy: the same step of the chain is shown again', async () => {
  const { phone } = await person();
  const request = await phone.wallet.open((await first.requests.open(sameDevice)).token);
  const before = phone.storage.phone;
  await expect(phone.wallet.approve(request, '000000')).rejects.toMatchObject(refusal('mobile.pin_wrong'));
  if (!before || !phone.storage.phone) throw new Error('no phone');
  // As it was stored before the call.
  const { chain } = before;
  phone.storage.phone = { ...phone.storage.phone, chain, nextChain: phone.storage.phone.chain };
  await phone.wallet.approve(request, goodPin);
});

describe('calls of a phone', () => {
  const call = (origin: string, header: string, path = '/api/phone', body = '{}') =>
    fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { 'acar-device': header, 'content-type': 'application/json' },
      body,
    });

  test('count once: replayed, changed or unsigned ones are refused', async () => {
    const { phone } = await person();
    let header = '';
    const spy: typeof fetch = (input, init) => {
      header = new Headers(init?.headers).get('acar-device') ?? '';
      return fetch(input, init);
    };
    const { createServiceClient } = await import('../../../src/mobile/wallet/browser/service-client.ts');
    const { storage } = phone;
    const now = () => clock.now();
    const client = createServiceClient({ origin: first.origin, fetch: spy, storage, now });
    await client.call('/api/phone', {});
    expect(await (await call(first.origin, header)).json()).toMatchObject({ code: 'mobile.replayed' });
    const [id = '', timestamp = '', counter = '0', signature = ''] = header.split('.');
    const later = `${id}.${timestamp}.${Number(counter) + 1}.${signature}`;
    for (const forged of [later, '', 'x', `${header}x`, header.replace(/\.\d+\./, '.1.')])
      expect((await call(first.origin, forged)).status).toBe(401);
    expect((await call(second.origin, header)).status).toBe(401);
    expect((await call(first.origin, header, '/api/phone', '{"a":1}')).status).toBe(400);
  });

  test('go on when the clock of the phone is wrong', async () => {
    const { phone } = await person();
    const late = newPhone(first.origin, () => clock.now() - 3_600_000, phone.storage.phone);
    expect((await late.wallet.standing()).state).toBe('active');
  });

  test('with anything in them never break the service', async () => {
    const { phone } = await person();
    const { createServiceClient } = await import('../../../src/mobile/wallet/browser/service-client.ts');
    const { storage } = phone;
    const client = createServiceClient({ origin: first.origin, fetch, storage, now: () => clock.now() });
    const odd = [{}, { token: 'x' }, { token: null }, { payload: '\0', signature: 'a' }, { proof: [] }];
    const paths = [
      'scan',
      'open',
      'requests/x/unlock',
      "requests/';/approve",
      'pin/change',
      'renew',
      'enrol/finish',
    ];
    for (const path of paths)
      for (const body of odd)
        await expect(client.call(`/api/${path}`, body)).rejects.toMatchObject({
          code: expect.stringMatching(/^(http\.bad_request|mobile\.)/),
        });
    expect(first.errors).toEqual([]);
  });
});

test('what waits for a phone arrives over its stream, from any node, and goes when it has ended', async () => {
  const { holder, phone } = await person();
  const { createServiceClient } = await import('../../../src/mobile/wallet/browser/service-client.ts');
  const { storage } = phone;
  const client = createServiceClient({ origin: second.origin, fetch, storage, now: () => clock.now() });
  const gone = new AbortController();
  const answer = await client.stream('/api/requests', gone.signal);
  if (!answer.body) throw new Error('no stream');
  const events = readEvents(answer.body);
  const next = async (name: string): Promise<unknown> => {
    for (;;) {
      const { value, done } = await events.next();
      if (done) throw new Error('the stream ended');
      if (value.event === name) return JSON.parse(value.data);
    }
  };
  expect(await next('requests')).toEqual([]);
  await pushed(holder);
  expect(await next('requests')).toMatchObject([{ flow: 'push', service: shown.serviceName }]);
  await phone.wallet.decline(await only(phone), 'refuse');
  expect(await next('requests')).toEqual([]);
  const phoneId = phone.storage.phone?.phoneId ?? '';
  await changeOwnPhone(first.phones, { phoneId, accountId: holder.accountId }, 'suspend');
  expect(await next('phone')).toEqual({ state: 'suspended' });
  gone.abort();
});

test('nothing unexpected happened at the nodes', () => {
  expect([...first.errors, ...second.errors, ...pki.errors]).toEqual([]);
});
