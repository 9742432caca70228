/** `scripts/start`: the whole service on one machine, with demonstration data. See README.md. */
import { randomInt } from 'node:crypto';
import { openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startService } from '../app.ts';
import { composePki } from '../app-pki.ts';
import { ConfigurationError } from '../config/index.ts';
import {
  DatabaseError,
  migrate,
  openDatabase,
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../db/index.ts';
import { holdDemoCeremony } from './ceremony.ts';
import { cardAgent, makeDemoCard } from './card.ts';
import { issueDemoCertificates } from './certificates.ts';
import {
  courtGatewayEnvironment,
  enterExchange,
  fundConnector,
  gatewayEnvironment,
  registerPrograms,
} from './exchange.ts';
import { type DataFolder, DataFolderError, openDataFolder } from './data-folder.ts';
import { demoEnvironment, demoOrigins, demoPorts } from './environment.ts';
import { issueDemoPhoneCodes } from './phone-codes.ts';
import { BusyPortError, refuseBusyPorts } from './ports.ts';
import { type Program, startPrograms } from './programs.ts';
import { demoHolder } from './persons.ts';
import { loadDemo } from './seed.ts';
import { welcomeText } from './welcome.ts';
import { demoWitnesses, witnessPrograms } from './witnesses.ts';
import { type Environment, readServiceConfig } from '../settings.ts';
import { createLog } from '../operations/index.ts';
import { createRecorder } from '../records/index.ts';

const usage = `scripts/start [options]

Runs the whole service with demonstration data: identity provider, portal, electronic court, verification, wallet,
certificate service, log of records and gateway; beside it two agencies, two registers, two witnesses, a card agent, and
simulators of an inbox and of a mobile-signature operator. It prints what to open, and who can sign in.

  --data DIR   where everything is kept (default: data, beside the folder scripts)
  --port N     first port; the following sixteen are used too (default: 8080)
  --reset      start over: removes what is in the data folder
  --help       this text

DATABASE_URL   use this PostgreSQL (15 or later) instead of the embedded one; --reset does not empty it
ACAR_...       every setting of the service may be given (src/config/REFERENCE.md)

Ctrl-C stops everything; the data stays, and a newer version brings it up to date at its start.
`;

const databaseFolder = 'postgresql';

const step = (text: string) => process.stdout.write(`  ${text}\n`);

async function main(): Promise<void> {
  const options = readOptions();
  const external = process.env['DATABASE_URL'];
  if (options.reset && external)
    throw new DataFolderError(
      '--reset does not touch an external database; empty it yourself, then start without --reset',
    );
  const folder = await openDataFolder(options.data, {
    reset: options.reset,
    mayStart: () => refuseBusyPorts(Object.values(demoPorts(options.port))),
    removeDatabase: (path) => removeEmbeddedPostgres(join(path, databaseFolder)),
  });
  process.stdout.write('Açar is starting\n');
  const stops: (() => Promise<void>)[] = [];
  const stopAll = async () => {
    for (const stop of stops.toReversed()) await stop();
    folder.release();
  };
  const interrupted = onInterrupt();
  try {
    const databaseUrl = external ?? (await startDatabase(folder, stops));
    step('bringing the database up to date');
    await bringUpToDate(databaseUrl, external === undefined);
    const given = withoutUndefined(process.env);
    const hasOwnTls = Boolean(given['ACAR_TLS_CERTIFICATE_FILE']);
    const environment: Record<string, string> = {
      ...demoEnvironment(folder, options.port, databaseUrl, hasOwnTls),
      ACAR_LOG_WITNESSES: await demoWitnesses(folder, demoPorts(options.port).witnesses),
      ...given,
    };
    // Before the settings are read: they name a certificate that the ceremony makes.
    const isFirst = await holdDemoCeremony({
      folder: folder.file('pki'),
      passphrase: readFileSync(folder.secret('pki-passphrase')),
      origin: environment['ACAR_PKI_ORIGIN'] ?? demoOrigins(options.port, hasOwnTls).pki,
      now: Date.now(),
    });
    if (isFirst) step('a key ceremony made the certification authorities');
    const origins = { ...demoOrigins(options.port, hasOwnTls), ...readServiceConfig(environment).origins };
    const credentials = await loadDemo({
      folder,
      databaseUrl,
      masterKey: readFileSync(folder.secret('master.key')),
      origins,
      report: step,
    });
    const writeLog = openLog(folder);
    const certified = await makeCertificates(environment, { folder, origins, writeLog });
    const sealed = { ...environment, ...certified, ...given };
    const service = await startService(sealed, { writeLog });
    stops.push(() => service.stop());
    const card = service.pki && (await makeDemoCard(service.pki.orders, folder, demoHolder()));
    const witnesses = service.recordLog
      ? witnessPrograms(folder, demoPorts(options.port).witnesses, service.recordLog.verifierKey)
      : [];
    const hasGateway = service.config.roles.includes('gateway');
    if (hasGateway) await fillExchange(databaseUrl, origins);
    const others = programsOf(folder, { port: options.port, origins, hasGateway });
    const programs = await startPrograms([...others, ...witnesses], step);
    stops.push(() => programs.stop());
    const phoneCodes = service.mobile ? await issueDemoPhoneCodes(service.mobile.phones) : [];
    const agent = programs.said('the card agent');
    const registers = hasGateway ? programs.said('population register') : undefined;
    process.stdout.write(
      welcomeText({ service, folder, origins, credentials, card, agent, phoneCodes, registers }),
    );
    await Promise.race([interrupted, programs.failed]);
    process.stdout.write('\nStopping ...\n');
  } finally {
    await stopAll();
  }
}

async function bringUpToDate(databaseUrl: string, isOwn: boolean): Promise<void> {
  try {
    const applied = await migrate(databaseUrl);
    if (applied.length > 0) step(`  ${applied.length} migrations applied`);
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== 'database.failed') throw error;
    const advice = isOwn ? '; --reset starts over, without what is in it' : '';
    throw new DataFolderError(`the database cannot be brought up to date: ${error.detail}${advice}`);
  }
}

