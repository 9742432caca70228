import type { KeyPurpose } from '../drivers/card.ts';
import type { CardDesk } from './card-desk.ts';
import { type AnswerErrorCode, CardStop } from './errors.ts';
import { readCardIn, readersOf } from './find-card.ts';
import { isSeenBy } from './join-sources.ts';
import { isSameCertificate, type UsableCard } from './read-card.ts';

/** What was found at each step from the computer to the PIN; what cannot be known stays undefined. */
export interface Diagnosis {
  readonly version: string;
  readonly hasWindow: boolean;
  /** Readers of this computer; undefined when they cannot be asked for. */
  readonly readers: number | undefined;
  readonly cards: readonly CardFinding[];
}

export interface CardFinding {
  readonly reader: string;
  /** Or the reason why it is of no use. */
  readonly card: UsableCard | AnswerErrorCode;
}

/** Looks at everything that the use of such a key needs, and asks nobody for a PIN. */
export async function diagnose(
  { source, window }: CardDesk,
  purpose: KeyPurpose,
  version: string,
): Promise<Diagnosis> {
  const hasWindow = await window.isAvailable();
  const states = await readersOf(source).catch(() => undefined);
  const cards: CardFinding[] = [];
  for (const { name: reader, hasCard } of states ?? []) {
    if (!hasCard) continue;
    const reading = await readCardIn(source, reader, purpose);
    cards.push({ reader, card: reading instanceof CardStop ? reading.code : reading });
  }
  const names = (states ?? []).map(({ name }) => name);
  const own = names.filter((name) => !names.some((other) => isSeenBy(name, other)));
  return { version, hasWindow, readers: states && own.length, cards: cards.filter(isOfUse(cards)) };
}

/** A card that a module of its maker knows is no problem where no driver of ours does, and not two where both do. */
function isOfUse(cards: readonly CardFinding[]): (finding: CardFinding) => boolean {
  return ({ reader, card }) => {
    if (typeof card !== 'string') {
      const first = cards.find((one) => typeof one.card !== 'string' && isSameCertificate(one.card, card));
      return first?.reader === reader;
    }
    return !cards.some((one) => typeof one.card !== 'string' && isSeenBy(one.reader, reader));
  };
}
