import { basename } from 'node:path';
import { createTransportSource } from '../drivers/index.ts';
import { createPcscTransport } from '../pcsc/index.ts';
import { TransportError } from '../pcsc/transport.ts';
import { createPkcs11Source } from '../pkcs11/index.ts';
import { createVirtualTransport, openCardFile, type VirtualCard } from '../virtual/index.ts';
import type { CardDesk } from './card-desk.ts';
import type { Configuration } from './config.ts';
import { createDemonstrationDesk } from './demonstration-desk.ts';
import { joinSources } from './join-sources.ts';
import { createPinentryWindow, usualPrograms } from './pinentry-window.ts';
import type { PinWindow } from './pin-window.ts';

export interface OpenedDesk {
  readonly desk: CardDesk;
  /** What it is, for whoever started the agent. */
  readonly about: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The cards and the window of this computer, as configured. @throws Error naming a virtual card's file that holds none */
export async function openDesk(configuration: Configuration, environment: Environment): Promise<OpenedDesk> {
  const { virtualCard, pkcs11Modules } = configuration;
  if (virtualCard?.when === 'always') return virtualDesk(virtualCard, configuration, environment);
  const modules = pkcs11Modules.map((path) => ({ label: basename(path), source: createPkcs11Source(path) }));
  const source = joinSources(createTransportSource(createPcscTransport()), modules);
  const readers = await source.readers().catch(noReaders);
  if (readers.length > 0 || !virtualCard) {
    const window = pinentryWindow(configuration, environment);
    return { desk: { source, window }, about: 'cards in the readers of this computer' };
  }
  await source.close();
  return virtualDesk(virtualCard, configuration, environment);
}

function noReaders(error: unknown): readonly never[] {
  if (error instanceof TransportError) return [];
  throw error;
}

function virtualDesk(
  { file, window }: NonNullable<Configuration['virtualCard']>,
  configuration: Configuration,
  environment: Environment,
): OpenedDesk {
  const reader = 'Açar virtual';
  const transport = createVirtualTransport(reader);
  transport.slot(reader).insert(openCard(file));
  const source = createTransportSource(transport);
  const about = `no reader: the virtual card ${file}`;
  return window === 'page'
    ? { desk: createDemonstrationDesk(source, configuration.pinSeconds), about }
    : { desk: { source, window: pinentryWindow(configuration, environment) }, about };
}

function openCard(file: string): VirtualCard {
  try {
    return openCardFile(file).card;
  } catch (cause) {
    throw new Error(`${file}: holds no virtual card`, { cause });
  }
}

function pinentryWindow({ pinentry, pinSeconds }: Configuration, environment: Environment): PinWindow {
  return createPinentryWindow({
    programs: pinentry.programs ?? usualPrograms(process.platform),
    tty: pinentry.tty,
    grabsKeyboard: pinentry.grabsKeyboard,
    seconds: pinSeconds,
    environment,
  });
}
