import { createHash, randomUUID, X509Certificate } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer } from '../../../src/http/index.ts';
import { createOperatorApi, createRelyingParties, ownBackend } from '../../../src/mobile/index.ts';
import { createRecorder } from '../../../src/records/index.ts';
import { freePort } from '../../support/free-port.ts';
import { createShiftedClock } from '../../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import {
  addHolder,
  enrolPhone,
  type PhoneNode,
  startPhoneNode,
  startPhonePki,
  type TestHolder,
} from '../../support/test-phones.ts';

const clock = createShiftedClock();
const name = 'Nümunə vergi xidməti';
let database: TestDatabase;
let pki: Awaited<ReturnType<typeof startPhonePki>>;
let node: PhoneNode;
let server: Awaited<ReturnType<typeof startServer>>;
let address: string;
let relyingPartyUUID: string;
let holder: TestHolder;

beforeAll(async () => {
  database = await createTestDatabase();
  pki = await startPhonePki(database, clock);
  node = await startPhoneNode(database, clock);
  const port = await freePort();
  address = `http://127.0.0.1:${port}`;
  const onError = (error: unknown) => void node.errors.push(error);
  const api = createOperatorApi({ backend: ownBackend(node.db, node.sessions), clock, onError });
  server = await startServer({
    host: '127.0.0.1',
    port,
    trustedProxies: '',
    sites: new Map([[address, api]]),
  });
  const parties = relyingParties();
  const added = await parties.add({ name, networks: [] });
  relyingPartyUUID = added.kind === 'added' ? added.party.relyingPartyId : '';
  holder = await addHolder(database.owner());
  await enrolPhone(node, holder);
});
afterAll(async () => {
  await server?.stop(0);
  await node?.stop();
  await pki?.stop();
  await database?.drop();
});

function relyingParties() {
  const db = database.open({ role: 'acar_operator', maxConnections: 2 });
  return createRelyingParties({ db, clock, recorder: createRecorder({ clock }) });
}

