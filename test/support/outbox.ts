import { statement } from '../../src/db/index.ts';
import {
  createOutbox,
  createSmtpTransport,
  type Notification,
  type SenderOptions,
  type SmtpOptions,
  startSender,
} from '../../src/notify/index.ts';
import { startTestMailServer } from './mail-server.ts';
import { createTestDatabase } from './test-database.ts';

export const clock = { now: () => Date.now() };
/** Tries again at once, so to speak, and for ever. */
export const quick = { firstDelaySeconds: 0.02, longestDelaySeconds: 0.05, maxTries: 1_000 };
export const outbox = createOutbox({ clock });

export function mail(number = 1, more: Partial<Notification> = {}): Notification {
  return {
    channel: 'email',
    to: `person${number}@example.az`,
    subject: 'Kod',
    body: `Birdəfəlik kod: 40${number}`,
    topic: 'test.code',
    ...more,
  };
}

const readAll = statement(
  'test.outbox',
  'select id, state, tries, subject, body, last_error as "lastError" from outbox_message order by id',
);

/** A database with an outbox, and real mail servers and senders that end with it. */
export async function openOutboxTest() {
  const database = await createTestDatabase();
  const web = database.open({ role: 'acar_web' });
  const worker = database.open({ role: 'acar_worker' });
  const owner = database.owner();
  const stops: (() => Promise<unknown>)[] = [];
  const rows = () => owner.query(readAll);
  return {
    database,
    web,
    worker,
    rows,
    states: async () => (await rows()).map((row) => row['state']),
    enqueue: (notification: Notification) => web.transaction((tx) => outbox.enqueue(tx, notification)),
    sendTo(port: number, more: Partial<SenderOptions> = {}) {
      const sender = startSender({
        db: worker,
        clock,
        random: Math.random,
        transports: [smtpTo(port)],
        onError: () => {},
        retry: quick,
        pollSeconds: 0.05,
        ...more,
      });
      stops.push(() => sender.stop(5));
      return sender;
    },
    async mailServer(options: Parameters<typeof startTestMailServer>[0] = {}) {
      const server = await startTestMailServer(options);
      stops.push(() => server.stop());
      return server;
    },
    /** A port where nobody listens. */
    async closedPort() {
      const server = await startTestMailServer();
      await server.stop();
      return server.port;
    },
    async stop() {
      await Promise.all(stops.map((stop) => stop()));
      await database.drop();
    },
  };
}

export function smtpTo(port: number, startTls: 'required' | 'off' = 'off', more: Partial<SmtpOptions> = {}) {
  return createSmtpTransport({
    url: `smtp://127.0.0.1:${port}`,
    from: { name: 'Açar', address: 'noreply@acar.example' },
    startTls,
    ...more,
  });
}
