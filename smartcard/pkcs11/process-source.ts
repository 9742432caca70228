import { type Card, CardError, type CardSource, type OpenCard } from '../drivers/card.ts';
import { type ReaderState, TransportError } from '../pcsc/transport.ts';
import type { OpenedCard } from './messages.ts';
import { type ModuleProcess, startModuleProcess } from './module-process.ts';

export interface Pkcs11Options {
  /** For one call of a card; a module that takes longer is ended. The PIN pad has a minute more. */
  readonly callTimeoutMs?: number;
}

const defaultCallTimeoutMs = 20_000;
const pinPadMs = 60_000;
/** Modules have no way to wait for a change that can be ended again; so one looks. */
const lookMs = 1000;

/**
 * Cards behind the PKCS #11 module of their maker, for cards that no driver of ours speaks to. The module runs in a process
 * of its own: it may hang or crash, and then that process is ended and the next order starts another.
 */
export function createPkcs11Source(modulePath: string, options: Pkcs11Options = {}): CardSource {
  const callTimeoutMs = options.callTimeoutMs ?? defaultCallTimeoutMs;
  let running: ModuleProcess | undefined;
  /** Marks of another process count anew. */
  let generation = 0;
  const current = (): ModuleProcess => {
    if (!running || running.isGone) {
      running = startModuleProcess(modulePath);
      generation += 1;
    }
    return running;
  };
  const readers = async (): Promise<readonly ReaderState[]> => {
    const states = await current().ask({ do: 'readers' }, callTimeoutMs);
    return states.map((state) => ({ ...state, mark: generation * 0x10000 + state.mark }));
  };
  return {
    readers,
    async changed(known, signal) {
      while (!signal.aborted) {
        const now = await readers().catch(() => undefined);
        if (!now || !isSame(known, now)) return;
        await pause(lookMs, signal);
      }
    },
    async open(reader, { timeoutMs }) {
      const used = current();
      const opened = await used.ask({ do: 'open', reader }, timeoutMs).catch(asBusy);
      return openCard({ used, reader, opened, callTimeoutMs });
    },
    async close() {
      running?.end();
      running = undefined;
    },
  };
}

function asBusy(error: unknown): never {
  if (error instanceof TransportError && error.code === 'transport.timeout')
    throw new TransportError('transport.busy', 'the module does not open the card', { cause: error });
  throw error;
}

interface Held {
  readonly used: ModuleProcess;
  readonly reader: string;
  readonly opened: OpenedCard;
  readonly callTimeoutMs: number;
}

function openCard({ used, reader, opened, callTimeoutMs }: Held): OpenCard {
  const { card: number, driver, serial, hasPinPad, keys, pinRules } = opened;
  const ask: ModuleProcess['ask'] = (order, timeoutMs) => {
    if (used.isGone) throw new TransportError('transport.removed', 'the process of the module has ended');
    return used.ask(order, timeoutMs);
  };
  const card: Card = {
    driver,
    serial,
    hasPinPad,
    keys: async () => keys,
    pinRules(purpose) {
      const rules = pinRules[purpose];
      if (!rules) throw new CardError('card.no_certificate', `no key for ${purpose}`);
      return rules;
    },
    triesLeft: async (purpose) => ask({ do: 'triesLeft', card: number, purpose }, callTimeoutMs),
    verifyPin: async (purpose, pin) =>
      ask({ do: 'verifyPin', card: number, purpose, pin }, pin ? callTimeoutMs : callTimeoutMs + pinPadMs),
    changePin: async (purpose, current, next) =>
      ask({ do: 'changePin', card: number, purpose, current, next }, callTimeoutMs),
    async unblockPin() {
      throw new CardError(
        'card.unsupported',
        'PKCS #11 has no PUK: the maker of the card has a program for it',
      );
    },
    sign: async (purpose, algorithm, digest) =>
      ask(
        { do: 'sign', card: number, purpose, algorithm, digest },
        callTimeoutMs + (hasPinPad ? pinPadMs : 0),
      ),
  };
  let isOpen = true;
  return {
    reader,
    card,
    async end() {
      if (isOpen && !used.isGone)
        await used.ask({ do: 'end', card: number }, callTimeoutMs).catch(() => undefined);
      isOpen = false;
    },
  };
}

function isSame(known: readonly ReaderState[], now: readonly ReaderState[]): boolean {
  const isKnown = ({ name, mark }: ReaderState) =>
    known.some((one) => one.name === name && one.mark === mark);
  return known.length === now.length && now.every(isKnown);
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end, { once: true });
  });
}
