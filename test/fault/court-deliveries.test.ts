import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { statement } from '../../src/db/index.ts';
import { addSignedNotice, courtDeliveries, deliveryStates, ownerOf } from '../support/court-deliveries.ts';
import { type CourtWorld, createCourtWorld } from '../support/court-world.ts';
import { freePort } from '../support/free-port.ts';
import { startTestMailServer } from '../support/mail-server.ts';
import { startTestSmsCenter, type TestSmsCenter } from '../support/sms-center.ts';
import { type ChildProgram, runProgram } from '../support/start-process.ts';

let world: CourtWorld;
let room: ReturnType<typeof courtDeliveries>;
let ports: { mail: number; sms: number };
let stops: (() => Promise<unknown>)[];

beforeEach(async () => {
  stops = [];
  world = await createCourtWorld();
  world.clock.now = () => Date.now();
  room = courtDeliveries(world);
  ports = { mail: await freePort(), sms: await freePort() };
});
afterEach(async () => {
  for (const stop of stops.toReversed()) await stop();
  await world.stop();
});

/** `ahead` milliseconds: after the leases of whoever was killed. */
function startSender(ahead = 0): ChildProgram {
  const program = runProgram('test/support/sender-process.ts', [
    JSON.stringify(world.test.connection),
    String(ports.mail),
    String(ports.sms),
    JSON.stringify({ ahead }),
  ]);
  stops.push(() => program.signal('SIGKILL'));
  return program;
}
const afterLeases = 21_000;

async function mailServer(options: Parameters<typeof startTestMailServer>[0] = {}) {
  const server = await startTestMailServer({ ...options, port: ports.mail });
  stops.push(() => server.stop());
  return server;
}
async function smsCenter(options: Parameters<typeof startTestSmsCenter>[0] = {}) {
  const center = await startTestSmsCenter({ ...options, port: ports.sms });
  stops.push(() => center.stop());
  return center;
}

const patient = { timeout: 60_000 };
const statesOf = (id: string) => deliveryStates(world, id);
const texts = (center: TestSmsCenter) => center.parts.map((pdu) => pdu.short_message?.udh?.[0]?.[4]);
/** In Azerbaijani it takes two parts. */
const bySms = () => addSignedNotice(world, { email: null, code: null });
const byMail = () => addSignedNotice(world, { mobile: null, code: null });

/** Nobody can mark a message until the promise's function is called. */
async function holdMarks(): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((done) => {
    release = done;
  });
  const lock = statement('test.hold_deliveries', 'select 1 from notice_delivery for update');
  const held = Promise.withResolvers<void>();
  const holding = ownerOf(world.test).transaction(async (tx) => {
    await tx.query(lock);
    held.resolve();
    await released;
  });
  stops.push(async () => {
    release();
    await holding;
  });
  await held.promise;
  return release;
}

