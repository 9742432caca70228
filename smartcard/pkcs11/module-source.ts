import type { OpenCard } from '../drivers/card.ts';
import { checkedCard } from '../drivers/index.ts';
import { type ReaderState, TransportError } from '../pcsc/transport.ts';
import { type CardModule, openModule, type Slot } from './module.ts';
import { inWordsOfCards } from './results.ts';
import { createTokenCard, type OpenSlot } from './token-card.ts';

/**
 * Cards behind a PKCS #11 module that is loaded into this process. A reader is all slots of one description: modules show
 * a slot for each PIN of a card.
 */
export interface ModuleSource {
  readers(): Promise<readonly ReaderState[]>;
  open(reader: string): Promise<OpenCard>;
}

/** @throws TransportError `transport.no_service` when the module cannot be loaded */
export async function openModuleSource(modulePath: string): Promise<ModuleSource> {
  const module = await inWordsOfCards(() => openModule(modulePath));
  const marks = createMarks();
  return {
    readers: () => inWordsOfCards(() => readStates(module, marks)),
    open: (reader) => openCard(module, reader),
  };
}

type Marks = (name: string, sign: string) => number;

/** Numbers that change when what is in a reader does. */
function createMarks(): Marks {
  const seen = new Map<string, { readonly sign: string; readonly mark: number }>();
  return (name, sign) => {
    const last = seen.get(name);
    const mark = last?.sign === sign ? last.mark : (last?.mark ?? -1) + 1;
    seen.set(name, { sign, mark });
    return mark;
  };
}

/** Asks the slots alone: OpenSC 0.23 hangs when a token that has just gone is asked who it is. */
async function readStates(module: CardModule, marks: Marks): Promise<readonly ReaderState[]> {
  const states: ReaderState[] = [];
  for (const [name, slots] of byReader(await module.slots())) {
    const held = slots.filter(({ hasToken }) => hasToken).map(({ id }) => id);
    const mark = marks(name, held.join(' '));
    states.push({ name, hasCard: held.length > 0, atr: new Uint8Array(), mark });
  }
  return states;
}

function byReader(slots: readonly Slot[]): ReadonlyMap<string, readonly Slot[]> {
  return Map.groupBy(slots, ({ description }) => description);
}

async function openCard(module: CardModule, reader: string): Promise<OpenCard> {
  const slots = byReader(await inWordsOfCards(() => module.slots())).get(reader);
  if (!slots) throw new TransportError('transport.no_reader', reader);
  const held = slots.filter(({ hasToken }) => hasToken);
  if (held.length === 0) throw new TransportError('transport.no_card', reader);
  const opened: OpenSlot[] = [];
  let forget: (() => void) | undefined;
  let isOpen = true;
  const end = async () => {
    if (!isOpen) return;
    isOpen = false;
    forget?.();
    for (const { session } of opened) {
      await module.logout(session).catch(() => undefined);
      await module.closeSession(session).catch(() => undefined);
    }
  };
  try {
    for (const slot of held) opened.push(await inWordsOfCards(() => openSlot(module, slot)));
    const driver = await createTokenCard(module, opened);
    forget = driver.forget;
    return { reader, card: checkedCard(driver), end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function openSlot(module: CardModule, { id }: Slot): Promise<OpenSlot> {
  const token = await module.token(id);
  const mechanisms = await module.mechanisms(id);
  const session = await module.openSession(id, 'reading');
  return { id, token, mechanisms, session, triesLeft: token.triesLeft };
}
