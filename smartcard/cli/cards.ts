import { existsSync } from 'node:fs';
import type { CardSource, KeyPurpose, OpenCard } from '../drivers/card.ts';
import { createTransportSource } from '../drivers/index.ts';
import { createPcscTransport } from '../pcsc/index.ts';
import { type CardTransport, TransportError } from '../pcsc/transport.ts';
import { createPkcs11Source } from '../pkcs11/index.ts';
import { blankPivState, createVirtualTransport, openCardFile, saveCardFile } from '../virtual/index.ts';
import { CardCliError } from './errors.ts';
import type { Options, OptionSpec } from './model.ts';

/** Options of every command. */
export const cardOptions: Readonly<Record<string, OptionSpec>> = {
  reader: { type: 'string', value: 'NAME', summary: 'the reader, when several have cards' },
  pkcs11: {
    type: 'string',
    value: 'MODULE',
    summary: 'the PKCS #11 module of a card that is not PIV or PKCS#15',
  },
  virtual: { type: 'string', value: 'FILE', summary: 'a virtual card in a file, without a reader' },
  new: {
    type: 'boolean',
    summary: 'with --virtual: a PIV card from the factory where there is no such file',
  },
  secrets: {
    type: 'string',
    value: 'FILE',
    summary: 'JSON with pin, newPin, puk, newPuk, managementKey (hexadecimal); what it lacks is asked',
  },
  json: { type: 'boolean', summary: 'print JSON' },
  help: { type: 'boolean', summary: 'show this help' },
};

const timeoutMs = 10_000;
const virtualReader = 'virtual card';

export interface Cards {
  readonly source: CardSource;
  readonly transport: CardTransport | undefined;
}

export function openCards({ pkcs11, virtual, new: isNew }: Options): Cards {
  if (typeof pkcs11 === 'string') return { source: createPkcs11Source(pkcs11), transport: undefined };
  if (typeof virtual === 'string' && isNew === true && !existsSync(virtual))
    saveCardFile(virtual, blankPivState());
  const transport = typeof virtual === 'string' ? virtualTransport(virtual) : createPcscTransport();
  return { source: createTransportSource(transport), transport };
}

function virtualTransport(file: string): CardTransport {
  const transport = createVirtualTransport(virtualReader);
  try {
    transport.slot(virtualReader).insert(openCardFile(file).card);
  } catch (cause) {
    throw new CardCliError('card_cli.file', `${file} holds no virtual card`, { cause });
  }
  return transport;
}

/** The reader that is named, or the only one with a card. @throws CardCliError, TransportError */
export async function chooseReader(source: CardSource, { reader }: Options): Promise<string> {
  const states = await source.readers();
  if (typeof reader === 'string') return reader;
  const [first, ...others] = states.filter(({ hasCard }) => hasCard);
  if (!first && states.length === 0)
    throw new TransportError('transport.no_reader', 'no reader is connected');
  if (!first) throw new TransportError('transport.no_card', 'no reader has a card');
  if (others.length === 0) return first.name;
  const names = [first, ...others].map(({ name }) => name).join(', ');
  throw new CardCliError('card_cli.several_cards', `--reader says which of: ${names}`);
}

/** The work with the card, which is let go of afterwards. */
export async function withCard<Value>(
  source: CardSource,
  options: Options,
  work: (opened: OpenCard) => Promise<Value>,
): Promise<Value> {
  const opened = await source.open(await chooseReader(source, options), { timeoutMs });
  try {
    return await work(opened);
  } finally {
    await opened.end();
  }
}

export function purposeOf({ key = 'authentication' }: Options): KeyPurpose {
  if (key === 'authentication' || key === 'signature') return key;
  throw new CardCliError('card_cli.usage', '--key is authentication or signature');
}
