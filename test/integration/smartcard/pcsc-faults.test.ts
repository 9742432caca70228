import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { CardConnection } from '../../../smartcard/pcsc/card-connection.ts';
import { PcscContext } from '../../../smartcard/pcsc/context.ts';
import { createPcscTransport } from '../../../smartcard/pcsc/index.ts';
import { loadPcscLibrary } from '../../../smartcard/pcsc/pcsc-library.ts';
import { Deadline } from '../../../smartcard/pcsc/time-limit.ts';
import type { CardTransport } from '../../../smartcard/pcsc/transport.ts';
import type { CardSlot } from '../../../smartcard/virtual/index.ts';
import {
  describeWithPcsc,
  type PcscWorld,
  runInPcscNamespace,
  startPcscWorld,
  untilReaders,
} from '../../support/pcsc-world.ts';
import { type ChildProgram, runProgram } from '../../support/start-process.ts';
import { commands, makeTinyCard, type TinyCard } from '../../support/tiny-card.ts';

const program = 'test/support/card-program-main.ts';
const patient = { timeoutMs: 60_000 };
const never = new AbortController().signal;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const failsWith = (code: string) => expect.objectContaining({ name: 'TransportError', code });

describeWithPcsc('PC/SC in trouble', () => {
  let world: PcscWorld;
  let cards: readonly [TinyCard, TinyCard];
  let slots: readonly [CardSlot, CardSlot];
  let transport: CardTransport;
  let first: string;
  let second: string;
  const programs: ChildProgram[] = [];

  const run = (mode: string, ...words: readonly string[]): ChildProgram => {
    const child = runProgram(program, [mode, ...words], world.environment);
    programs.push(child);
    return child;
  };
  const hold = async (reader: string): Promise<ChildProgram> => {
    const holder = run('hold', reader);
    await holder.until('held');
    return holder;
  };
  const tell = (child: ChildProgram, order: string) => child.child.stdin?.write(`${order}\n`);
  const until = (isRight: (hasCards: readonly boolean[]) => boolean) =>
    untilReaders(transport, (states) => isRight(states.map(({ hasCard }) => hasCard)));
  const bothIn = (hasCards: readonly boolean[]) => hasCards.length === 2 && hasCards.every(Boolean);
  const expectToWork = async (reader = first): Promise<void> => {
    const channel = await transport.open(reader, patient);
    expect(hex(await channel.transmit(commands.select))).toMatch(/9000$/);
    expect(hex(await channel.transmit(commands.pinStatus))).toBe('63c3');
    await channel.end();
  };

  beforeAll(async () => {
    world = await startPcscWorld();
    [first, second] = world.readers;
    cards = [makeTinyCard('one'), makeTinyCard('two')];
    slots = [world.slot(0), world.slot(1)];
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    transport = createPcscTransport();
    for (const reader of [0, 1] as const) slots[reader].insert(cards[reader]);
    await until(bothIn);
  });
  afterEach(async () => {
    await Promise.all(programs.splice(0).map((child) => child.signal('SIGKILL')));
    await transport.close();
  });

  it('talks to two cards in two readers at the same time, to each what is meant for it', async () => {
    const channels = await Promise.all([first, second].map((reader) => transport.open(reader, patient)));
    const heard = cards.map((card) => card.heard.length);
    const answers = await Promise.all(
      channels.flatMap((channel, place) =>
        Array.from({ length: 20 }, (_, index) => channel.transmit(Uint8Array.of(0x80, 0xe0, place, index))),
      ),
    );
    expect(answers.map(hex)).toEqual(
      [0, 1].flatMap((place) =>
        Array.from({ length: 20 }, (_, index) => `${hex(Uint8Array.of(0x80, 0xe0, place, index))}9000`),
      ),
    );
    expect(cards.map((card, place) => card.heard.length - (heard[place] ?? 0))).toEqual([20, 20]);
    slots[1].remove();
    await expect(channels[1]?.transmit(commands.select)).rejects.toThrow(failsWith('transport.removed'));
    expect(hex((await channels[0]?.transmit(commands.select)) ?? Buffer.of())).toMatch(/9000$/);
    await Promise.all(channels.map((channel) => channel.end()));
  });

  it('carries the longest extended commands and responses that a virtual reader can', async () => {
    const channel = await transport.open(first, patient);
    const command = Buffer.alloc(65_000, 0x5a);
    command.set([0x80, 0xe0]);
    expect(hex(await channel.transmit(command))).toBe(`${hex(command)}9000`);
    await channel.end();
  });

  it('tells that another program keeps the card, and leaves threads to others while it waits', async () => {
    const holders = await Promise.all([hold(first), hold(second)]);
    const others = [createPcscTransport(), createPcscTransport(), createPcscTransport()];
    const opening = others.flatMap((one) => [first, second].map((reader) => one.open(reader, patient)));
    const refused = Promise.allSettled(opening);
    await expect(createPcscTransport().open(first, { timeoutMs: 300 })).rejects.toThrow(
      failsWith('transport.busy'),
    );
    // What needs a thread gets one: files, hashing, and PC/SC itself.
    await promisify(scrypt)('secret', 'salt', 32);
    expect(await transport.readers()).toHaveLength(2);
    await Promise.all(others.map((one) => one.close()));
    expect((await refused).every(({ status }) => status === 'rejected')).toBe(true);
    tell(holders[0], 'end');
    await holders[0].until('ended');
    await expectToWork();
  });

  it('gets the card as soon as another program lets go of it', async () => {
    const holder = await hold(first);
    const opening = transport.open(first, patient);
    tell(holder, 'end');
    await (await opening).end();
    // It ends by itself: nothing of it is left in a thread.
    expect(await holder.ended).toBe(0);
  });

  it('says busy, not removed, when its time limit passes; and no card when that was pulled out meanwhile', async () => {
    const holder = await hold(first);
    await expect(transport.open(first, { timeoutMs: 200 })).rejects.toThrow(failsWith('transport.busy'));
    const opening = transport.open(first, patient);
    const refused = expect(opening).rejects.toThrow(/transport\.(no_card|removed)/);
    slots[0].remove();
    await until(([isIn]) => isIn === false);
    tell(holder, 'end');
    await refused;
  });

  it.each(['exit', 'SIGKILL'] as const)(
    'finds no PIN verified by a process that ended by %s',
    async (how) => {
      const holder = await hold(first);
      if (how === 'exit') tell(holder, 'exit');
      else await holder.signal('SIGKILL');
      await holder.ended;
      await expectToWork();
    },
  );

  it('goes on when another program reset the card between its connection and its transaction', async () => {
    for (const step of ['begin', 'transmit'] as const) {
      const deadline = new Deadline({ limitMs: 60_000 });
      const [library, bounds] = [loadPcscLibrary(), { limitMs: 60_000 }];
      const context = await PcscContext.establish(library, bounds);
      const connection = await CardConnection.open({ library, context, reader: first }, deadline);
      await (await transport.open(first, patient)).end();
      if (step === 'begin') await connection.begin(deadline);
      expect(hex(await connection.transmit(Buffer.from(commands.select), bounds))).toMatch(/9000$/);
      // A second command would not know that the first one is forgotten.
      await connection.end();
    }
  });

  it('takes turns with other programs that reset the card each time', async () => {
    const rounds = 8;
    const others = [run('contend', first, String(rounds)), run('contend', first, String(rounds))];
    for (let round = 0; round < rounds; round++) await expectToWork();
    for (const other of others) {
      expect(await other.ended).toBe(0);
      expect(other.text().trim().split('\n')).toEqual(Array.from({ length: rounds }, () => '63c3 9000'));
    }
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'finds readers and cards again after PC/SC ended by %s and began anew',
    async (signal) => {
      const before = await transport.readers();
      const channel = await transport.open(first, patient);
      const noticed = transport.changed(before, never);
      await world.signalService(signal);
      await noticed;
      await expect(channel.transmit(commands.select)).rejects.toThrow(failsWith('transport.no_service'));
      await channel.end();
      await expect(transport.readers()).rejects.toThrow(failsWith('transport.no_service'));
      await expect(transport.open(first, patient)).rejects.toThrow(failsWith('transport.no_service'));
      // Who knows that there is nothing is told when there is something.
      const back = transport.changed([], never);
      await world.startService();
      await back;
      await until(bothIn);
      await expectToWork();
      // The same counters as before, and yet other cards perhaps.
      const marks = (await transport.readers()).map(({ mark }) => mark);
      expect(marks).not.toEqual(before.map(({ mark }) => mark));
    },
  );

  it('does not need to hear of the end of PC/SC: a service that began anew is found at once', async () => {
    await transport.readers();
    await world.signalService('SIGKILL');
    await world.startService();
    expect(await transport.readers()).toHaveLength(2);
    await until(bothIn);
    await expectToWork();
  });

  it('ends a command that is under way when PC/SC is killed', async () => {
    const channel = await transport.open(first, patient);
    const heard = cards[0].hang();
    const response = channel.transmit(commands.select);
    const refused = expect(response).rejects.toThrow(failsWith('transport.no_service'));
    await heard;
    await world.signalService('SIGKILL');
    await refused;
    await channel.end();
    await world.startService();
    await until(bothIn);
    await expectToWork();
  });

  it('gives up a PC/SC service that stands still, and is not hurt when it goes on', async () => {
    await world.signalService('SIGSTOP');
    await expect(transport.open(first, { timeoutMs: 100 })).rejects.toThrow(failsWith('transport.timeout'));
    await world.signalService('SIGCONT');
    await expectToWork();
  });

  it('gives up a card that does not answer, and can begin anew with it', async () => {
    const impatient = createPcscTransport({ transmitTimeoutMs: 100 });
    const channel = await impatient.open(first, patient);
    const heard = cards[0].hang();
    await expect(channel.transmit(commands.select)).rejects.toThrow(failsWith('transport.timeout'));
    await heard;
    await expect(channel.transmit(commands.select)).rejects.toThrow(failsWith('transport.failed'));
    await channel.end();
    await impatient.close();
    const known = await transport.readers();
    slots[0].remove();
    // pcscd misses a card that is away for less than its poll, and resets one that is not there.
    for (let now = known; now[0]?.mark === known[0]?.mark; now = await transport.readers())
      await transport.changed(now, never);
    slots[0].insert(cards[0]);
    await until(bothIn);
    await expectToWork();
  });

  it('lets the process end: by itself after close, and at once while another program keeps the card', async () => {
    const looking = run('look');
    expect(await looking.ended).toBe(0);
    expect(looking.text()).toBe(`${first}: true\n${second}: true\nclosed\n`);
    await hold(first);
    const leaving = run('leave', first);
    await leaving.until('waiting');
    tell(leaving, 'exit');
    expect(await leaving.ended).toBe(0);
  });

  it('leaves nothing open in the process', async () => {
    const { serviceSockets } = await import('../../../smartcard/pcsc/service-sockets.ts');
    await expectToWork();
    await transport.close();
    expect(serviceSockets().list()).toEqual([]);
  });
});

describeWithPcsc('a computer without PC/SC', () => {
  it('says so, where the service does not run', async () => {
    const { code, text } = await runInPcscNamespace('env', [
      'PCSCLITE_CSOCK_NAME=/nowhere/pcscd.comm',
      process.execPath,
      program,
      'look',
    ]);
    expect({ code, text }).toEqual({ code: 1, text: 'transport.no_service\n' });
  });

  it('says so, where the library is not installed', async () => {
    const script = `for library in /usr/lib/*/libpcsclite.so.1; do mount --bind /dev/null "$library"; done; "$@"`;
    const words = ['-c', script, 'sh', process.execPath, program, 'look'];
    expect(await runInPcscNamespace('sh', words)).toEqual({ code: 1, text: 'transport.no_service\n' });
  });
});
