import { createHash, createPublicKey, randomBytes, verify, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MobileAuthentication, MobileResult, MobileService } from '../../oidc/phone-ports.ts';
import { startOperator } from '../../src/demo/operator/index.ts';
import { startServer } from '../../src/http/index.ts';
import {
  createMobileClient,
  createOperatorApi,
  createRelyingParties,
  ownBackend,
} from '../../src/mobile/index.ts';
import { createRecorder } from '../../src/records/index.ts';
import { readRequest } from '../../src/mobile/wallet/browser/waiting-request.ts';
import { findPhone } from '../../src/mobile/phones/index.ts';
import { freePort } from '../support/free-port.ts';
import { createTestDatabase } from '../support/test-database.ts';
import {
  addHolder,
  enrolPhone,
  goodPin,
  startPhoneNode,
  startPhonePki,
  type TestHolder,
  type TestPhone,
} from '../support/test-phones.ts';

/** An implementation, and a hand that makes its phone do something. */
interface Subject {
  readonly service: MobileService;
  /** Outcomes that it can be brought to. */
  readonly results: readonly MobileResult[];
  /** Whom to ask so that the session ends like this. */
  target(result: MobileResult | 'wait'): Promise<Pick<MobileAuthentication, 'phoneNumber' | 'personalCode'>>;
  /** The person acts on the phone; nothing to do where the phone acts by itself. */
  act(result: MobileResult): Promise<void>;
  stop(): Promise<void>;
}

const clock = { now: () => Date.now() };

async function openOwn() {
  const database = await createTestDatabase();
  const owner = database.owner();
  const pki = await startPhonePki(database, clock);
  const node = await startPhoneNode(database, clock);
  let holder: TestHolder;
  let phone: TestPhone;
  const waitingRequest = async () => {
    const known = await findPhone(node.db, phone.storage.phone?.phoneId ?? '');
    const [request] = known ? await node.answering.waiting(known) : [];
    const read = readRequest(JSON.parse(JSON.stringify(request ?? {})));
    if (!read) throw new Error('nothing waits');
    return read;
  };
  return {
    database,
    node,
    results: ['OK', 'USER_CANCELLED', 'NOT_MID_CLIENT', 'SIM_ERROR'] as const,
    async target(result: MobileResult | 'wait') {
      holder = await addHolder(owner);
      if (result !== 'NOT_MID_CLIENT') phone = await enrolPhone(node, holder);
      return holder;
    },
    async act(result: MobileResult) {
      if (result === 'OK') await phone.wallet.approve(await waitingRequest(), goodPin);
      if (result === 'USER_CANCELLED') await phone.wallet.decline(await waitingRequest(), 'refuse');
      if (result === 'SIM_ERROR') {
        const request = await waitingRequest();
        for (let tries = 0; tries < 3; tries += 1)
          await phone.wallet.approve(request, '000000').catch(() => undefined);
      }
    },
    async stop() {
      await node.stop();
      await pki.stop();
      await database.drop();
    },
  };
}

async function inProcess(): Promise<Subject> {
  const own = await openOwn();
  return { ...own, service: own.node.sessions };
}

async function overHttp(): Promise<Subject> {
  const own = await openOwn();
  const party = await createRelyingParties({
    db: own.database.open({ role: 'acar_operator' }),
    clock,
    recorder: createRecorder({ clock }),
  }).add({ name: 'Nümunə vergi xidməti', networks: ['127.0.0.0/8'] });
  if (party.kind !== 'added') throw new Error(party.code);
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const backend = ownBackend(own.node.db, own.node.sessions);
  const api = createOperatorApi({ backend, clock, onError: (error) => void own.node.errors.push(error) });
  const sites = new Map([[address, api]]);
  const server = await startServer({ host: '127.0.0.1', port, trustedProxies: '', sites });
  const { relyingPartyId, name: relyingPartyName } = party.party;
  return {
    ...own,
    service: createMobileClient({ address, relyingPartyId, relyingPartyName, fetch, clock }),
    async stop() {
      await server.stop(0);
      await own.stop();
    },
  };
}

async function simulated(): Promise<Subject> {
  const port = await freePort();
  const operator = await startOperator({
    port,
    answerMs: 1,
    timeoutMs: 2_000,
    clock,
    onError: () => undefined,
  });
  const suffixes: Readonly<Record<MobileResult | 'wait', string>> = {
    OK: '00',
    NOT_MID_CLIENT: '11',
    USER_CANCELLED: '22',
    SIGNATURE_HASH_MISMATCH: '33',
    PHONE_ABSENT: '44',
    DELIVERY_ERROR: '55',
    SIM_ERROR: '66',
    TIMEOUT: '77',
    wait: '88',
  };
  return {
    service: createMobileClient({
      address: `http://127.0.0.1:${port}`,
      relyingPartyId: '11111111-1111-4111-8111-111111111111',
      relyingPartyName: 'Nümunə vergi xidməti',
      fetch,
      clock,
    }),
    results: Object.keys(suffixes).filter((one) => one !== 'wait') as MobileResult[],
    target: async (result) => ({ phoneNumber: `+9945012345${suffixes[result]}`, personalCode: '5ARPXN9' }),
    act: async () => undefined,
    stop: () => operator.stop(),
  };
}

