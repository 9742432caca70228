import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPcscTransport } from '../../smartcard/pcsc/index.ts';
import { type CardTransport, type ReaderState, TransportError } from '../../smartcard/pcsc/transport.ts';
import {
  createPivCard,
  createReplayTransport,
  createVirtualTransport,
} from '../../smartcard/virtual/index.ts';
import { describeWithPcsc, type PcscWorld, startPcscWorld } from '../support/pcsc-world.ts';
import { testPivState } from '../support/test-cards.ts';
import { commands } from '../support/tiny-card.ts';

/** One way to reach cards, with a card in one of its readers that knows SELECT. */
interface Stage {
  readonly transport: CardTransport;
  readonly reader: string;
  /** A second transport to the same reader, as another program has; absent where there can be none. */
  readonly other?: CardTransport;
  end(): Promise<void>;
}

/** The card knows VERIFY too, with the PIN 123456, and can be moved. */
interface HandledStage extends Stage {
  insert(): void;
  remove(): void;
  /** Pulls the card out in the middle of the next command. */
  removeInNext(): void;
}

const patient = { timeoutMs: 30_000 };
const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('hex');
const failsWith = (code: string) => expect.objectContaining({ name: 'TransportError', code });

async function virtualStage(): Promise<HandledStage> {
  const reader = 'Virtual reader';
  const transport = createVirtualTransport(reader);
  const [slot, card] = [transport.slot(reader), createPivCard(testPivState())];
  slot.insert(card);
  return {
    transport,
    reader,
    insert: () => slot.insert(card),
    remove: () => slot.remove(),
    removeInNext: () => slot.dropDuring(1),
    end: () => transport.close(),
  };
}

async function replayStage(): Promise<Stage> {
  const reader = 'Recorded reader';
  const select = { command: hex(commands.select), response: '61044f02a0009000', note: 'SELECT' };
  return {
    transport: createReplayTransport({ reader, atr: '3b85800180730000c037', steps: [select] }),
    reader,
    end: async () => {},
  };
}

async function pcscStage(world: PcscWorld, place: 0 | 1): Promise<HandledStage> {
  const [slot, card] = [world.slot(place), createPivCard(testPivState())];
  slot.insert(card);
  const [transport, other] = [createPcscTransport(), createPcscTransport()];
  await untilCard(transport, world.readers[place], true);
  return {
    transport,
    other,
    reader: world.readers[place],
    insert: () => slot.insert(card),
    remove: () => slot.remove(),
    removeInNext: () => slot.dropDuring(1),
    async end() {
      await Promise.all([transport.close(), other.close()]);
    },
  };
}

/** Follows the changes until the card is there, or is not. */
async function untilCard(transport: CardTransport, reader: string, hasCard: boolean): Promise<ReaderState> {
  for (;;) {
    const states = await transport.readers();
    const state = states.find(({ name }) => name === reader);
    if (state?.hasCard === hasCard) return state;
    await transport.changed(states, new AbortController().signal);
  }
}

const find = async ({ transport, reader }: Stage) =>
  (await transport.readers()).find(({ name }) => name === reader);

