import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../oidc/ports.ts';
import { type RunningService, startService } from '../../src/app.ts';
import { createClientService } from '../../src/identity/clients/index.ts';
import { type SiteName, siteRegistration } from '../../src/site-session/index.ts';
import { createRecorder } from '../../src/records/index.ts';
import type { BrowserPage, BrowserSession } from './browser-session.ts';
import { freePort } from './free-port.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';
import { testOrder } from './test-accounts.ts';
import type { TestProvider } from './test-provider.ts';

export interface TestPerson {
  readonly accountId: string;
  readonly code: string;
  readonly password: string;
  readonly givenName: string;
  readonly familyName: string;
}

export interface TestService extends TestProvider {
  readonly service: RunningService;
  readonly login: string;
  readonly portal: string;
  /** The electronic court; a test enters the courts it needs. */
  readonly court: string;
  readonly database: TestDatabase;
  readonly person: TestPerson;
  /** The environment it was started with: another process may serve the same database. */
  readonly environment: Readonly<Record<string, string>>;
  /** Lines of the service's log. */
  readonly log: readonly string[];
  /** Ends the service alone: another process may go on with its data. */
  stopService(): Promise<void>;
  /** Names of the SQL statements sent since the last call, but for the look at a client, which comes every three seconds. */
  statements(): string[];
  /** How many looks at a client there were. */
  clientLooks(): number;
  addPerson(changes?: Parameters<typeof testOrder>[0]): Promise<TestPerson>;
  /** On the sign-in pages: code and password where they are asked for, then "continue" where the service is new. */
  signInAs(browser: BrowserSession, page: BrowserPage, person: TestPerson): Promise<BrowserPage>;
}

export interface TestServiceOptions {
  readonly clock?: Clock;
  readonly environment?: Readonly<Record<string, string>>;
  /** Instead of a database of the run's shared server. */
  readonly database?: TestDatabase;
}

const cheapHashing = { ACAR_PASSWORD_MEMORY_KIB: '64', ACAR_PASSWORD_PASSES: '1' };
const systemClock: Clock = { now: () => Date.now() };

