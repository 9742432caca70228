import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { CardSlot } from './card-slot.ts';

/** What a test's hands do to a virtual card, one order in each line of a UNIX socket; each gets one line of JSON. */

export interface DoorOptions {
  readonly slot: CardSlot;
  /** Opens the card's file anew: another card may be in it. */
  readonly insert: () => void;
  readonly isPlugged: () => boolean;
}

const longestLine = 200;

/** Listens at a path, open to its owner alone. */
export async function openControlDoor(path: string, options: DoorOptions): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY });
    lines.on('line', (line) => answer(socket, line, options));
  });
  const mask = process.umask(0o077);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
  } finally {
    process.umask(mask);
  }
  return server;
}

function answer(socket: Socket, line: string, options: DoorOptions): void {
  socket.write(`${JSON.stringify(obey(line.slice(0, longestLine).trim(), options))}\n`);
}

function obey(line: string, { slot, insert, isPlugged }: DoorOptions): object {
  const [order = '', argument = ''] = line.split(/\s+/);
  const number = /^\d{1,6}$/.test(argument) ? Number(argument) : undefined;
  switch (order) {
    case 'insert':
      insert();
      break;
    case 'remove':
      slot.remove();
      break;
    case 'delay':
      if (number === undefined) return { error: 'delay MILLISECONDS' };
      slot.delay(number);
      break;
    case 'drop':
      if (argument !== 'signature' && !number) return { error: 'drop signature | drop N' };
      slot.dropDuring(argument === 'signature' ? 'signature' : (number ?? 1));
      break;
    case 'status':
      break;
    default:
      return { error: 'insert, remove, delay MILLISECONDS, drop signature, drop N, status' };
  }
  return { inserted: slot.card !== undefined, plugged: isPlugged() };
}
