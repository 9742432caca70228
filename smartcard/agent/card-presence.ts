import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CardSource } from '../drivers/card.ts';

/** Whether the card that a person was asked about is still there. */
export interface Presence {
  /** Aborts when the watched card is taken out, or its reader, or PC/SC goes. */
  readonly signal: AbortSignal;
  watch(reader: string): void;
  /** Stops watching without a word. */
  end(): void;
}

export function createPresence(source: CardSource): Presence {
  const removed = new AbortController();
  const over = new AbortController();

  const tell = (): void => {
    if (!over.signal.aborted) removed.abort();
  };

  async function untilRemoved(reader: string): Promise<void> {
    for (;;) {
      const states = await source.readers();
      if (!states.some(({ name, hasCard }) => name === reader && hasCard)) return;
      await source.changed(states, over.signal);
      // A source that always tells of changes must not starve the clock.
      await nextTurn();
      if (over.signal.aborted) return;
    }
  }

  return {
    signal: removed.signal,
    watch(reader) {
      void untilRemoved(reader).then(tell, tell);
    },
    end: () => over.abort(),
  };
}
