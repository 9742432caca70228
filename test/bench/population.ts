import { createHmac, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import type { ClientMetadata, Clock, StoredItem } from '../../oidc/ports.ts';
import { createAccounts, createPasswordHashing } from '../../src/accounts/index.ts';
import { createInMemoryAttemptLimiter } from '../../src/attempts/index.ts';
import { type Database, statement } from '../../src/db/index.ts';
import { createClientDirectory, createClientService } from '../../src/identity/clients/index.ts';
import { siteRegistration } from '../../src/site-session/index.ts';
import { createRecorder } from '../../src/records/index.ts';
import type { FlowClient } from './flows.ts';

const clock: Clock = { now: () => Date.now() };
const recorder = createRecorder({ clock });

/** What the service runs with in production (src/accounts/config.ts). */
export const hashingParameters = { memoryKiB: 65_536, passes: 3, lanes: 1 } as const;

/** A legacy client: its requests cost the driver no signatures. */
export interface BenchClient extends FlowClient {
  readonly metadata: ClientMetadata;
}

export interface BenchPerson {
  readonly accountId: string;
  readonly personalCode: string;
  readonly code: string;
}

export interface Population {
  readonly clients: readonly BenchClient[];
  readonly persons: readonly BenchPerson[];
  readonly password: string;
}

/** Registers services and persons; the persons have used every service before, so that no consent is missing. */
export async function populate(
  db: Database,
  size: { readonly clients: number; readonly persons: number },
): Promise<Population> {
  const clients: BenchClient[] = [];
  for (let n = 1; n <= size.clients; n++) clients.push(await addClient(db, n));
  const persons: BenchPerson[] = [];
  const { issueAccount } = await accountsOn(db);
  for (let n = 1; n <= size.persons; n++) persons.push(await addPerson(issueAccount, n));
  const password = `parol ${randomUUID()}`;
  const hashing = await createPasswordHashing(hashingParameters);
  const hashed = await hashing.hash(password);
  if (hashed.kind !== 'hashed') throw new Error('no hash was made');
  await db.query(activateAll, []);
  await db.query(setPasswords, [hashed.phc]);
  await db.query(giveConsents, []);
  return { clients, persons, password };
}

const activateAll = statement('bench.activate', 'update account set activated_at = now()');
const setPasswords = statement(
  'bench.set_passwords',
  'insert into password_credential (account_id, phc, set_at) select id, $1, now() from account',
);
const giveConsents = statement(
  'bench.give_consents',
  `insert into consent_event (account_id, client_id, action, scopes, happened_at)
   select a.id, c.client_id, 'given', '{openid,profile}', now() from account a, client_version c`,
);

async function addClient(db: Database, n: number): Promise<BenchClient> {
  const redirectUri = `https://service-${n}.example.az/callback`;
  const { client, secret } = await register(db, {
    client_name: `Xidmət ${n}`,
    client_uri: `https://service-${n}.example.az/`,
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    backchannel_logout_uri: `https://service-${n}.example.az/logout`,
    acar_entitled_claims: ['openid', 'profile'],
    acar_profile: 'legacy',
    acar_legacy_until: new Date(clock.now() + 300 * 86_400_000).toISOString().slice(0, 10),
  });
  const metadata = await createClientDirectory({ db, clock }).find(client.clientId);
  if (!metadata || secret === undefined) throw new Error('the client was not registered');
  return { clientId: client.clientId, secret, redirectUri, metadata };
}

async function register(db: Database, registration: Readonly<Record<string, unknown>>) {
  const service = createClientService({ db, recorder, clock, randomBytes, allowsLoopbackHttp: true });
  const outcome = await service.add(JSON.stringify(registration));
  if (outcome.kind !== 'added') throw new Error(JSON.stringify(outcome.problems));
  return outcome;
}

/** The portal's registration as its client file. */
export async function registerPortal(db: Database, origin: string): Promise<string> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const named = { kid: randomUUID(), alg: 'ES256', use: 'sig' };
  const publicJwk = { ...publicKey.export({ format: 'jwk' }), ...named };
  const { client } = await register(db, siteRegistration('portal', origin, publicJwk));
  return JSON.stringify({
    kind: 'private_key_jwt',
    client_id: client.clientId,
    private_key: { ...privateKey.export({ format: 'jwk' }), ...named },
  });
}

async function accountsOn(db: Database) {
  return createAccounts({
    database: db,
    clock,
    pepper: randomBytes(32),
    hashing: await createPasswordHashing(hashingParameters),
    notifier: { enqueue: async () => {} },
    recorder,
    limiter: createInMemoryAttemptLimiter({ clock }),
    endSessions: async () => {},
  });
}

type IssueAccount = Awaited<ReturnType<typeof accountsOn>>['issueAccount'];

async function addPerson(issueAccount: IssueAccount, n: number): Promise<BenchPerson> {
  const personalCode = `B${String(n).padStart(6, '0')}`;
  const order = { givenName: 'Sınaq', familyName: 'Nümunəyeva', birthdate: '1990-05-23' };
  const issued = await issueAccount({ ...order, personalCode, language: 'az' });
  if (issued.kind !== 'issued') throw new Error(issued.code);
  return { accountId: issued.accountId, personalCode, code: issued.loginCode };
}

/** A browser's session: the item to be stored, and the cookies that lead to it. */
export interface BenchSession {
  readonly item: StoredItem;
  readonly cookies: Readonly<Record<string, string>>;
}

const cookieName = 'acar_session';

/** As the library stores it after a sign-in with code and password, before any service joined. */
export function newSession(accountId: string, cookieKey: string): BenchSession {
  const now = Math.floor(clock.now() / 1000);
  const jti = randomBytes(16).toString('base64url');
  const uid = randomBytes(16).toString('base64url');
  const expiresAt = now + 900;
  const acar = {
    startedAt: now,
    signedInAt: now,
    method: 'password',
    address: '10.0.0.1',
    userAgent: 'bench',
  };
  const payload = {
    iat: now,
    exp: expiresAt,
    jti,
    kind: 'Session',
    uid,
    accountId,
    loginTs: now,
    acr: 'low',
    amr: ['pwd'],
    transient: true,
    authorizations: {},
    acar,
  };
  return {
    item: { kind: 'Session', id: jti, payload, uid, accountId, expiresAt },
    cookies: { [cookieName]: jti, [`${cookieName}.sig`]: sign(`${cookieName}=${jti}`, cookieKey) },
  };
}

/** The signature of a cookie as Koa makes it. */
export function sign(text: string, key: string): string {
  return createHmac('sha1', key).update(text).digest('base64url');
}
