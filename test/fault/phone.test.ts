import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createOutboundFetch } from '../../src/http/index.ts';
import { qrCode } from '../../src/mobile/answering/index.ts';
import { createMobileClient, createRelyingParties } from '../../src/mobile/index.ts';
import { findPhone } from '../../src/mobile/phones/index.ts';
import { readRequest } from '../../src/mobile/wallet/browser/waiting-request.ts';
import { createRecorder } from '../../src/records/index.ts';
import { deriveServiceKeys } from '../../src/secrets.ts';
import { freePort } from '../support/free-port.ts';
import { startKillableService } from '../support/killable-service.ts';
import type { ChildProgram } from '../support/start-process.ts';
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
} from '../support/test-phones.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

const clock = { now: () => Date.now() };
const name = 'Nümunə vergi xidməti';
const shown = { serviceName: name, clientId: 'tax', language: 'az', browser: 'Firefox', place: 'Bakı' };

interface Killable {
  readonly program: ChildProgram;
  readonly wallet: string;
  readonly mobile: string;
}

let test: TestService;
let pki: Awaited<ReturnType<typeof startPhonePki>>;
let watcher: PhoneNode;
let first: Killable;
let second: Killable;
let holder: TestHolder;
let relyingPartyId: string;
const reach = createOutboundFetch({ allowPrivate: true, timeoutMs: 70_000 });

beforeAll(async () => {
  test = await startTestService();
  await test.stopService();
  const master = readFileSync(test.environment['ACAR_MASTER_KEY_FILE'] ?? '');
  const { phoneCodes: codes, phonePersons: persons, phoneSecrets: secrets } = deriveServiceKeys(master);
  pki = await startPhonePki(test.database, clock);
  watcher = await startPhoneNode(test.database, clock, { codes, persons, secrets });
  [first, second] = await Promise.all([startNode(), startNode()]);
  const db = test.database.open({ role: 'acar_operator', maxConnections: 2 });
  const parties = createRelyingParties({ db, clock, recorder: createRecorder({ clock }) });
  const added = await parties.add({ name, networks: [] });
  relyingPartyId = added.kind === 'added' ? added.party.relyingPartyId : '';
  holder = await addHolder(test.database.owner());
});
afterAll(async () => {
  await Promise.all([first?.program.signal('SIGKILL'), second?.program.signal('SIGTERM')]);
  await watcher?.stop();
  await pki?.stop();
  await reach.close();
  await test?.stop();
});

async function startNode(): Promise<Killable> {
  const [port, operations] = [await freePort(), await freePort()];
  const origin = (label: string) => `http://${label}.acar.localhost:${port}`;
  const program = await startKillableService(test, {
    ACAR_PORT: String(port),
    ACAR_OPERATIONS_PORT: String(operations),
    ACAR_WALLET_ORIGIN: origin('wallet'),
    ACAR_MOBILE_ORIGIN: origin('mobile'),
  });
  return { program, wallet: origin('wallet'), mobile: origin('mobile') };
}

const service = (at: Killable) =>
  createMobileClient({
    address: at.mobile,
    relyingPartyId,
    relyingPartyName: name,
    fetch: reach,
    clock,
  });

/** A phone whose calls go to a node of the service. */
async function phoneAt(node: Killable): Promise<TestPhone> {
  const phone = await enrolPhone(watcher, holder);
  return newPhone(node.wallet, clock.now, phone.storage.phone, reach);
}

it('a node is killed while a phone is waited for: another finishes the push, and the scanned code', async () => {
  const phone = await phoneAt(first);
  const hash = createHash('sha256').update(randomBytes(32)).digest();
  const { phoneNumber, personalCode } = holder;
  const order = { ...shown, phoneNumber, personalCode, hash, hashType: 'SHA256' } as const;
  const started = await service(first).startAuthentication(order);
  if (started.kind !== 'started') throw new Error(started.kind);
  const cutOff = service(first).poll(started.sessionId, { timeoutMs: 60_000 });
  const opened = await watcher.requests.open({ ...shown, flow: 'qr', number: '47' });
  const code = { token: opened.token, elapsed: 0, code: qrCode(opened.secret, opened.token, 0) };
  const scanned = await phone.wallet.scan(code);

  await first.program.signal('SIGKILL');
  expect(await cutOff).toEqual({ kind: 'unavailable' });

  const polled = service(second).poll(started.sessionId, { timeoutMs: 60_000 });
  phone.moveTo(second.wallet);
  const known = await findPhone(watcher.db, phone.storage.phone?.phoneId ?? '');
  const waiting = known ? await watcher.answering.waiting(known) : [];
  const push = waiting.find(({ flow }) => flow === 'push');
  const request = readRequest(JSON.parse(JSON.stringify(push ?? {})));
  if (!request) throw new Error('nothing waits');
  await phone.wallet.approve(request, goodPin);
  expect(await polled).toMatchObject({ kind: 'complete', result: 'OK' });

  await phone.wallet.approve(scanned, goodPin, '47');
  expect(await watcher.requests.take(opened.id)).toMatchObject({ algorithm: 'SHA256WithECEncryption' });
});