const who = () => ({
  relyingPartyUUID,
  relyingPartyName: name,
  phoneNumber: holder.phoneNumber,
  nationalIdentityNumber: holder.personalCode,
});
const order = () => ({
  ...who(),
  hash: createHash('sha512').update('x').digest('base64'),
  hashType: 'SHA512',
  language: 'AZE',
});

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(`${address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return {
    status: answer.status,
    headers: answer.headers,
    body: (await answer.json()) as Record<string, unknown>,
  };
}

describe('the operator protocol (login-protocols section 2)', () => {
  test('gives the signature certificate of a person at a number, and NOT_FOUND for others', async () => {
    const found = await post('/certificate', who());
    expect(found).toMatchObject({ status: 200, body: { result: 'OK' } });
    const certificate = new X509Certificate(Buffer.from(String(found.body['cert']), 'base64'));
    expect(certificate.subject).toContain(`PNOAZ-${holder.personalCode}`);
    for (const other of [{ phoneNumber: '+994509999999' }, { nationalIdentityNumber: '5ARPXN9' }]) {
      const none = await post('/certificate', { ...who(), ...other });
      expect(none).toMatchObject({ status: 200, body: { result: 'NOT_FOUND' } });
    }
  });

  test('starts a session; every answer has its time and its trace', async () => {
    const started = await post('/signature', {
      ...order(),
      displayText: 'Ərizə №5',
      displayTextFormat: 'UCS-2',
    });
    expect(started).toMatchObject({
      status: 200,
      body: { sessionID: expect.any(String), time: expect.any(String) },
    });
    expect(started.body['traceId']).toMatch(/^[0-9a-f-]{36}$/);
    const path = `/signature/session/${String(started.body['sessionID'])}?timeoutMs=0`;
    expect(await (await fetch(`${address}${path}`)).json()).toMatchObject({ state: 'RUNNING' });
    // The other kind of session does not know it.
    expect((await fetch(`${address}${path.replace('signature', 'authentication')}`)).status).toBe(404);
    clock.advance(301);
    expect((await fetch(`${address}${path}`)).status).toBe(404);
  });

  test('shows on the phone who asks, whatever text comes with it', async () => {
    const started = await post('/authentication', { ...order(), displayText: 'Bank' });
    expect(started.status).toBe(200);
    const { findPhone, listPhones } = await import('../../../src/mobile/phones/index.ts');
    const [phone] = await listPhones(node.db, holder.accountId);
    const known = phone && (await findPhone(node.db, phone.phoneId));
    const shown = known ? await node.answering.waiting(known) : [];
    expect(shown.at(-1)?.service).toBe(`${name}: Bank`);
  });

  test.each([
    ['no JSON', '{', {}],
    ['another media type', '{}', { 'content-type': 'text/plain' }],
    ['too much', JSON.stringify({ x: 'y'.repeat(5000) }), {}],
    ['a hash that is none of its type', () => ({ ...order(), hashType: 'SHA256' }), {}],
    ['a hash type of another century', () => ({ ...order(), hashType: 'SHA1' }), {}],
    ['a number without its country', () => ({ ...order(), phoneNumber: '0501234567' }), {}],
    ['a language that is none', () => ({ ...order(), language: 'XXX' }), {}],
    [
      'a text longer than a screen',
      () => ({ ...order(), displayText: 'Ə'.repeat(51), displayTextFormat: 'UCS-2' }),
      {},
    ],
    ['a list', [], {}],
    ['nothing', 'null', {}],
  ])('refuses %s with 400 in its own form', async (_, body, headers) => {
    const answer = await post('/authentication', typeof body === 'function' ? body() : body, headers);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      error: expect.any(String),
      time: expect.any(String),
      traceId: expect.any(String),
    });
  });

  test('refuses with 401 an unknown caller, a wrong name, a foreign network and one switched off', async () => {
    const parties = relyingParties();
    const far = await parties.add({ name: 'Uzaq xidmət', networks: ['203.0.113.0/24'] });
    const off = await parties.add({ name: 'Bağlı xidmət', networks: [] });
    if (far.kind !== 'added' || off.kind !== 'added') throw new Error('not added');
    expect(await parties.disable(off.party.relyingPartyId)).toBe(true);
    expect(await parties.disable(off.party.relyingPartyId)).toBe(false);
    const callers = [
      { relyingPartyUUID: randomUUID() },
      { relyingPartyName: 'Başqa ad' },
      { relyingPartyUUID: far.party.relyingPartyId, relyingPartyName: 'Uzaq xidmət' },
      { relyingPartyUUID: off.party.relyingPartyId, relyingPartyName: 'Bağlı xidmət' },
    ];
    for (const caller of callers)
      expect((await post('/authentication', { ...order(), ...caller })).status).toBe(401);
  });

  test('answers 404, 405 with what is allowed, and 429 with when to come back', async () => {
    expect((await fetch(`${address}/nothing`)).status).toBe(404);
    const wrong = await fetch(`${address}/authentication`);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
    const session = await fetch(`${address}/authentication/session/x`, { method: 'DELETE' });
    expect([session.status, session.headers.get('allow')]).toEqual([405, 'GET']);
    expect((await fetch(`${address}/authentication/session/x?timeoutMs=abc`)).status).toBe(400);
    let last = await post('/authentication', order());
    for (let tries = 0; tries < 5; tries += 1) last = await post('/authentication', order());
    expect(last.status).toBe(429);
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('ends with its caller: a poll whose connection breaks leaves nothing behind', async () => {
    const other = await addHolder(database.owner());
    await enrolPhone(node, other);
    const started = await post('/authentication', {
      ...order(),
      phoneNumber: other.phoneNumber,
      nationalIdentityNumber: other.personalCode,
    });
    const before = node.news.size();
    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    const path = `/authentication/session/${String(started.body['sessionID'])}?timeoutMs=60000`;
    socket.write(`GET ${path} HTTP/1.1\r\nhost: ${new URL(address).host}\r\n\r\n`);
    await expect.poll(() => node.news.size()).toBeGreaterThan(before);
    socket.destroy();
    await expect.poll(() => node.news.size()).toBe(before);
    expect(node.errors).toEqual([]);
  });
});

test('a relying party has a name of its own, and networks that are networks', async () => {
  const parties = relyingParties();
  expect(await parties.add({ name, networks: [] })).toMatchObject({ code: 'relying_party.taken' });
  for (const odd of ['', ' ', '<b>', 'x'.repeat(101), '\u202Eabc'])
    expect(await parties.add({ name: odd, networks: [] })).toMatchObject({
      code: 'relying_party.invalid_name',
    });
  expect(await parties.add({ name: 'Yeni', networks: ['10'] })).toMatchObject({
    code: 'relying_party.invalid_network',
  });
  expect((await parties.list()).map((party) => party.name)).toContain(name);
});
