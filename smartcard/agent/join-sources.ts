import type { CardSource } from '../drivers/card.ts';
import { type ReaderState, TransportError } from '../pcsc/transport.ts';

/** A source of cards beside the readers of PC/SC: the PKCS #11 module of a card's maker. */
export interface NamedSource {
  /** Stands behind the names of its readers, in brackets: they are often the same readers, seen once more. */
  readonly label: string;
  readonly source: CardSource;
}

interface Part {
  readonly source: CardSource;
  readonly states: readonly ReaderState[];
}

/** The readers of a computer, and the cards that modules see; a module that fails takes nothing else with it. */
export function joinSources(main: CardSource, others: readonly NamedSource[]): CardSource {
  if (others.length === 0) return main;
  /** Which source has a reader, and how it names it. */
  const homes = new Map<string, { readonly source: CardSource; readonly name: string }>();
  const partsOf = new WeakMap<readonly ReaderState[], readonly Part[]>();

  return {
    async readers() {
      const parts: Part[] = [{ source: main, states: await main.readers() }];
      const all = parts.flatMap(({ states }) => states);
      for (const { name } of all) homes.set(name, { source: main, name });
      for (const { label, source } of others) {
        const states = await source.readers().catch(() => undefined);
        // Not waited for either: it would say at once that something has changed.
        if (!states) continue;
        parts.push({ source, states });
        for (const state of states.filter(({ hasCard }) => hasCard)) {
          const name = nameBy(state.name, label);
          homes.set(name, { source, name: state.name });
          all.push({ ...state, name });
        }
      }
      partsOf.set(all, parts);
      return all;
    },
    async changed(known, signal) {
      const parts = partsOf.get(known);
      if (!parts) return;
      const enough = new AbortController();
      const either = AbortSignal.any([signal, enough.signal]);
      await Promise.race(parts.map(({ source, states }) => source.changed(states, either)));
      enough.abort();
    },
    async open(reader, options) {
      const home = homes.get(reader);
      if (!home) throw new TransportError('transport.no_reader', reader);
      const open = await home.source.open(home.name, options);
      return { reader, card: open.card, end: () => open.end() };
    },
    async close() {
      for (const source of [main, ...others.map((other) => other.source)]) await source.close();
    },
  };
}

function nameBy(reader: string, label: string): string {
  return `${reader} (${label})`;
}

/** True when `seen` is `reader` once more, by a module. */
export function isSeenBy(seen: string, reader: string): boolean {
  return seen.startsWith(`${reader} (`);
}
