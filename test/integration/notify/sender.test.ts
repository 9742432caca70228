import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listMessages, type MessageOutcome } from '../../../src/notify/index.ts';
import { createTestClock } from '../../support/test-clock.ts';
import { clock, mail, openOutboxTest, outbox, quick, smtpTo } from '../../support/outbox.ts';

let test: Awaited<ReturnType<typeof openOutboxTest>>;
beforeEach(async () => {
  test = await openOutboxTest();
});
afterEach(() => test.stop());

describe('a sender', () => {
  it('delivers what waited once a server that was down is up', async () => {
    const port = await test.closedPort();
    await test.enqueue(mail());
    test.sendTo(port);
    await expect.poll(async () => Number((await test.rows())[0]?.['tries'])).toBeGreaterThan(2);
    const lastError = async () => {
      const [waiting] = await listMessages(test.web, 'waiting');
      const [sending] = await listMessages(test.web, 'sending');
      return (waiting ?? sending)?.lastError;
    };
    // Between two tries it may be in neither list.
    await expect.poll(lastError).toContain('ECONNREFUSED');
    const server = await test.mailServer({ port });
    await expect.poll(test.states).toEqual(['sent']);
    expect(server.mails).toHaveLength(1);
  });

  it('never sends a message that another sender sends', async () => {
    const server = await test.mailServer();
    const count = 60;
    await test.web.transaction(async (tx) => {
      for (let number = 0; number < count; number++) await outbox.enqueue(tx, mail(number));
    });
    for (let senders = 0; senders < 3; senders++)
      test.sendTo(server.port, { db: test.database.open({ role: 'acar_worker' }) });
    await expect.poll(test.states).toEqual(Array.from({ length: count }, () => 'sent'));
    expect(server.mails).toHaveLength(count);
    expect(new Set(server.mails.map(({ to }) => to)).size).toBe(count);
  });

  it('keeps a message for as long as its server takes, past the first lease, and no other sender touches it', async () => {
    const moved = createTestClock(Date.now() / 1000 + 60);
    let answer = () => {};
    const answered = new Promise<false>((done) => {
      answer = () => done(false);
    });
    const slow = await test.mailServer({ hold: () => answered });
    const other = await test.mailServer();
    const leaseSeconds = 0.4;
    await test.enqueue(mail());
    test.sendTo(slow.port, { clock: moved, leaseSeconds });
    await expect.poll(() => slow.mails.length).toBe(1);
    const looks: string[] = [];
    const db = test.database.open({ role: 'acar_worker', onStatement: (name) => looks.push(name) });
    test.sendTo(other.port, { db, clock: moved, leaseSeconds });
    for (let lease = 0; lease < 4; lease++) {
      moved.advance(leaseSeconds * 0.9);
      const leaseEnds = async () => (await listMessages(test.web, 'sending'))[0]?.dueAt.getTime();
      await expect.poll(leaseEnds).toBe(moved.now() + leaseSeconds * 1000);
      const before = looks.length;
      const claims = () => looks.slice(before).filter((name) => name === 'outbox_message.claim').length;
      await expect.poll(claims).toBeGreaterThan(1);
    }
    answer();
    await expect.poll(test.states).toEqual(['sent']);
    expect(await test.rows()).toMatchObject([{ tries: 1 }]);
    expect([slow.mails.length, other.mails.length]).toEqual([1, 0]);
  });

  it('does not send a code whose time is over, and blanks it', async () => {
    const server = await test.mailServer();
    await test.enqueue(mail(1, { expiresAt: new Date(clock.now() - 1) }));
    await test.enqueue(mail(2, { expiresAt: new Date(clock.now() + 60_000) }));
    test.sendTo(server.port);
    await expect.poll(test.states).toEqual(['expired', 'sent']);
    expect(server.mails.map(({ to }) => to)).toEqual(['person2@example.az']);
    expect(await test.rows()).toMatchObject([{ subject: null, body: null }, {}]);
  });

  it('lets a code end that waits for a server which stays away, even with a long pause before it', async () => {
    const port = await test.closedPort();
    let ahead = 0;
    const moved = { now: () => Date.now() + ahead };
    await test.enqueue(mail(1, { expiresAt: new Date(clock.now() + 60_000) }));
    const retry = { firstDelaySeconds: 3_600, longestDelaySeconds: 3_600, maxTries: 10 };
    test.sendTo(port, { clock: moved, retry });
    await expect.poll(async () => (await listMessages(test.web, 'waiting'))[0]?.tries).toBe(1);
    ahead = 61_000;
    await expect.poll(test.states).toEqual(['expired']);
  });

  it('gives up after the last try, and at once when the mailbox does not exist', async () => {
    const server = await test.mailServer({ refuse: (address) => address.startsWith('person7') });
    const port = await test.closedPort();
    await test.enqueue(mail(7));
    const sender = test.sendTo(server.port);
    await expect.poll(test.states).toEqual(['failed']);
    await sender.stop();
    await test.enqueue(mail(8));
    test.sendTo(port, { retry: { ...quick, maxTries: 3 } });
    await expect.poll(test.states).toEqual(['failed', 'failed']);
    const failed = await listMessages(test.web, 'failed');
    expect(failed.map(({ tries }) => tries)).toEqual([3, 1]);
    expect(failed.map(({ lastError }) => lastError)).toEqual([
      expect.stringContaining('ECONNREFUSED'),
      expect.stringContaining('no such mailbox'),
    ]);
    expect(await test.rows()).toMatchObject([{ body: null }, { body: null }]);
  });

  it('asks with one message at a time while the server is away, and the others lose no try', async () => {
    const port = await test.closedPort();
    await test.web.transaction((tx) =>
      outbox.enqueueAll(
        tx,
        Array.from({ length: 30 }, (_, number) => mail(number)),
      ),
    );
    const waits = { firstDelaySeconds: 60, longestDelaySeconds: 60, maxTries: 10 };
    const sender = test.sendTo(port, { retry: waits });
    const tried = async () => (await test.rows()).filter((row) => row['tries'] === 1).length;
    await expect.poll(tried).toBeGreaterThan(0);
    await sender.stop();
    expect(await tried()).toBeLessThanOrEqual(10);
    const server = await test.mailServer({ port });
    test.sendTo(port, { retry: quick, clock: { now: () => Date.now() + 61_000 } });
    await expect.poll(() => server.mails.length, { timeout: 20_000 }).toBe(30);
  });

  it('tells a message that is refused after DATA for good from one that is to come again, and others go on', async () => {
    const seen = new Map<string, number>();
    const server = await test.mailServer({
      judge({ to }) {
        seen.set(to, (seen.get(to) ?? 0) + 1);
        if (to.startsWith('person1')) return 554;
        return to.startsWith('person2') && (seen.get(to) ?? 0) < 3 ? 451 : undefined;
      },
    });
    for (const number of [1, 2, 3]) await test.enqueue(mail(number));
    test.sendTo(server.port);
    await expect.poll(test.states, { timeout: 10_000 }).toEqual(['failed', 'sent', 'sent']);
    expect([...seen.values()].toSorted()).toEqual([1, 1, 3]);
  });

  it('sends what somebody waits for before what is one of many', async () => {
    const server = await test.mailServer();
    const many = Array.from({ length: 20 }, (_, number) => mail(number, { isBulk: true }));
    await test.web.transaction((tx) => outbox.enqueueAll(tx, many));
    await test.enqueue(mail(99));
    test.sendTo(server.port, { transports: [smtpTo(server.port, 'off', { connections: 1 })] });
    await expect.poll(() => server.mails.length, { timeout: 10_000 }).toBe(21);
    expect(server.mails[0]?.to).toBe('person99@example.az');
  });

  it('tells what became of messages in the transaction that marks them, and sends again what was not marked', async () => {
    const server = await test.mailServer({ refuse: (address) => address.startsWith('person2') });
    const references = [randomUUID(), randomUUID()] as const;
    const told: MessageOutcome[] = [];
    let isBroken = true;
    await test.enqueue(mail(1, { reference: references[0] }));
    const sender = test.sendTo(server.port, {
      async onOutcomes(_, outcomes) {
        if (isBroken) throw new Error('not now');
        told.push(...outcomes);
      },
    });
    await expect.poll(() => server.mails.length).toBe(1);
    expect(await test.states()).toEqual(['sending']);
    isBroken = false;
    await expect.poll(test.states, { timeout: 10_000 }).toEqual(['sent']);
    await test.enqueue(mail(2, { reference: references[1] }));
    await test.enqueue(mail(3, { expiresAt: new Date(clock.now() - 1) }));
    await expect.poll(test.states, { timeout: 10_000 }).toEqual(['sent', 'failed', 'expired']);
    await sender.stop();
    expect(told).toMatchObject([
      { reference: references[0], channel: 'email', topic: 'test.code', state: 'sent', receipt: 'none' },
      { reference: references[1], state: 'failed' },
      { state: 'expired' },
    ]);
    expect(server.mails).toHaveLength(1);
  });

  it('keeps a message, and says why, while the server offers no TLS that is required', async () => {
    const server = await test.mailServer();
    await test.enqueue(mail());
    const retry = { firstDelaySeconds: 3_600, longestDelaySeconds: 3_600, maxTries: 10 };
    test.sendTo(server.port, { transports: [smtpTo(server.port, 'required')], retry });
    await expect.poll(async () => (await listMessages(test.web, 'waiting'))[0]?.lastError).toMatch(/TLS/);
    expect(server.mails).toEqual([]);
  });
});

