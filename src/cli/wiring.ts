import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { defaultKeySchedule } from '../../oidc/provider/index.ts';
import { createAccounts, createPasswordHashing } from '../accounts/index.ts';
import { readServiceConfig } from '../app.ts';
import { createInMemoryAttemptLimiter } from '../attempts/index.ts';
import { ConfigurationError, secretFile } from '../config/index.ts';
import { type Database, migrate, openDatabase } from '../db/index.ts';
import { createClientService } from '../identity/clients/index.ts';
import { createSigningKeys } from '../identity/signing-keys/index.ts';
import { defaultLanguage, languages } from '../messages/index.ts';
import { createOutbox } from '../notify/index.ts';
import { createRecorder } from '../records/index.ts';
import { deriveServiceKeys } from '../secrets.ts';
import { findConnection } from './connection.ts';
import { CliError } from './errors.ts';
import type { AccountIssuer, KeyRotator, Services } from './model.ts';

export interface WiringOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly data: string | undefined;
}

type Environment = WiringOptions['environment'];

const clock = { now: () => Date.now() };
const recorder = createRecorder({ clock });

/** Persons, as an operator at a desk issues them; the rules are those of `src/accounts`. */
async function accountIssuer(db: Database, environment: Environment, data: string): Promise<AccountIssuer> {
  const accounts = createAccounts({
    database: db,
    clock,
    pepper: deriveServiceKeys(masterKey(environment, data)).oneTimeCodes,
    // An operator sets no password, so nothing is hashed here.
    hashing: await createPasswordHashing({ memoryKiB: 8, passes: 1, lanes: 1 }),
    notifier: createOutbox({ clock }),
    recorder,
    limiter: createInMemoryAttemptLimiter({ clock }),
    endSessions: async () => {},
  });
  return {
    async issue(person) {
      const order = personOrder.safeParse(person);
      if (!order.success) {
        const problems = order.error.issues.map((issue) => ({
          code: 'account.invalid_field',
          message: issue.message,
          path: issue.path.join('.'),
        }));
        return { kind: 'refused', problems };
      }
      const issued = await accounts.issueAccount(order.data);
      if (issued.kind === 'refused') {
        const paths = issued.fields ?? [''];
        return {
          kind: 'refused',
          problems: paths.map((path) => ({ code: issued.code, message: refusalOf(issued.code), path })),
        };
      }
      const { accountId, loginCode, activationCode, activationEndsAt } = issued;
      return {
        kind: 'issued',
        facts: {
          accountId,
          code: loginCode,
          activationCode,
          activationEndsAt: activationEndsAt.toISOString(),
        },
      };
    },
  };
}

const personOrder = z.strictObject({
  personalCode: z.string(),
  givenName: z.string(),
  familyName: z.string(),
  patronymic: z.string().optional(),
  birthdate: z.string(),
  email: z.string().optional(),
  mobile: z.string().optional(),
  language: z.enum(languages).default(defaultLanguage),
});

function refusalOf(code: string): string {
  return code === 'account.duplicate_personal_code'
    ? 'this person has an account'
    : 'does not have the right form';
}

function keyRotator(db: Database, environment: Environment, data: string): KeyRotator {
  const encryptionKey = deriveServiceKeys(masterKey(environment, data)).signingKeyEncryption;
  return {
    rotate: () =>
      db.transaction(async (tx) => {
        const keys = createSigningKeys({
          db: { query: (st, values) => tx.query(st, values), listen: (...words) => db.listen(...words) },
          encryptionKey,
        });
        const now = clock.now();
        const added = new Set(await keys.rotateNow(now));
        const { jwks } = await keys.keysAt(now);
        const signsFrom = new Date(now + defaultKeySchedule.publishAheadSeconds * 1000);
        const rotated = jwks.keys.flatMap(({ kid = '', alg = '' }) =>
          added.has(kid) ? [{ kid, algorithm: alg, signsFrom }] : [],
        );
        for (const { kid, algorithm } of rotated) {
          await recorder.record(tx, { type: 'keys.rotated', facts: { keyId: kid, algorithm } });
        }
        return rotated;
      }),
  };
}

/** The service's master key: of the environment, else of the data folder. */
function masterKey(environment: Environment, data: string): Buffer {
  const path = environment['ACAR_MASTER_KEY_FILE'] ?? join(data, 'secrets/master.key');
  const parsed = secretFile.safeParse(path);
  if (parsed.success) return parsed.data;
  throw new CliError('cli.no_master_key', parsed.error.issues.map((issue) => issue.message).join('; '));
}

function configurationProblems(environment: Environment): readonly string[] {
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
  let opened: Database | undefined;
  const db = () => {
    opened ??= openDatabase({ connection: connection(), role: 'acar_web', maxConnections: 2 });
    return opened;
  };
  return {
    clients({ allowsLoopbackHttp }) {
      const isDevelopment =
        environment['ACAR_DEVELOPMENT'] === 'yes' || environment['DATABASE_URL'] === undefined;
      if (allowsLoopbackHttp && !isDevelopment) {
        throw new CliError(
          'cli.development_only',
          '--development needs ACAR_DEVELOPMENT=yes in the environment',
        );
      }
      return createClientService({ db: db(), recorder, clock, randomBytes, allowsLoopbackHttp });
    },
    accounts: () => accountIssuer(db(), environment, data),
    keys: () => keyRotator(db(), environment, data),
    migrate: () => migrate(connection()),
    checkConfiguration: () => configurationProblems(environment),
    readText,
    readBytes: (path) => readFileSync(path),
    answerLines,
    close: async () => opened?.close(),
  };
}

async function answerLines(answer: (line: string) => string): Promise<void> {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity }))
    if (!process.stdout.write(`${answer(line)}\n`)) await once(process.stdout, 'drain');
}

function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch {
    throw new CliError('cli.file_unreadable', `${path} cannot be read`);
  }
}
