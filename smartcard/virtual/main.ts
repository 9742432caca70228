import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openCardFile, saveCardFile } from './card-file.ts';
import { createCardSlot } from './card-slot.ts';
import { openControlDoor } from './control-door.ts';
import { blankPivState } from './piv/state.ts';
import { plugIntoVpcd } from './vpcd-client.ts';

const usage = `main.ts --card FILE [--new piv] [--vpcd PORT] [--control SOCKET] [--empty]

Puts a virtual card into a reader of pcscd (package vsmartcard-vpcd), until the program ends.

  --card FILE       the card's memory, JSON
  --new piv         makes a card from the factory where the file is not there
  --vpcd PORT       where the driver of the virtual reader listens: 35963 is the first, 35964 the second
  --control SOCKET  takes orders, one a line: insert, remove, delay MILLISECONDS, drop signature, drop N, status
  --empty           begins with the card beside the reader
`;

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      empty: { type: 'boolean' },
      card: text,
      new: text,
      vpcd: { ...text, default: '35963' },
      control: text,
    },
  });
  const { card: path } = values;
  if (values.help || !path) {
    process.stdout.write(usage);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  if (values.new === 'piv' && !existsSync(path)) saveCardFile(path, blankPivState());
  const slot = createCardSlot();
  const insert = () => {
    if (!slot.card) slot.insert(openCardFile(path).card);
  };
  if (!values.empty) insert();
  const reader = plugIntoVpcd(slot, { port: Number(values.vpcd) });
  const door =
    values.control &&
    (await openControlDoor(values.control, { slot, insert, isPlugged: () => reader.isConnected }));
  process.stdout.write(`card ${path}, reader at 127.0.0.1:${values.vpcd}\n`);
  const stop = () => {
    if (door) door.close();
    reader.close();
    process.exit();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
