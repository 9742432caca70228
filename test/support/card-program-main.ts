import { createInterface } from 'node:readline';
import { createPcscTransport } from '../../smartcard/pcsc/index.ts';
import { TransportError } from '../../smartcard/pcsc/transport.ts';
import { commands } from './tiny-card.ts';

/** Another program at the same card, as a process. Says what it did, a word a line; obeys the lines it reads. */
const [mode = '', reader = '', rounds = '1'] = process.argv.slice(2);
const transport = createPcscTransport();
const patient = { timeoutMs: 60_000 };
const say = (word: string) => process.stdout.write(`${word}\n`);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const modes: Readonly<Record<string, () => Promise<void>>> = {
  /** Has the card to itself, with the PIN verified, until it is told to `end` or `exit`, or nobody tells any more. */
  async hold() {
    const channel = await transport.open(reader, patient);
    await channel.transmit(commands.select);
    await channel.transmit(commands.verify);
    say('held');
    for await (const order of createInterface({ input: process.stdin })) {
      if (order === 'exit') process.exit(0);
      else break;
    }
    await channel.end();
    say('ended');
  },
  /** Waits for the card and leaves without it. */
  async leave() {
    void transport.open(reader, patient);
    await transport.readers();
    say('waiting');
    for await (const order of createInterface({ input: process.stdin }))
      if (order === 'exit') process.exit(0);
  },
  /** Signs as others do at the same time: the PIN that they verified never counts. */
  async contend() {
    for (let round = 0; round < Number(rounds); round++) {
      const channel = await transport.open(reader, patient);
      await channel.transmit(commands.select);
      const before = hex(await channel.transmit(commands.pinStatus));
      await channel.transmit(commands.verify);
      say(`${before} ${hex(await channel.transmit(commands.sign))}`);
      await channel.end();
    }
  },
  /** Looks, waits for a change that does not come, and ends by itself when nothing is left to do. */
  async look() {
    const states = await transport.readers();
    const waiting = transport.changed(states, new AbortController().signal);
    say(states.map(({ name, hasCard }) => `${name}: ${hasCard}`).join('\n'));
    await transport.close();
    await waiting;
    say('closed');
  },
};

try {
  await modes[mode]?.();
} catch (error) {
  say(error instanceof TransportError ? error.code : String(error));
  process.exitCode = 1;
}
process.stdin.destroy();