function suite(start: () => Promise<Stage>): void {
  let stage: Stage;
  let transport: CardTransport;
  let reader: string;
  beforeAll(async () => {
    stage = await start();
    ({ transport, reader } = stage);
  });
  afterAll(() => stage.end());

  it('tells the readers, whether a card is inside, and its answer to reset', async () => {
    const found = await find(stage);
    expect(found?.hasCard).toBe(true);
    expect(hex(found?.atr)).toMatch(/^3[bf]/);
    const channel = await transport.open(reader, patient);
    expect(channel.reader).toBe(reader);
    expect(hex(channel.atr)).toBe(hex(found?.atr));
    await channel.end();
  });

  it('carries commands and responses with their status word, in one channel after another', async () => {
    for (let round = 0; round < 3; round++) {
      const channel = await transport.open(reader, patient);
      expect(hex(await channel.transmit(commands.select))).toMatch(/9000$/);
      await channel.end();
    }
  });

  it('leaves the command as it was, and does not read it again after the call', async () => {
    const channel = await transport.open(reader, patient);
    const command = Uint8Array.from(commands.select);
    const response = channel.transmit(command);
    expect(hex(command)).toBe(hex(commands.select));
    command.fill(0xff);
    expect(hex(await response)).toMatch(/9000$/);
    await channel.end();
  });

  it('ends a channel twice as once, and refuses commands after it', async () => {
    const channel = await transport.open(reader, patient);
    await Promise.all([channel.end(), channel.end()]);
    await channel.end();
    await expect(channel.transmit(commands.select)).rejects.toThrow(failsWith('transport.failed'));
  });

  it('has no card in a reader that is not there', async () => {
    await expect(transport.open('No such reader', patient)).rejects.toThrow(failsWith('transport.no_reader'));
  });

  it('keeps a card to one channel: another within the time limit is told that it is busy', async () => {
    const channel = await transport.open(reader, patient);
    for (const one of [transport, stage.other ?? transport])
      await expect(one.open(reader, { timeoutMs: 50 })).rejects.toThrow(failsWith('transport.busy'));
    const next = transport.open(reader, patient);
    await channel.end();
    await (await next).end();
  });

  it('stops waiting for a change when the signal aborts, also when it has aborted before', async () => {
    const states = await transport.readers();
    const stop = new AbortController();
    const waiting = transport.changed(states, stop.signal);
    stop.abort();
    await waiting;
    await transport.changed(states, AbortSignal.abort());
  });

  it('does not wait for a change that has happened already', async () => {
    await transport.changed([], new AbortController().signal);
    const states = (await transport.readers()).map((state) => ({ ...state, hasCard: !state.hasCard }));
    await transport.changed(states, new AbortController().signal);
  });

  it('refuses everything once it is closed, and lets nobody wait', async () => {
    const channel = await transport.open(reader, patient);
    const opening = transport.open(reader, patient);
    const waiting = transport.changed(await transport.readers(), new AbortController().signal);
    const refused = expect(opening).rejects.toThrow(TransportError);
    await transport.close();
    await Promise.all([refused, waiting]);
    await expect(channel.transmit(commands.select)).rejects.toThrow(TransportError);
    await expect(transport.readers()).rejects.toThrow(TransportError);
    await transport.close();
  });
}

function suiteWithMovingCard(start: () => Promise<HandledStage>): void {
  let stage: HandledStage;
  let transport: CardTransport;
  let reader: string;
  beforeAll(async () => {
    stage = await start();
    ({ transport, reader } = stage);
  });
  afterAll(() => stage.end());

  it('resets the card at the end of a channel, so that no PIN stays verified', async () => {
    const first = await transport.open(reader, patient);
    await first.transmit(commands.select);
    expect(hex(await first.transmit(commands.verify))).toBe('9000');
    expect(hex(await first.transmit(commands.pinStatus))).toBe('9000');
    await first.end();
    const second = await transport.open(reader, patient);
    await second.transmit(commands.select);
    expect(hex(await second.transmit(commands.pinStatus))).toBe('63c3');
    await second.end();
  });

  it('tells everybody who waits that a card went or came, with a new mark each time', async () => {
    const marks = [(await find(stage))?.mark];
    for (const hasCard of [false, true]) {
      const known = await transport.readers();
      const waiting = [1, 2].map(() => transport.changed(known, new AbortController().signal));
      if (hasCard) stage.insert();
      else stage.remove();
      await Promise.all(waiting);
      marks.push((await untilCard(transport, reader, hasCard)).mark);
      if (!hasCard)
        await expect(transport.open(reader, patient)).rejects.toThrow(failsWith('transport.no_card'));
    }
    expect(new Set(marks).size).toBe(3);
  });

  it.each(['between commands', 'in the middle of a command'])(
    'tells that the card was removed %s, and goes on with the next one',
    async (when) => {
      const channel = await transport.open(reader, patient);
      await channel.transmit(commands.select);
      if (when === 'between commands') {
        stage.remove();
        await untilCard(transport, reader, false);
      } else stage.removeInNext();
      for (let tries = 0; tries < 2; tries++)
        await expect(channel.transmit(commands.select)).rejects.toThrow(failsWith('transport.removed'));
      await channel.end();
      stage.insert();
      await untilCard(transport, reader, true);
      const next = await transport.open(reader, patient);
      expect(hex(await next.transmit(commands.select))).toMatch(/9000$/);
      await next.end();
    },
  );
}

describe('a transport inside the process', () => suite(virtualStage));
describe('a transport inside the process with a card that moves', () => suiteWithMovingCard(virtualStage));
describe('a transport that replays a recording', () => suite(replayStage));
describeWithPcsc('a transport over PC/SC', () => {
  let world: PcscWorld;
  beforeAll(async () => {
    world = await startPcscWorld();
  });
  afterAll(() => world.stop());
  describe('with a card', () => suite(() => pcscStage(world, 0)));
  describe('with a card that moves', () => suiteWithMovingCard(() => pcscStage(world, 1)));
});
