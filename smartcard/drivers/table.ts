import type { CardChannel } from '../pcsc/transport.ts';
import { type Card, CardError } from './card.ts';
import { checkedCard } from './checked-card.ts';
import type { DriverOpening } from './driver.ts';
import { openPivCard } from './piv/card.ts';
import { openPkcs15Card } from './pkcs15/card.ts';

interface DriverRow {
  /** Where the answer to reset settles it; a bit that is 0 in the mask may be anything. */
  readonly atr?: { readonly value: string; readonly mask: string };
  readonly open: DriverOpening;
}

/** Families of cards in the order in which they are tried. A row with an answer to reset is tried for that alone. */
const drivers: readonly DriverRow[] = [
  // Our virtual PKCS#15 card says so in its historical bytes; others are asked.
  {
    atr: { value: '3b8a80010000000000544163617200', mask: 'ffffffff0000000000ffffffffff00' },
    open: openPkcs15Card,
  },
  { open: openPivCard },
  { open: openPkcs15Card },
];

/** @throws CardError `card.unknown_card` when no driver knows it; TransportError */
export async function recogniseCard(channel: CardChannel): Promise<Card> {
  for (const { atr, open } of drivers) {
    if (atr && !matches(channel.atr, atr)) continue;
    const driver = await open(channel);
    if (driver) return checkedCard(driver);
  }
  throw new CardError('card.unknown_card', `answer to reset ${Buffer.from(channel.atr).toString('hex')}`);
}

function matches(
  atr: Uint8Array,
  { value, mask }: { readonly value: string; readonly mask: string },
): boolean {
  const [wanted, bits] = [Buffer.from(value, 'hex'), Buffer.from(mask, 'hex')];
  return (
    atr.length === wanted.length && wanted.every((octet, at) => ((atr[at] ?? 0) & (bits[at] ?? 0)) === octet)
  );
}