/** The whole service, as `src/main.ts` starts it, on a fresh database and free ports. */
export async function startTestService(options: TestServiceOptions = {}): Promise<TestService> {
  const database = options.database ?? (await createTestDatabase());
  const folder = mkdtempSync(join(tmpdir(), 'acar-service-'));
  const port = Number(options.environment?.['ACAR_PORT'] ?? (await freePort()));
  const operationsPort = await freePort();
  const login = `http://login.acar.localhost:${port}`;
  const portal = `http://portal.acar.localhost:${port}`;
  const secret = (name: string) => {
    writeFileSync(join(folder, name), randomBytes(32), { mode: 0o600 });
    return join(folder, name);
  };
  const register = clientRegistrar(database, options.clock ?? systemClock);
  const court = (options.environment?.['ACAR_PORTAL_ORIGIN'] ?? portal).replace('portal.', 'court.');
  const clientFile = async (site: SiteName, origin: string) => {
    const file = join(folder, `${site}.json`);
    writeFileSync(file, JSON.stringify(await registerSite(register, site, origin)), { mode: 0o600 });
    return file;
  };
  const environment = {
    ACAR_DEVELOPMENT: 'yes',
    ACAR_LOGIN_ORIGIN: login,
    ACAR_PORTAL_ORIGIN: portal,
    ACAR_PORT: String(port),
    ACAR_OPERATIONS_PORT: String(operationsPort),
    ACAR_MASTER_KEY_FILE: secret('master.key'),
    ACAR_PAIRWISE_KEY_FILE: secret('pairwise.key'),
    ACAR_PORTAL_CLIENT_FILE: await clientFile('portal', portal),
    ACAR_COURT_ORIGIN: court,
    ACAR_COURT_CLIENT_FILE: await clientFile('court', court),
    ACAR_ALLOW_PRIVATE_OUTBOUND: 'yes',
    ACAR_ATTEMPTS_ADDRESS_FREE: '100000',
    DATABASE_URL: urlOf(database),
    ...cheapHashing,
    ...options.environment,
  };
  let sent: string[] = [];
  let clientLooks = 0;
  // What is known of a client is read again after three seconds, whatever is under way.
  const onStatement = (name: string) => {
    if (name === 'client.find_newest') clientLooks += 1;
    else sent.push(name);
  };
  const log: string[] = [];
  const writeLog = (line: string) => void log.push(line);
  const service = await startService(environment, { ...options, onStatement, writeLog });
  let isStopped = false;
  const stopService = async () => {
    if (!isStopped) await service.stop();
    isStopped = true;
  };
  const addPerson = personMaker(service);
  const person = await addPerson();
  return {
    service,
    issuer: login,
    login,
    portal,
    court,
    database,
    person,
    stopService,
    environment,
    log,
    register,
    addPerson,
    signInAs: signIn,
    signIn: (browser, page, answer = 'yes') =>
      answer === 'no' ? browser.submit(page, '/cancel') : signIn(browser, page, person),
    confirmSignOut: (browser, page) => browser.submit(page, '/session/end/confirm', { logout: 'yes' }),
    statements() {
      const since = sent;
      sent = [];
      return since;
    },
    clientLooks: () => clientLooks,
    async stop() {
      await stopService();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function urlOf({ connection }: TestDatabase): string {
  return `postgres://${connection.user}@/${connection.database}?host=${encodeURIComponent(connection.host)}`;
}

type Register = TestProvider['register'];

function clientRegistrar(database: TestDatabase, clock: Clock): Register {
  const recorder = createRecorder({ clock });
  const db = database.open({ maxConnections: 2 });
  const clients = createClientService({ db, recorder, clock, randomBytes, allowsLoopbackHttp: true });
  return async (metadata) => {
    const outcome = await clients.add(JSON.stringify(metadata));
    if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.problems));
    return { clientId: outcome.client.clientId, secret: outcome.secret };
  };
}

async function registerSite(register: Register, site: SiteName, origin: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const named = { kid: randomUUID(), alg: 'ES256', use: 'sig' };
  const publicJwk = { ...publicKey.export({ format: 'jwk' }), ...named };
  const { clientId } = await register(siteRegistration(site, origin, publicJwk));
  const private_key = { ...privateKey.export({ format: 'jwk' }), ...named };
  return { kind: 'private_key_jwt', client_id: clientId, private_key };
}

function personMaker(service: RunningService): TestService['addPerson'] {
  const { accounts } = service.identity;
  let made = 0;
  return async (changes = {}) => {
    const order = testOrder({ personalCode: `T${String(++made).padStart(6, '0')}`, ...changes });
    const issued = await accounts.issueAccount(order);
    if (issued.kind !== 'issued') throw new Error(issued.code);
    const { accountId, loginCode, activationCode } = issued;
    const browser = randomUUID();
    const password = `parol ${randomUUID()}`;
    await accounts.beginActivation({ loginCode, activationCode, browser });
    await accounts.finishActivation({ browser, password, repeated: password });
    return { accountId, code: loginCode, password, givenName: order.givenName, familyName: order.familyName };
  };
}

const asks = ({ forms }: BrowserPage, step: string) => forms.some((form) => form.action.includes(step));

async function signIn(browser: BrowserSession, page: BrowserPage, { code, password }: TestPerson) {
  // Signed in already, and only asked to continue?
  const proof = asks(page, '/choose') ? await browser.submit(page, '/choose', { method: 'password' }) : page;
  const after = asks(proof, '/advance') ? await browser.submit(proof, '/advance', { code, password }) : proof;
  return asks(after, '/decide') ? browser.submit(after, '/decide', { decision: 'continue' }) : after;
}
