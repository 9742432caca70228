import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import {
  listMessages,
  type Notification,
  NotifyError,
  outboxBacklog,
  sweepOutbox,
} from '../../../src/notify/index.ts';
import { clock, mail, openOutboxTest, outbox } from '../../support/outbox.ts';

let test: Awaited<ReturnType<typeof openOutboxTest>>;
beforeEach(async () => {
  test = await openOutboxTest();
});
afterEach(() => test.stop());

describe('a message in the outbox', () => {
  it('is not there when the transaction that caused it rolls back', async () => {
    const fails = test.web.transaction(async (tx) => {
      await outbox.enqueue(tx, mail());
      throw new Error('changed my mind');
    });
    await expect(fails).rejects.toThrow('changed my mind');
    expect(await test.rows()).toEqual([]);
  });

  it('leaves as soon as the transaction commits, woken by NOTIFY and not by the poll', async () => {
    const server = await test.mailServer();
    await test.enqueue(mail(0));
    test.sendTo(server.port, { pollSeconds: 3_600 });
    await expect.poll(() => server.mails.length).toBe(1);
    await test.enqueue(mail(1));
    await expect
      .poll(() => server.mails.map(({ to }) => to))
      .toEqual(['person0@example.az', 'person1@example.az']);
  });

  it('costs the caller one statement', async () => {
    const sent: string[] = [];
    const counted = test.database.open({ role: 'acar_web', onStatement: (name) => sent.push(name) });
    await counted.transaction((tx) => outbox.enqueue(tx, mail()));
    expect(sent).toEqual(['begin', 'outbox.insert', 'commit']);
  });

  it('loses its text once it is sent', async () => {
    const server = await test.mailServer();
    await test.enqueue(mail(1));
    test.sendTo(server.port);
    await expect.poll(test.states).toEqual(['sent']);
    expect(await test.rows()).toMatchObject([{ subject: null, body: null, tries: 1, lastError: null }]);
    expect(server.mails[0]?.text).toBe('Birdəfəlik kod: 401');
  });

  it('cannot be read by the web role, nor taken back', async () => {
    await test.enqueue(mail());
    const attempts = [
      'select body from outbox_message',
      'select subject from outbox_message',
      `update outbox_message set state = 'sent', body = null`,
      'delete from outbox_message',
    ];
    for (const [index, sql] of attempts.entries()) {
      await expect(test.web.query(statement(`test.forbidden${index}`, sql))).rejects.toMatchObject({
        detail: expect.stringContaining('permission denied'),
      });
    }
  });

  it('is refused before it is stored when no server could take it', async () => {
    const malformed: Partial<Notification>[] = [
      { to: 'nobody' },
      { to: 'a@example.az, b@example.az' },
      { subject: 'one\r\nBcc: all@example.az' },
      { body: '' },
      { body: 'x'.repeat(20_001) },
      { channel: 'sms', to: '0501234567' },
      { topic: 'No Topic' },
    ];
    for (const more of malformed) await expect(test.enqueue(mail(1, more))).rejects.toThrow(NotifyError);
    expect(await test.rows()).toEqual([]);
  });
});

describe('an operator', () => {
  it('sees how much waits since when, and what happened, page by page', async () => {
    for (let number = 0; number < 5; number++) await test.enqueue(mail(number));
    const [backlog] = await outboxBacklog(test.worker);
    expect(backlog).toMatchObject({ channel: 'email', waiting: 5 });
    expect(backlog?.oldest).toBeInstanceOf(Date);
    const first = await listMessages(test.web, 'waiting', { limit: 3 });
    const last = first.at(-1)?.id ?? '';
    const second = await listMessages(test.web, 'waiting', { limit: 3, before: last });
    expect([...first, ...second].map(({ recipient }) => recipient)).toEqual(
      [4, 3, 2, 1, 0].map((number) => `person${number}@example.az`),
    );
  });

  it('has what ended long ago swept away, and nothing else', async () => {
    const server = await test.mailServer();
    await test.enqueue(mail(1));
    const sender = test.sendTo(server.port);
    await expect.poll(test.states).toEqual(['sent']);
    await sender.stop();
    await test.enqueue(mail(2));
    expect(await sweepOutbox(test.worker, new Date(clock.now() - 60_000))).toBe(0);
    expect(await sweepOutbox(test.worker, new Date(clock.now() + 60_000))).toBe(1);
    expect(await test.states()).toEqual(['waiting']);
  });
});
