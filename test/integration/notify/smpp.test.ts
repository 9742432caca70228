import { once } from 'node:events';
import type { Pdu } from 'smpp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, statement } from '../../../src/db/index.ts';
import {
  createOutbox,
  createSmppTransport,
  listMessages,
  startSender,
  type Transport,
} from '../../../src/notify/index.ts';
import { joinedTexts, startTestSmsCenter, type TestSmsCenter } from '../../support/sms-center.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let stops: (() => Promise<unknown>)[];
beforeEach(() => {
  stops = [];
});
afterEach(async () => {
  for (const stop of stops.toReversed()) await stop();
});

const message = {
  id: '70000',
  reference: '3f0c2a52-5b5e-4a53-8d43-0f6d9d6a2f11',
  to: '+994501234567',
  subject: '',
  body: 'Kod: 402118',
  createdAt: new Date('2026-11-22T10:00:00Z'),
  expiresAt: new Date('2026-11-22T10:10:00Z'),
};

async function center(options: Parameters<typeof startTestSmsCenter>[0] = {}): Promise<TestSmsCenter> {
  const started = await startTestSmsCenter(options);
  stops.push(() => started.stop());
  return started;
}

function transportTo(port: number, more: Partial<Parameters<typeof createSmppTransport>[0]> = {}): Transport {
  const transport = createSmppTransport({
    host: '127.0.0.1',
    port,
    tls: false,
    systemId: 'acar',
    password: 'right',
    sender: 'Acar',
    random: Math.random,
    firstReconnectSeconds: 0.02,
    throttlePausesMs: [1, 1, 1],
    ...more,
  });
  stops.push(() => transport.close());
  return transport;
}

const clock = { now: () => Date.now() };

describe('an SMS through SMPP', () => {
  it('in the GSM alphabet goes as one part of 160 characters, to the number without its plus', async () => {
    const { port, parts, binds } = await center();
    const body = `${'Kod: 402118 [Acar] €'.repeat(6)}${'x'.repeat(22)}`;
    const result = await transportTo(port).send({ ...message, body });
    expect(result).toEqual({ kind: 'accepted', providerIds: ['id-1'] });
    expect(binds).toMatchObject([{ system_id: 'acar', password: 'right', interface_version: 0x34 }]);
    expect(parts).toMatchObject([
      {
        destination_addr: '994501234567',
        dest_addr_ton: 1,
        dest_addr_npi: 1,
        source_addr: 'Acar',
        source_addr_ton: 5,
        data_coding: 0,
        esm_class: 0,
        registered_delivery: 1,
        validity_period: message.expiresAt,
        user_message_reference: 70_000 % 65_536,
      },
    ]);
    expect(joinedTexts(parts)).toEqual([body]);
  });

  it('with Azerbaijani letters goes as UCS-2, 70 characters in one part and 67 in each of several', async () => {
    const { port, parts } = await center();
    const transport = transportTo(port);
    const short = 'Şifrənin bərpası üçün kodunuz: 402118. Heç kimə verməyin. Əlaqə: 108 ğ';
    expect(short).toHaveLength(70);
    const long = `Məhkəmə bildirişi: iclas 22 noyabr 2026, 14:05. 😀 ${short.repeat(4)}`;
    await transport.send({ ...message, body: short });
    await transport.send({ ...message, body: long });
    expect(parts.map((pdu) => pdu.data_coding)).toEqual(parts.map(() => 8));
    expect(parts).toHaveLength(1 + Math.ceil(long.length / 67));
    expect(joinedTexts(parts)).toEqual([short, long]);
  });

  it('keeps long texts whole whatever order the parts come in, under one reference', async () => {
    const { port, parts } = await center();
    const body = 'a'.repeat(152) + '€'.repeat(100) + 'b'.repeat(200);
    await transportTo(port).send({ ...message, body });
    const lengths = parts.map((pdu) => String(pdu.short_message?.message).length);
    expect(lengths.length).toBeGreaterThan(3);
    expect(joinedTexts(parts.toReversed())).toEqual([body]);
    const references = new Set(parts.map((pdu) => pdu.short_message?.udh?.[0]?.[2]));
    expect([...references]).toEqual([70_000 % 256]);
  });

  it('goes again, part by part, when the operator asks for a slower pace (ESME_RTHROTTLED)', async () => {
    const { port, parts } = await center({ answer: (count) => (count === 2 || count === 3 ? 0x58 : 0) });
    const body = 'ə'.repeat(150);
    expect(await transportTo(port).send({ ...message, body })).toEqual({
      kind: 'accepted',
      providerIds: ['id-1', 'id-4', 'id-5'],
    });
    expect(joinedTexts(parts)).toEqual([body]);
  });

  it('is left to the outbox when the pace stays too fast, and refused when the number is wrong', async () => {
    const { port } = await center({
      answer: (_, pdu) => (pdu.destination_addr === '994500000000' ? 0x0b : 0x58),
    });
    const transport = transportTo(port);
    expect(await transport.send(message)).toEqual({
      kind: 'later',
      reason: 'SMPP status 0x00000058',
      isServerAway: true,
    });
    expect(await transport.send({ ...message, to: '+994500000000' })).toEqual({
      kind: 'refused',
      reason: 'SMPP status 0x0000000b',
    });
  });

  it('finds the operator again after the connection was lost in the middle', async () => {
    const { port, parts, binds } = await center({ answer: (count) => (count === 1 ? 'drop' : 0) });
    const transport = transportTo(port);
    expect(await transport.send(message)).toMatchObject({ kind: 'later' });
    expect(await transport.send(message)).toMatchObject({ kind: 'accepted' });
    expect(binds).toHaveLength(2);
    expect(parts).toHaveLength(1);
  });

  it('says so when the operator does not let us in', async () => {
    const { port } = await center();
    const events: string[] = [];
    const transport = transportTo(port, { password: 'wrong', log: (event) => events.push(event) });
    await expect.poll(() => events).toContain('smpp.bind_refused');
    await transport.close();
    expect(await transport.send(message)).toMatchObject({ kind: 'later' });
  });

  it('answers and asks for signs of life (enquire_link), and notices when none comes', async () => {
    const operator = await center();
    const transport = transportTo(operator.port, { enquireSeconds: 0.1 });
    await transport.send(message);
    const [session] = operator.sessions;
    if (!session) throw new Error('no session');
    const answered = new Promise<void>((done) => void session.enquire_link({}, () => done()));
    await answered;
    await once(session, 'enquire_link');
    session.removeAllListeners('enquire_link');
    await once(session, 'close');
    await expect.poll(() => operator.binds.length).toBe(2);
  });
});