/**
 * Issues the demonstration's certificates before the service starts, for its settings name some of them: the seal on
 * what it says itself, and the gateway's.
 */
async function makeCertificates(
  environment: Environment,
  {
    folder,
    origins,
    writeLog,
  }: {
    readonly folder: DataFolder;
    readonly origins: ReturnType<typeof demoOrigins>;
    readonly writeLog: (line: string) => void;
  },
): Promise<Record<string, string>> {
  const config = readServiceConfig(environment);
  if (!config.roles.includes('pki')) return {};
  const db = openDatabase({ connection: config.database.url, role: 'acar_pki', maxConnections: 4 });
  const clock = { now: () => Date.now() };
  const log = createLog({ clock, role: 'demonstration', write: writeLog });
  const pki = await composePki({ config, db, clock, log, random: () => randomInt(1_000_000) / 1_000_000 });
  try {
    const made = await issueDemoCertificates(pki.orders, folder);
    if (made > 0) step(`issued ${made} demonstration certificates`);
  } finally {
    await pki.stop();
    await db.close();
  }
  return {
    ACAR_SEAL_KEY_FILE: folder.file('demo-organisation-seal.key'),
    ACAR_SEAL_CERTIFICATE_FILE: folder.file('demo-organisation-seal.pem'),
    // The seal signs it.
    ACAR_TRUSTED_LIST_FILE: join(import.meta.dirname, 'trusted-list.yaml'),
    ACAR_ROLES: [...config.roles, 'gateway'].join(','),
    ...gatewayEnvironment(folder, origins),
    ...courtGatewayEnvironment(folder, origins),
  };
}

/** Who exchanges data, what the registers offer, and what the social fund may ask. */
async function fillExchange(databaseUrl: string, origins: ReturnType<typeof demoOrigins>): Promise<void> {
  const clock = { now: () => Date.now() };
  const db = openDatabase({ connection: databaseUrl, role: 'acar_operator', maxConnections: 2 });
  try {
    const count = await enterExchange({ db, clock, recorder: createRecorder({ clock }) }, origins);
    if (count > 0) step(`entered ${count} organisations, services and rights at the gateway`);
  } finally {
    await db.close();
  }
}

/** The screen belongs to the person who started; what machines read goes to a file. */
function openLog(folder: DataFolder): (line: string) => void {
  const file = openSync(folder.file('service.log'), 'a', 0o600);
  return (line) => void writeSync(file, line);
}

async function startDatabase(folder: DataFolder, stops: (() => Promise<void>)[]): Promise<string> {
  step('starting the embedded PostgreSQL');
  const server = await startEmbeddedPostgres(folder.file(databaseFolder));
  stops.push(() => server.stop());
  folder.writeJson('connection.json', server.connection);
  const { host, user, database } = server.connection;
  return `postgres://${user}@/${database}?host=${encodeURIComponent(host)}`;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', default: join(import.meta.dirname, '../../data') },
      port: { type: 'string', default: '8080' },
      reset: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    process.exit(0);
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_500)
    throw new TypeError('--port must be a number from 1 to 65500');
  return { data: values.data, reset: values.reset, port };
}

function programsOf(
  folder: DataFolder,
  {
    port,
    origins,
    hasGateway,
  }: {
    readonly port: number;
    readonly origins: ReturnType<typeof demoOrigins>;
    readonly hasGateway: boolean;
  },
): Program[] {
  const ports = demoPorts(port);
  const agency = (name: 'tax' | 'social') => ({
    name,
    file: `agencies/${name}/main.ts`,
    arguments: [
      '--port',
      String(ports[name]),
      '--origin',
      origins[name],
      '--issuer',
      origins.login,
      '--client-file',
      folder.file(`client-${name}.json`),
      ...(name === 'social' && hasGateway ? fundConnector(folder, origins) : []),
    ],
  });
  const inbox = {
    name: 'inbox',
    file: 'inbox/main.ts',
    arguments: [
      '--port',
      String(ports.inbox),
      '--smtp-port',
      String(ports.smtp),
      '--smpp-port',
      String(ports.smpp),
    ],
  };
  const operator = {
    name: 'operator',
    file: 'operator/main.ts',
    arguments: ['--port', String(ports.operator)],
  };
  const agent = cardAgent(folder, ports.cardAgent, origins);
  const registers = hasGateway ? registerPrograms(folder, ports, origins) : [];
  return [agency('tax'), agency('social'), inbox, operator, agent, ...registers];
}

function onInterrupt(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        // A second Ctrl-C does not wait for the clean way.
        process.once(signal, () => process.exit(130));
        done();
      });
    }
  });
}

function withoutUndefined(environment: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries.filter(([name]) => name.startsWith('ACAR_')));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`\n${explain(error)}\n`);
    process.exit(1);
  },
);

/** What the person can mend is told in a line, what only we can with its places. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof DatabaseError) return `${error.code}: ${error.detail}`;
  const isExplained =
    error instanceof ConfigurationError ||
    error instanceof DataFolderError ||
    error instanceof BusyPortError ||
    error instanceof TypeError ||
    // The operating system's answer names file and reason.
    'syscall' in error;
  return isExplained ? error.message : (error.stack ?? error.message);
}