describe('kill -9 of the sender of an e-mail', () => {
  it('before the server said a word: it comes once', async () => {
    const id = await byMail();
    let first = startSender();
    await room.queue(id);
    // Nobody listens: the claim, and the try that ends in nothing.
    const tries = statement('test.tries', 'select max(tries) as tries from outbox_message');
    await expect.poll(async () => (await ownerOf(world.test).query(tries))[0]?.['tries'], patient).toBe(1);
    await first.signal('SIGKILL');
    const server = await mailServer();
    first = startSender(afterLeases);
    await expect.poll(() => statesOf(id), patient).toEqual(['email sent']);
    expect(server.mails).toHaveLength(1);
  });

  it('after DATA, before the answer: it comes again under the same Message-ID', async () => {
    let isHolding = true;
    const server = await mailServer({ hold: () => isHolding });
    const id = await byMail();
    await room.queue(id);
    const first = startSender();
    await expect.poll(() => server.mails.length, patient).toBe(1);
    await first.signal('SIGKILL');
    isHolding = false;
    startSender(afterLeases);
    await expect.poll(() => statesOf(id), patient).toEqual(['email sent']);
    const ids = server.mails.map(({ headers }) => headers.get('message-id'));
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('after the answer, before the mark: the state is written by whoever sends it again, once', async () => {
    const server = await mailServer();
    const id = await byMail();
    await room.queue(id);
    const release = await holdMarks();
    const first = startSender();
    await expect.poll(() => server.mails.length, patient).toBe(1);
    await first.signal('SIGKILL');
    release();
    startSender(afterLeases);
    await expect.poll(() => statesOf(id), patient).toEqual(['email sent']);
    expect(server.mails).toHaveLength(2);
    expect(new Set(server.mails.map(({ headers }) => headers.get('message-id'))).size).toBe(1);
  });
});

describe('kill -9 of the sender of an SMS', () => {
  it('after the submission, before the answer: it comes again with the reference by which phones join parts', async () => {
    let isHolding = true;
    const center = await smsCenter({ answer: () => (isHolding ? 'hold' : 0) });
    const id = await bySms();
    await room.queue(id);
    const first = startSender();
    await expect.poll(() => center.parts.length, patient).toBe(1);
    await first.signal('SIGKILL');
    isHolding = false;
    startSender(afterLeases);
    await expect.poll(() => statesOf(id), patient).toEqual(['sms sent']);
    expect(texts(center)).toEqual([1, 1, 2]);
    expect(new Set(center.parts.map((pdu) => pdu.short_message?.udh?.[0]?.[2])).size).toBe(1);
  });

  it('between two parts: both come, the first perhaps twice', async () => {
    let isHolding = true;
    const center = await smsCenter({ answer: (count) => (count === 2 && isHolding ? 'hold' : 0) });
    const id = await bySms();
    await room.queue(id);
    const first = startSender();
    await expect.poll(() => center.parts.length, patient).toBe(2);
    await first.signal('SIGKILL');
    isHolding = false;
    startSender(afterLeases);
    await expect.poll(() => statesOf(id), patient).toEqual(['sms sent']);
    expect(texts(center)).toEqual([1, 2, 1, 2]);
  });

  it('while a receipt is being kept: the centre hears no answer, tells it again, and the state is right', async () => {
    const center = await smsCenter();
    const id = await bySms();
    await room.queue(id);
    const first = startSender();
    await expect.poll(() => statesOf(id), patient).toEqual(['sms sent']);
    const release = await holdMarks();
    const receipt = (name: string) => ({
      esm_class: 0x04,
      short_message: Buffer.from(`id:${name} sub:001 dlvrd:001 stat:DELIVRD err:000 text:`),
    });
    const answers: number[] = [];
    const tellAll = () => {
      const [session] = center.sessions;
      for (const name of ['id-1', 'id-2'])
        session?.deliver_sm(receipt(name), (pdu) => answers.push(pdu.command_status));
    };
    tellAll();
    const waiting = statement(
      'test.waiting',
      "select count(*)::int as waiting from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
    );
    await expect
      .poll(async () => (await ownerOf(world.test).query(waiting))[0]?.['waiting'], patient)
      .toBeGreaterThan(0);
    // The word about the first part alone decides nothing, and may be kept before that about the second is told.
    const heard = answers.length;
    expect(heard).toBeLessThan(2);
    await first.signal('SIGKILL');
    release();
    startSender(afterLeases);
    await expect.poll(() => center.binds.length, patient).toBe(2);
    tellAll();
    await expect.poll(() => statesOf(id), patient).toEqual(['sms delivered']);
    await expect.poll(() => answers).toEqual(Array(heard + 2).fill(0));
  });
});

describe('a mobile operator that misbehaves', () => {
  it('answers twice, closes in the middle and throttles: every part arrives, one of them perhaps twice', async () => {
    const center = await smsCenter({
      answer: (count) => (count === 1 ? 'twice' : count === 3 ? 'drop' : count === 5 ? 0x58 : 0),
    });
    const ids = await Promise.all([bySms(), bySms(), bySms()]);
    await room.queue(...ids);
    startSender();
    for (const id of ids) await expect.poll(() => statesOf(id), patient).toEqual(['sms sent']);
    const arrived = center.parts.map(
      (pdu) => `${String(pdu.short_message?.udh?.[0]?.[2])} ${String(pdu.short_message?.udh?.[0]?.[4])}`,
    );
    expect(new Set(arrived).size).toBe(6);
    expect(arrived.length).toBeLessThanOrEqual(9);
  });
});
