import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Clock } from '../../oidc/ports.ts';
import { createInMemoryAttemptLimiter } from '../../src/attempts/index.ts';
import { type Database, statement } from '../../src/db/index.ts';
import {
  createBrowserBinding,
  createSite,
  errorDocument,
  RequestError,
  startServer,
} from '../../src/http/index.ts';
import { startPhoneIssuing } from '../../src/mobile/issuing/index.ts';
import { issueCode } from '../../src/mobile/phones/index.ts';
import { type MobileDeps, type MobileRooms, openMobile } from '../../src/mobile/service.ts';
import { createServiceClient } from '../../src/mobile/wallet/browser/service-client.ts';
import type { StoredPhone, WalletStorage } from '../../src/mobile/wallet/browser/storage.ts';
import { createWallet, type Wallet } from '../../src/mobile/wallet/browser/wallet.ts';
import { createRequestStream, walletApiRoutes } from '../../src/mobile/wallet-api/index.ts';
import { createOutbox } from '../../src/notify/index.ts';
import { createOrderService, createStatusService } from '../../src/pki/index.ts';
import { createRecorder } from '../../src/records/index.ts';
import { openTestAuthorities, type TestAuthorities } from './test-authorities.ts';
import type { TestDatabase } from './test-database.ts';

const ownKeys: MobileDeps['keys'] = {
  codes: randomBytes(32),
  persons: randomBytes(32),
  secrets: randomBytes(32),
};

export interface PhoneNode extends MobileRooms {
  readonly db: Database;
  /** The wallet's origin at this node. */
  readonly origin: string;
  readonly errors: unknown[];
}

/** One web node for phones: its rooms, and the wallet's interface over real HTTP on loopback. */
export async function startPhoneNode(
  test: TestDatabase,
  clock: Clock,
  keys: MobileDeps['keys'] = ownKeys,
): Promise<PhoneNode> {
  const db = test.open();
  const errors: unknown[] = [];
  const rooms = await openMobile({
    db,
    clock,
    randomBytes,
    randomBelow: (bound) => randomInt(bound),
    limiter: createInMemoryAttemptLimiter({ clock }),
    recorder: createRecorder({ clock }),
    notifier: createOutbox({ clock }),
    keys,
    walletOrigin: 'https://wallet.example.az',
  });
  const listening = await listen(rooms, errors);
  return {
    ...rooms,
    db,
    errors,
    origin: listening.origin,
    async stop() {
      await listening.stop();
      await rooms.stop();
    },
  };
}

/** The origin has the port in its name, which is known only once the listener is there. */
async function listen(rooms: MobileRooms, errors: unknown[]) {
  const { freePort } = await import('./free-port.ts');
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const onError = (error: unknown) => void errors.push(error);
  const stream = createRequestStream({ ...rooms, origin, onError });
  const site = createSite({
    origin,
    routes: walletApiRoutes(rooms),
    binding: createBrowserBinding(randomBytes(32)),
    errorPage: (request, status, code) => errorDocument(request, { status, code }, { site: 'test' }),
    explain: (error) => (error instanceof RequestError ? error : undefined),
    onError,
  });
  const server = await startServer({
    host: '127.0.0.1',
    port,
    trustedProxies: '',
    sites: new Map([[origin, (req, res) => (stream.handle(req, res) ? undefined : site(req, res))]]),
  });
  return {
    origin,
    async stop() {
      await stream.stop();
      await server.stop(0);
    },
  };
}

/** The certificate service of the phones: the demonstration's authorities, and the worker that issues. */
export async function startPhonePki(test: TestDatabase, clock: Clock) {
  const db = test.open({ role: 'acar_pki' });
  const authorities: TestAuthorities = await openTestAuthorities({ db, clock });
  const recorder = createRecorder({ clock });
  const orders = createOrderService({
    db,
    clock,
    recorder,
    authorities: authorities.authorities,
    allowsReservedHostNames: true,
  });
  const statuses = createStatusService({ db, clock, recorder });
  const errors: unknown[] = [];
  const start = () =>
    startPhoneIssuing({
      db,
      clock,
      random: () => 0,
      orders,
      statuses,
      authority: 'phones-1',
      onError: (error) => errors.push(error),
    });
  let worker = start();
  return {
    authorities,
    statuses,
    errors,
    /** The certificate service is away, and comes back. */
    pause: () => worker.stop(),
    resume() {
      worker = start();
    },
    async stop() {
      await worker.stop();
      authorities.remove();
    },
  };
}

const insertAccount = statement(
  'test.insert_account',
  `insert into account (id, personal_code, given_name, family_name, birthdate, login_code, email, mobile, language,
     created_at, activated_at)
   values ($1, $2, 'Sınaq', 'Nümunəyeva', '1990-05-23', $3, 'sinaq@example.az', $4, 'az', now(), now())`,
);

export interface TestHolder {
  readonly accountId: string;
  readonly personalCode: string;
  readonly phoneNumber: string;
}

let holders = 0;

/** A person who may have phones. */
export async function addHolder(owner: Database): Promise<TestHolder> {
  const number = String(++holders).padStart(6, '0');
  const holder = { accountId: randomUUID(), personalCode: `P${number}`, phoneNumber: `+994501${number}` };
  const values = [holder.accountId, holder.personalCode, `90${number}`, holder.phoneNumber];
  await owner.query(insertAccount, values);
  return holder;
}

/** A phone as the wallet's own code makes it, with its storage in memory. */
export interface TestPhone {
  readonly wallet: Wallet;
  readonly storage: WalletStorage & { phone: StoredPhone | undefined };
  /** Speaks to another node from now on. */
  moveTo(origin: string): void;
}

export function newPhone(
  origin: string,
  now: () => number,
  start?: StoredPhone,
  send: typeof fetch = fetch,
): TestPhone {
  const storage: TestPhone['storage'] = {
    phone: start,
    load: async () => storage.phone,
    async save(phone) {
      storage.phone = phone;
    },
    async clear() {
      storage.phone = undefined;
    },
  };
  const open = (at: string) =>
    createWallet({ storage, service: createServiceClient({ origin: at, fetch: send, storage, now }) });
  let current = open(origin);
  const wallet = new Proxy(current, { get: (_, name) => Reflect.get(current, name) });
  return {
    wallet,
    storage,
    moveTo(at) {
      current = open(at);
    },
  };
}

export const goodPin = '482913';

/** A phone of this person with its certificates. */
export async function enrolPhone(node: PhoneNode, holder: TestHolder, name = 'Telefon'): Promise<TestPhone> {
  const { code } = await issueCode(node.phones, { ...holder, source: 'portal' });
  const phone = newPhone(node.origin, () => node.phones.clock.now());
  await phone.wallet.beginEnrolment(code);
  if (!(await phone.wallet.finishEnrolment(name, goodPin))) throw new Error('the certificates are not there');
  return phone;
}
