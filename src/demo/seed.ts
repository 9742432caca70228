import { generateKeyPairSync, randomBytes, randomInt, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { createAccounts, createPasswordHashing } from '../accounts/index.ts';
import { createInMemoryAttemptLimiter } from '../attempts/index.ts';
import { type Database, openDatabase } from '../db/index.ts';
import { type ClientService, createClientService } from '../identity/clients/index.ts';
import { createCatalogue, loadCatalogue } from '../portal/index.ts';
import { type SiteName, siteRegistration } from '../site-session/index.ts';
import { createRecorder } from '../records/index.ts';
import { deriveServiceKeys } from '../secrets.ts';
import { loadHistory } from '../statistics/index.ts';
import { enterDemoCourts } from './courts.ts';
import { prepareRegistration, socialFund, taxOffice } from './agencies/index.ts';
import type { DataFolder } from './data-folder.ts';
import type { demoOrigins } from './environment.ts';
import { fullName, readDemoPersons } from './persons.ts';

export interface DemoCredential {
  readonly name: string;
  readonly code: string;
  readonly password: string;
}

export interface SeedOptions {
  readonly folder: DataFolder;
  readonly databaseUrl: string;
  readonly origins: ReturnType<typeof demoOrigins>;
  readonly masterKey: Buffer;
  readonly report: (line: string) => void;
}

const credentialsFile = 'demo-credentials.json';
const originsFile = 'origins.json';
const clock = { now: () => Date.now() };
const credentialSchema = z.array(
  z.strictObject({ name: z.string(), code: z.string(), password: z.string() }),
);

/** Fills an empty installation: catalogue, persons, and the relying parties. What is there already stays. */
export async function loadDemo(options: SeedOptions): Promise<readonly DemoCredential[]> {
  const { folder, report } = options;
  const db = openDatabase({ connection: options.databaseUrl, maxConnections: 2 });
  try {
    if (!(await hasCatalogue(db))) {
      report('loading the catalogue of agencies');
      await loadCatalogue(db);
    }
    await loadHistory(db);
    await enterDemoCourts(db, clock);
    await registerClients(db, options);
    const known = credentialSchema.safeParse(folder.readJson(credentialsFile));
    if (known.success) return known.data;
    report('making the demonstration persons');
    const credentials = await makePersons(db, options.masterKey);
    folder.writeJson(credentialsFile, credentials);
    return credentials;
  } finally {
    await db.close();
  }
}

async function hasCatalogue(db: Database): Promise<boolean> {
  return (await createCatalogue(db).allAgencies()).length > 0;
}

async function makePersons(db: Database, masterKey: Buffer): Promise<DemoCredential[]> {
  const accounts = createAccounts({
    database: db,
    clock,
    pepper: deriveServiceKeys(masterKey).oneTimeCodes,
    hashing: await createPasswordHashing({ memoryKiB: 65_536, passes: 3, lanes: 1 }),
    // Nobody is told of an account that was made for show.
    notifier: { enqueue: async () => {} },
    recorder: createRecorder({ clock }),
    limiter: createInMemoryAttemptLimiter({ clock }),
    endSessions: async () => {},
  });
  const made: DemoCredential[] = [];
  for (const person of readDemoPersons()) {
    const issued = await accounts.issueAccount(person);
    if (issued.kind !== 'issued') continue;
    const browser = randomUUID();
    const password = readablePassword();
    const { loginCode, activationCode } = issued;
    await accounts.beginActivation({ loginCode, activationCode, browser });
    const activated = await accounts.finishActivation({ browser, password, repeated: password });
    if (activated.kind !== 'activated')
      throw new Error(`demonstration person not activated: ${activated.code}`);
    made.push({ name: fullName(person), code: loginCode, password });
  }
  return made;
}

const consonants = 'bdfghkmnprstvz';
const vowels = 'aeiou';
const pick = (letters: string) => letters[randomInt(letters.length)] ?? '';
const group = () => pick(consonants) + pick(vowels) + pick(consonants) + pick(vowels);

/** Four groups of letters that are easy to type from a screen: some 49 bits. */
function readablePassword(): string {
  return Array.from({ length: 4 }, group).join('-');
}

async function registerClients(db: Database, options: SeedOptions): Promise<void> {
  const { folder, origins } = options;
  // Registrations name addresses: after a start on other ports or origins they are made anew.
  const isMoved = JSON.stringify(folder.readJson(originsFile)) !== JSON.stringify(origins);
  const isRegistered = (file: string) => !isMoved && folder.readJson(file) !== undefined;
  const clients = createClientService({
    db,
    recorder: createRecorder({ clock }),
    clock,
    randomBytes,
    allowsLoopbackHttp: true,
  });
  const legacyUntil = new Date(clock.now() + 365 * 86_400_000).toISOString().slice(0, 10);
  for (const agency of [taxOffice, socialFund]) {
    const name = `client-${agency.id}.json`;
    if (isRegistered(name)) continue;
    options.report(`registering ${agency.id}`);
    const prepared = prepareRegistration(agency, origins[agency.id as 'tax' | 'social'], legacyUntil);
    const { clientId, secret } = await register(clients, prepared.metadata);
    folder.writeJson(name, prepared.clientFile(clientId, secret));
  }
  for (const site of ['portal', 'court'] as const)
    if (!isRegistered(`client-${site}.json`)) await registerSite(clients, options, site);
  folder.writeJson(originsFile, origins);
}

async function registerSite(
  clients: ClientService,
  { folder, origins }: SeedOptions,
  site: SiteName,
): Promise<void> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const named = { kid: randomUUID(), alg: 'ES256', use: 'sig' };
  const publicJwk = { ...publicKey.export({ format: 'jwk' }), ...named };
  const { clientId } = await register(clients, siteRegistration(site, origins[site], publicJwk));
  const privateJwk = { ...privateKey.export({ format: 'jwk' }), ...named };
  folder.writeJson(`client-${site}.json`, {
    kind: 'private_key_jwt',
    client_id: clientId,
    private_key: privateJwk,
  });
}

async function register(clients: ClientService, metadata: Readonly<Record<string, unknown>>) {
  const outcome = await clients.add(JSON.stringify(metadata));
  if (outcome.kind === 'refused')
    throw new Error(`registration refused: ${JSON.stringify(outcome.problems)}`);
  return { clientId: outcome.client.clientId, secret: outcome.secret };
}
