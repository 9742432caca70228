import { randomBytes, randomInt } from 'node:crypto';
import type { AttemptLimiter } from '../../oidc/ports.ts';
import { type AccountOrder, createAccounts, createPasswordHashing } from '../../src/accounts/index.ts';
import { createInMemoryAttemptLimiter } from '../../src/attempts/index.ts';
import { statement } from '../../src/db/index.ts';
import type { Notification, Notifier } from '../../src/notify/index.ts';
import type { RecordEvent, Recorder } from '../../src/records/index.ts';
import type { TestDatabase } from './test-database.ts';

const insertLine = statement('test.insert_line', 'insert into test_line (kind, line) values ($1, $2)');
const readLines = statement('test.read_lines', 'select line from test_line where kind = $1 order by id');
const makeTable = statement(
  'test.make_lines',
  `create table test_line (id bigserial primary key, kind text not null, line jsonb not null)`,
);
const grantTable = statement('test.grant_lines', 'grant insert on test_line to acar_web');
const grantSequence = statement('test.grant_sequence', 'grant usage on test_line_id_seq to acar_web');

/** A person whose data fits the rules; each call another personal code. */
export function testOrder(changes: Partial<AccountOrder> = {}): AccountOrder {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';
  const personalCode = Array.from({ length: 7 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return {
    personalCode,
    givenName: 'Sınaq',
    familyName: 'Nümunəyeva',
    birthdate: '1990-05-23',
    email: 'sinaq@example.az',
    mobile: '+994501234567',
    language: 'az',
    ...changes,
  };
}

export const goodPassword = 'üç yaşıl qatar';

/** Accounts on a real database; messages and records go to a table in the same transaction, so they roll back with it. */
export async function createTestAccounts(
  test: TestDatabase,
  changes: { limiter?: AttemptLimiter; notifier?: Notifier; recorder?: Recorder } = {},
) {
  const owner = test.owner();
  await owner.query(makeTable);
  await owner.query(grantTable);
  await owner.query(grantSequence);
  const statements: string[] = [];
  const database = test.open({ onStatement: (name) => statements.push(name) });
  const clock = { at: Date.UTC(2026, 10, 22, 10), now: () => clock.at };
  const endedSessions: string[] = [];
  const notifier: Notifier = {
    enqueue: async (tx, notification) => {
      await tx.query(insertLine, ['message', JSON.stringify(notification)]);
    },
  };
  const recorder: Recorder = {
    record: async (tx, event) => {
      await tx.query(insertLine, ['record', JSON.stringify(event)]);
    },
  };
  const hashing = await createPasswordHashing({ memoryKiB: 64, passes: 1, lanes: 1 });
  const limiter = changes.limiter ?? createInMemoryAttemptLimiter({ clock });
  const accounts = createAccounts({
    database,
    clock,
    pepper: randomBytes(32),
    hashing,
    notifier: changes.notifier ?? notifier,
    recorder: changes.recorder ?? recorder,
    limiter,
    endSessions: async (accountId) => {
      endedSessions.push(accountId);
    },
  });
  const read = async <T>(kind: string) =>
    (await owner.query<{ line: T }>(readLines, [kind])).map((row) => row.line);

  /** Issues and activates an account; answers what its person knows. */
  const activated = async (order = testOrder(), password = goodPassword) => {
    const issued = await accounts.issueAccount(order);
    if (issued.kind !== 'issued') throw new Error(issued.code);
    const browser = randomBytes(16).toString('base64url');
    const { loginCode, activationCode, accountId } = issued;
    const begun = await accounts.beginActivation({ loginCode, activationCode, browser });
    if (begun.kind !== 'proven') throw new Error(begun.code);
    const done = await accounts.finishActivation({ browser, password, repeated: password });
    if (done.kind !== 'activated') throw new Error(done.code);
    return { accountId, loginCode, password };
  };

  return {
    accounts,
    activated,
    clock,
    endedSessions,
    hashing,
    limiter,
    owner,
    statements,
    messages: () => read<Notification>('message'),
    records: () => read<RecordEvent>('record'),
  };
}

export type TestAccounts = Awaited<ReturnType<typeof createTestAccounts>>;

/** The six digits in the last message. */
export async function lastCode(of: TestAccounts): Promise<string> {
  const body = (await of.messages()).at(-1)?.body ?? '';
  return /\b\d{6}\b/.exec(body)?.[0] ?? '';
}
