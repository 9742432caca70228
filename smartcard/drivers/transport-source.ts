import type { CardTransport } from '../pcsc/transport.ts';
import type { CardSource } from './card.ts';
import { recogniseCard } from './table.ts';

/** Cards in the readers of a transport, spoken to by the drivers of this folder. */
export function createTransportSource(transport: CardTransport): CardSource {
  return {
    readers: () => transport.readers(),
    changed: (known, signal) => transport.changed(known, signal),
    async open(reader, options) {
      const channel = await transport.open(reader, options);
      try {
        return { reader, card: await recogniseCard(channel), end: () => channel.end() };
      } catch (error) {
        await channel.end();
        throw error;
      }
    },
    close: () => transport.close(),
  };
}
