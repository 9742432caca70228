import { statement } from '../../src/db/index.ts';
import type { TestDatabase } from './test-database.ts';

const lastMessage = statement(
  'test.last_message',
  'select body from outbox_message order by id desc limit 1',
);

/** The one-time code that somebody was sent last. */
export async function sentCode(database: TestDatabase): Promise<string> {
  const [row] = await database.owner().query<{ body: string }>(lastMessage);
  return /\b\d{6}\b/.exec(row?.body ?? '')?.[0] ?? '';
}