const subjects = {
  'our own in process': inProcess,
  'our own over HTTP': overHttp,
  'a simulated operator': simulated,
};

describe.each(Object.entries(subjects))('the mobile-signature service: %s', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject?.stop());

  const ask = (whom: Pick<MobileAuthentication, 'phoneNumber' | 'personalCode'>, message: Buffer) =>
    subject.service.startAuthentication({
      ...whom,
      serviceName: 'Nümunə vergi xidməti',
      clientId: 'tax',
      language: 'az',
      browser: 'Firefox, Windows',
      place: 'Bakı',
      hash: createHash('sha256').update(message).digest(),
      hashType: 'SHA256',
    });
  const begin = async (result: MobileResult | 'wait', message = randomBytes(32)) => {
    const started = await ask(await subject.target(result), message);
    if (started.kind !== 'started') throw new Error(started.kind);
    return started.sessionId;
  };

  test('ends with every outcome that a phone can come to', async () => {
    for (const result of subject.results) {
      const sessionId = await begin(result);
      await subject.act(result);
      const session = await subject.service.poll(sessionId, { timeoutMs: 30_000 });
      expect(session).toMatchObject({ kind: 'complete', result });
    }
  });

  test('signs the hash that was sent, with a certificate of the person who was asked', async () => {
    const message = randomBytes(32);
    const whom = await subject.target('OK');
    const started = await ask(whom, message);
    const sessionId = started.kind === 'started' ? started.sessionId : '';
    await subject.act('OK');
    const session = await subject.service.poll(sessionId, { timeoutMs: 30_000 });
    if (session.kind !== 'complete' || session.result !== 'OK') throw new Error(JSON.stringify(session));
    expect(session.algorithm).toBe('SHA256WithECEncryption');
    const { publicKey, subject: name } = new X509Certificate(session.certificate);
    expect(name).toContain(`PNOAZ-${whom.personalCode}`);
    const key = createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }));
    expect(verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, session.signature)).toBe(true);
    // Asked again, it says the same.
    expect(await subject.service.poll(sessionId, { timeoutMs: 0 })).toEqual(session);
  });

  test('answers running while nobody has decided, and knows no session that it did not start', async () => {
    const sessionId = await begin('wait');
    expect(await subject.service.poll(sessionId, { timeoutMs: 0 })).toEqual({ kind: 'running' });
    for (const id of ['', 'x', '00000000-0000-4000-8000-000000000000', '../certificate', 'a'.repeat(500)])
      expect(await subject.service.poll(id, { timeoutMs: 0 })).toEqual({ kind: 'absent' });
  });

  test('lets a caller go who no longer waits', async () => {
    const sessionId = await begin('wait');
    const gone = new AbortController();
    const polled = subject.service.poll(sessionId, { timeoutMs: 60_000, signal: gone.signal });
    gone.abort();
    expect(await polled).toEqual({ kind: 'running' });
  });
});

test('a service that cannot be reached, or answers nonsense, is unavailable', async () => {
  const client = (address: string, answer: typeof fetch = fetch) =>
    createMobileClient({ address, relyingPartyId: '', relyingPartyName: '', fetch: answer, clock });
  const request = {
    phoneNumber: '+994501234567',
    personalCode: '5ARPXN9',
    serviceName: 'x',
    clientId: 'x',
    language: 'az',
    browser: '',
    place: '',
    hash: new Uint8Array(32),
    hashType: 'SHA256',
  } as const;
  const nonsense: typeof fetch = async () => new Response('<html>', { status: 200 });
  const odd: typeof fetch = async () => Response.json({ state: 'COMPLETE', result: 'OK', cert: 'x' });
  for (const one of [
    client(`http://127.0.0.1:${await freePort()}`),
    client('http://x.invalid', nonsense),
    client('http://x.invalid', odd),
  ]) {
    expect(await one.startAuthentication(request)).toEqual({ kind: 'unavailable' });
    expect(await one.poll('abc', { timeoutMs: 0 })).toEqual({ kind: 'unavailable' });
  }
  const busy: typeof fetch = async () =>
    new Response('{}', { status: 429, headers: { 'retry-after': '60' } });
  expect(await client('http://x.invalid', busy).startAuthentication(request)).toMatchObject({
    kind: 'cooling',
  });
});