const receipt = (id: string, status: string) => ({
  esm_class: 0x04,
  short_message: Buffer.from(
    `id:${id} sub:001 dlvrd:001 submit date:2611221000 stat:${status} err:000 text:`,
  ),
});

describe('SMS from the outbox', () => {
  let test: TestDatabase;
  let web: Database;
  beforeEach(async () => {
    test = await createTestDatabase();
    web = test.open({ role: 'acar_web' });
    stops.push(() => test.drop());
  });

  const enqueue = (body: string) =>
    web.transaction((tx) =>
      createOutbox({ clock }).enqueue(tx, {
        channel: 'sms',
        to: '+994501234567',
        body,
        topic: 'test.code',
      }),
    );
  const startTo = (port: number) => {
    const sender = startSender({
      db: test.open({ role: 'acar_worker' }),
      clock,
      random: Math.random,
      transports: [transportTo(port)],
      onError: () => {},
      retry: { firstDelaySeconds: 0.05, longestDelaySeconds: 0.1, maxTries: 1_000 },
      pollSeconds: 0.05,
    });
    stops.push(() => sender.stop(5));
  };
  const seen = async () => (await listMessages(web, 'sent'))[0]?.receipt;

  const tell = async ({ sessions }: TestSmsCenter, id: string, status: string) => {
    const [session] = sessions;
    return new Promise<Pdu>((done) => void session?.deliver_sm(receipt(id, status), done));
  };

  it('is not undone by a word that comes late, twice or against what the phone confirmed', async () => {
    const operator = await center();
    await enqueue('Kod: 402118');
    startTo(operator.port);
    await expect.poll(seen).toBe('none');
    await tell(operator, 'id-1', 'ACCEPTD');
    expect(await seen()).toBe('none');
    await tell(operator, 'id-1', 'UNDELIV');
    expect(await seen()).toBe('not_delivered');
    await tell(operator, 'id-1', 'DELIVRD');
    await tell(operator, 'id-1', 'DELIVRD');
    expect(await seen()).toBe('delivered');
    for (const late of ['UNDELIV', 'EXPIRED', 'ENROUTE']) await tell(operator, 'id-1', late);
    expect(await seen()).toBe('delivered');
  });

  it('keeps a receipt for a message that is not marked yet where a restart finds it', async () => {
    const operator = await center();
    const silent = transportTo(operator.port);
    const first = startSender({
      db: test.open({ role: 'acar_worker' }),
      clock,
      random: Math.random,
      transports: [silent],
      onError: () => {},
    });
    await expect.poll(() => operator.sessions.size).toBe(1);
    expect(await tell(operator, 'id-1', 'DELIVRD')).toMatchObject({ command_status: 0 });
    await first.stop();
    await enqueue('Kod: 402118');
    startTo(operator.port);
    await expect.poll(seen, { timeout: 20_000 }).toBe('delivered');
  });

  it('sends again only the parts that the operator did not take', async () => {
    const operator = await center({ answer: (count) => (count === 2 ? 'drop' : 0) });
    await enqueue('ə'.repeat(150));
    startTo(operator.port);
    await expect.poll(seen).toBe('none');
    const places = operator.parts.map((pdu) => pdu.short_message?.udh?.[0]?.[4]);
    expect(places).toEqual([1, 2, 3]);
    for (const count of [1, 3, 4]) await tell(operator, `id-${count}`, 'DELIVRD');
    expect(await seen()).toBe('delivered');
  });

  it('is delivered once the operator that was away is back', async () => {
    const placeholder = await startTestSmsCenter();
    await placeholder.stop();
    await enqueue('Kod: 402118');
    startTo(placeholder.port);
    const { parts } = await center({ port: placeholder.port });
    await expect.poll(() => joinedTexts(parts)).toEqual(['Kod: 402118']);
  });

  it('carries the delivery receipts of its parts, also one that came before the mark', async () => {
    const operator = await center({
      answer(count) {
        // The receipt overtakes the answer to the submission.
        if (count === 1)
          for (const session of operator.sessions) session.deliver_sm(receipt('id-1', 'DELIVRD'));
        return 0;
      },
    });
    await enqueue('ə'.repeat(100));
    startTo(operator.port);
    await expect.poll(seen).toBe('partly');
    const [session] = operator.sessions;
    const taken = new Promise<Pdu>((done) => void session?.deliver_sm(receipt('id-2', 'DELIVRD'), done));
    expect(await taken).toMatchObject({ command_status: 0 });
    expect(await seen()).toBe('delivered');
    const blank = statement('test.sms', 'select body from outbox_message');
    expect(await test.owner().query(blank)).toEqual([{ body: null }]);
  });
});
