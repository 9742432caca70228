import { busy, closed, Turns } from '../pcsc/index.ts';
import { type CardChannel, type CardTransport, type ReaderState, TransportError } from '../pcsc/transport.ts';
import { type CardSlot, createCardSlot } from './card-slot.ts';
import type { VirtualCard } from './virtual-card.ts';

/** Readers and cards inside this process, without PC/SC; the slots are what a person's hands would be. */
export interface VirtualTransport extends CardTransport {
  /** A reader of that name; makes one that is not there yet. */
  slot(reader: string): CardSlot;
  unplug(reader: string): void;
}

interface Reader {
  readonly slot: CardSlot;
  /** Counts insertions and removals. */
  mark: number;
  readonly turns: Turns;
}

export function createVirtualTransport(...readers: readonly string[]): VirtualTransport {
  const plugged = new Map<string, Reader>();
  const waiting = new Set<() => void>();
  const closing = new AbortController();
  const { signal: closingSignal } = closing;
  const tell = () => {
    for (const wake of waiting) wake();
  };
  const plug = (name: string): Reader => {
    const reader: Reader = { slot: createCardSlot(), mark: 0, turns: new Turns(1) };
    reader.slot.onChange(() => {
      reader.mark += 1;
      tell();
    });
    plugged.set(name, reader);
    tell();
    return reader;
  };
  const states = (): readonly ReaderState[] => [...plugged].map(([name, reader]) => stateOf(name, reader));
  for (const name of readers) plug(name);

  return {
    slot: (name) => (plugged.get(name) ?? plug(name)).slot,
    unplug(name) {
      plugged.delete(name);
      tell();
    },
    async readers() {
      if (closingSignal.aborted) throw closed();
      return states();
    },
    changed(known, signal) {
      return new Promise((resolve) => {
        const wake = () => {
          if (!closingSignal.aborted && !signal.aborted && isSame(known, states())) return;
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        waiting.add(wake);
        signal.addEventListener('abort', wake);
        wake();
      });
    },
    async open(name, { timeoutMs }) {
      const reader = plugged.get(name);
      if (!reader) throw new TransportError('transport.no_reader', name);
      const leave = await reader.turns.enter({ limitMs: timeoutMs, signal: closingSignal }).catch(busy);
      const { card } = reader.slot;
      if (card) return openChannel({ name, reader, card, signal: closingSignal, leave });
      leave();
      throw new TransportError('transport.no_card', name);
    },
    async close() {
      closing.abort();
      tell();
    },
  };
}

function stateOf(name: string, { slot, mark }: Reader): ReaderState {
  return { name, hasCard: slot.card !== undefined, atr: slot.card?.atr ?? new Uint8Array(), mark };
}

function isSame(known: readonly ReaderState[], now: readonly ReaderState[]): boolean {
  return textOf(known) === textOf(now);
}

function textOf(states: readonly ReaderState[]): string {
  return JSON.stringify(states.map(({ name, hasCard, mark }) => [name, hasCard, mark]));
}

interface Hold {
  readonly name: string;
  readonly reader: Reader;
  readonly card: VirtualCard;
  readonly signal: AbortSignal;
  readonly leave: () => void;
}

function openChannel({ name, reader, card, signal, leave }: Hold): CardChannel {
  let isOpen = true;
  return {
    reader: name,
    atr: card.atr,
    async transmit(command) {
      if (!isOpen || signal.aborted) throw closed();
      // Another card in the same reader is not the one that this channel was opened to.
      const answer = reader.slot.card === card ? await reader.slot.exchange(command) : undefined;
      if (!answer) throw new TransportError('transport.removed', name);
      return answer;
    },
    async end() {
      if (!isOpen) return;
      isOpen = false;
      card.reset();
      leave();
    },
  };
}