/** After every lease of now. */
const later = { now: () => Date.now() + 21_000 };

async function killWhen(port: number, ready: Promise<unknown>): Promise<void> {
  const program = new URL('../../support/sender-process.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, JSON.stringify(test.database.connection), String(port)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exit = once(child, 'exit');
  await ready;
  child.kill('SIGKILL');
  await exit;
}

describe('a sender that is killed', () => {
  it('between claim and sending: another sender delivers the message when the lease is over, not before', async () => {
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    await test.enqueue(mail(1));
    await killWhen((silent.address() as AddressInfo).port, once(silent, 'connection'));
    expect(await test.rows()).toMatchObject([{ state: 'sending', tries: 1 }]);

    const server = await test.mailServer();
    const patient = test.sendTo(server.port);
    await test.enqueue(mail(2));
    await expect.poll(test.states).toEqual(['sending', 'sent']);
    await patient.stop();
    test.sendTo(server.port, { clock: later });
    await expect.poll(test.states).toEqual(['sent', 'sent']);
    silent.close();
    expect(server.mails.map(({ to }) => to)).toEqual(['person2@example.az', 'person1@example.az']);
  });

  it('between sending and marking: the message comes again, with the same Message-ID', async () => {
    const arrivals = new EventEmitter();
    const first = once(arrivals, 'mail');
    const server = await test.mailServer({
      hold: () => arrivals.listenerCount('mail') > 0 && arrivals.emit('mail'),
    });
    await test.enqueue(mail(1));
    await killWhen(server.port, first);
    test.sendTo(server.port, { clock: later });
    await expect.poll(test.states).toEqual(['sent']);
    const ids = server.mails.map(({ headers }) => headers.get('message-id'));
    expect(ids).toHaveLength(2);
    expect(ids[0]).toMatch(/^<[0-9a-f-]{36}@acar\.example>$/);
    expect(ids[1]).toBe(ids[0]);
  });
});
