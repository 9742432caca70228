/** `scripts/start`: the whole service on one machine, with demonstration data. See README.md. */
import { openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type RunningService, readServiceConfig, startService } from '../app.ts';
import { ConfigurationError } from '../config/index.ts';
import { migrate, removeEmbeddedPostgres, startEmbeddedPostgres } from '../db/index.ts';
import { type DataFolder, DataFolderError, openDataFolder } from './data-folder.ts';
import { demoEnvironment, demoOrigins, demoPorts } from './environment.ts';
import { BusyPortError, refuseBusyPorts } from './ports.ts';
import { type Program, startPrograms } from './programs.ts';
import { loadDemo, type DemoCredential } from './seed.ts';

const usage = `scripts/start [options]

Runs the identity provider, the portal, two demonstration agencies and an inbox simulator.

  --data DIR   where everything is kept (default: data)
  --port N     first port; the following nine are used too (default: 8080)
  --reset      start over: removes what is in the data folder
  --help       this text

DATABASE_URL   use this PostgreSQL (15 or later) instead of the embedded one
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
    await refuseBusyPorts(Object.values(demoPorts(options.port)));
    const databaseUrl = external ?? (await startDatabase(folder, stops));
    step('bringing the database up to date');
    const applied = await migrate(databaseUrl);
    if (applied.length > 0) step(`  ${applied.length} migrations applied`);
    const environment = {
      ...demoEnvironment(folder, options.port, databaseUrl),
      ...withoutUndefined(process.env),
    };
    const origins = { ...demoOrigins(options.port), ...readServiceConfig(environment).origins };
    const credentials = await loadDemo({
      folder,
      databaseUrl,
      masterKey: readFileSync(folder.secret('master.key')),
      origins,
      report: step,
    });
    const service = await startService(environment, { writeLog: openLog(folder) });
    stops.push(() => service.stop());
    const programs = await startPrograms(programsOf(folder, options.port, origins), step);
    stops.push(() => programs.stop());
    printWelcome(service, folder, options.port, credentials);
    await Promise.race([interrupted, programs.failed]);
    process.stdout.write('\nStopping ...\n');
  } finally {
    await stopAll();
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
      data: { type: 'string', default: 'data' },
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

function programsOf(folder: DataFolder, port: number, origins: ReturnType<typeof demoOrigins>): Program[] {
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
  return [agency('tax'), agency('social'), inbox];
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

function printWelcome(
  service: RunningService,
  folder: DataFolder,
  port: number,
  credentials: readonly DemoCredential[],
): void {
  const origins = demoOrigins(port);
  const lines = [
    '',
    'Açar is running. Open in a browser:',
    `  portal                    ${service.config.origins.portal}`,
    `  demonstration tax office  ${origins.tax}`,
    `  demonstration social fund ${origins.social}`,
    `  inbox simulator           ${origins.inbox}   (e-mails and SMS of the demonstration arrive here)`,
    '',
    'Demonstration persons (invented), to sign in with code and password:',
    ...credentials.map(({ name, code, password }) => `  ${code}  ${password}  ${name}`),
    '',
    `Metrics: http://127.0.0.1:${service.config.listen.operationsPort}/metrics    Command line: scripts/acar help`,
    `Log: ${folder.file('service.log')}`,
    'Ctrl-C stops everything; the data stays.',
    '',
  ];
  process.stdout.write(lines.join('\n'));
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
    const isExplained =
      error instanceof ConfigurationError ||
      error instanceof DataFolderError ||
      error instanceof BusyPortError ||
      error instanceof TypeError;
    const text =
      error instanceof Error ? (isExplained ? error.message : (error.stack ?? error.message)) : String(error);
    process.stderr.write(`\n${text}\n`);
    process.exit(1);
  },
);
