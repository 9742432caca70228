import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, migrate, openDatabase } from '../db/index.ts';
import { createClientService } from '../identity/clients/index.ts';
import type { Recorder } from '../records/model.ts';
import { findConnection } from './connection.ts';
import { CliError } from './errors.ts';
import type { AccountIssuer, KeyRotator, Services } from './model.ts';

export interface WiringOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly data: string | undefined;
}

/** What other features put in; until then their commands say that they are not there. */
interface Ports {
  readonly recorder: Recorder;
  readonly accounts: AccountIssuer | undefined;
  readonly keys: KeyRotator | undefined;
  /** Every problem of the configuration in the environment. */
  readonly checkConfiguration: (() => readonly string[]) | undefined;
}

function connectPorts(_db: () => Database, _options: WiringOptions): Ports {
  return {
    recorder: { record: () => Promise.resolve() },
    accounts: undefined,
    keys: undefined,
    checkConfiguration: undefined,
  };
}

/** The composition root of the command line. Nothing is opened before a command asks for it. */
export function createServices(options: WiringOptions): Services {
  const { environment, data } = options;
  const connection = () =>
    findConnection({
      data,
      databaseUrl: environment['DATABASE_URL'],
      defaultData: join(import.meta.dirname, '../../data'),
    });
  let opened: Database | undefined;
  const db = () => {
    opened ??= openDatabase({ connection: connection(), role: 'acar_web', maxConnections: 2 });
    return opened;
  };
  const ports = connectPorts(db, options);
  return {
    clients: ({ allowsLoopbackHttp }) =>
      createClientService({
        db: db(),
        recorder: ports.recorder,
        clock: { now: () => Date.now() },
        randomBytes,
        allowsLoopbackHttp,
      }),
    accounts: () => available(ports.accounts),
    keys: () => available(ports.keys),
    migrate: () => migrate(connection()),
    checkConfiguration: () => available(ports.checkConfiguration)(),
    readText,
    close: async () => opened?.close(),
  };
}

function available<T>(port: T | undefined): T {
  if (port === undefined)
    throw new CliError('cli.not_available', 'this installation does not have this part');
  return port;
}

function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch {
    throw new CliError('cli.file_unreadable', `${path} cannot be read`);
  }
}
