import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createQuestionDesk } from '../accesses/index.ts';
import { ConfigurationError } from '../config/index.ts';
import { type Database, migrate, openDatabase } from '../db/index.ts';
import { createClientService } from '../identity/clients/index.ts';
import { deliveriesOf, troubledDeliveries } from '../identity/logout-delivery/index.ts';
import { createOutboundFetch } from '../http/index.ts';
import {
  checkPayloads,
  createLogReader,
  createRecorder,
  createRowSource,
  readCheckpoints,
  readLogIdentity,
} from '../records/index.ts';
import type { StoredLog } from './check-log.ts';
import { sourceLimits } from '../signature-sources/index.ts';
import { findConnection } from './connection.ts';
import { CliError } from './errors.ts';
import { fileSource, writeNewFile } from './file-source.ts';
import { answerLines, readBoundedFile } from './input.ts';
import { openLogSource } from './log-source.ts';
import { type Desk, serviceKeys } from './master-key.ts';
import type { Services } from './model.ts';
import type { openCertificateOffice } from './wiring-pki.ts';

export interface WiringOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly data: string | undefined;
}

type Environment = WiringOptions['environment'];

/** 256 entries with two octets of length each. */
const largestBundle = 256 * (2 + 65_535);

const clock = { now: () => Date.now() };
const recorder = createRecorder({ clock });

async function configurationProblems(environment: Environment): Promise<readonly string[]> {
  const { readServiceConfig } = await import('../settings.ts');
  try {
    readServiceConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

/** The composition root of the command line. Nothing is opened before a command asks for it. */
export function createServices(options: WiringOptions): Services {
  const { environment } = options;
  const defaultData = join(import.meta.dirname, '../../data');
  const data = options.data ?? defaultData;
  const connection = () =>
    findConnection({ data: options.data, databaseUrl: environment['DATABASE_URL'], defaultData });
  const opened = new Map<string, Database>();
  const db = (role: 'acar_web' | 'acar_operator' | 'acar_statistics') => {
    const database = opened.get(role) ?? openDatabase({ connection: connection(), role, maxConnections: 2 });
    opened.set(role, database);
    return database;
  };
  const desk = () => ({ db: db('acar_operator'), clock, recorder, environment, data });
  let office: ReturnType<typeof openCertificateOffice> | undefined;
  let outbound: ReturnType<typeof createOutboundFetch> | undefined;
  return {
    clients({ allowsLoopbackHttp }) {
      if (allowsLoopbackHttp) refuseDevelopment(environment);
      return createClientService({ db: db('acar_web'), recorder, clock, randomBytes, allowsLoopbackHttp });
    },
    async statistics() {
      const { createExactStatistics, recountRecords } = await import('../statistics/index.ts');
      return {
        ...createExactStatistics({ db: db('acar_operator'), clock }),
        async rebuild(onCounted) {
          const onProgress = ({ counted }: { readonly counted: number }) => onCounted(counted);
          return (await recountRecords({ db: db('acar_statistics'), onProgress })).counted;
        },
      };
    },
    accounts: async () => (await import('./wiring-accounts.ts')).accountDesk(desk()),
    keys: async () => (await import('./wiring-keys.ts')).keyDesk(desk()),
    logouts: () => ({
      troubled: (page) => troubledDeliveries(db('acar_web'), page),
      ofSession: (sid) => deliveriesOf(db('acar_web'), sid),
    }),
    async courts() {
      const { createCourtDesk } = await import('../notices/index.ts');
      return createCourtDesk({ db: db('acar_operator'), clock, recorder });
    },
    draws: async () => (await import('./wiring-draws.ts')).drawsDesk(() => db('acar_operator')),
    async gateway(by) {
      const { createCatalogue } = await import('../gateway/index.ts');
      return createCatalogue({ db: db('acar_operator'), clock, recorder, by });
    },
    async exchangeReceipts(order) {
      const { exchangeReceipts } = await import('./wiring-gateway.ts');
      return exchangeReceipts(desk(), order);
    },
    records: async () => (await import('./wiring-records.ts')).recordsDesk(desk()),
    mobile: async () => (await import('./wiring-mobile.ts')).mobileDesk(desk()),
    questions: () => createQuestionDesk({ db: db('acar_operator'), clock, recorder }),
    async ca({ isDevelopment } = { isDevelopment: false }) {
      if (isDevelopment) refuseDevelopment(environment);
      const { openCertificateOffice: openOffice } = await import('./wiring-pki.ts');
      office ??= openOffice({ environment, data, connection, clock, recorder, isDevelopment });
      return office.commands;
    },
    migrate: () => migrate(connection()),
    checkConfiguration: () => configurationProblems(environment),
    storedLog: () => storedLog(desk()),
    async logAt(location) {
      const { createOutboundFetch } = await import('../http/index.ts');
      outbound ??= createOutboundFetch({ allowPrivate: true, maxResponseBytes: largestBundle });
      return openLogSource(location, outbound);
    },
    tell: (line) => process.stderr.write(`${line}\n`),
    readText,
    readBytes: readBoundedFile,
    openFile: fileSource,
    writeNewFile,
    openFetch: ({ allowPrivate } = { allowPrivate: true }) =>
      createOutboundFetch({ allowPrivate, allowHttp: true, ...sourceLimits }),
    now: () => clock.now(),
    answerLines: (answer) => answerLines(answer, process.stdin, process.stdout),
    async close() {
      await office?.close();
      await outbound?.close();
      await Promise.all([...opened.values()].map((database) => database.close()));
    },
  };
}

function storedLog(desk: Desk): StoredLog {
  const { db } = desk;
  const reader = createLogReader(db);
  return {
    verifierKey: async () => (await readLogIdentity(db))?.verifierKey,
    checkpoint: async () => (await reader.published())?.note,
    checkpoints: () => readCheckpoints(db),
    readTiles: reader.readTiles,
    rows: createRowSource(db),
    checkPayloads: (onFinding, onErased) =>
      checkPayloads({ db, key: () => serviceKeys(desk).payloads, onFinding, onErased }),
  };
}

/** @throws CliError unless the environment, or a data folder, is one of development */
function refuseDevelopment(environment: Environment): void {
  if (environment['ACAR_DEVELOPMENT'] === 'yes' || environment['DATABASE_URL'] === undefined) return;
  throw new CliError('cli.development_only', '--development needs ACAR_DEVELOPMENT=yes in the environment');
}

function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch {
    throw new CliError('cli.file_unreadable', `${path} cannot be read`);
  }
}
