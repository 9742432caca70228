import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CardSource, KeyPurpose } from '../drivers/card.ts';
import type { ReaderState } from '../pcsc/transport.ts';
import { asCardStop } from './card-desk.ts';
import type { Conversation } from './conversation.ts';
import { type AnswerErrorCode, CardStop } from './errors.ts';
import { isSameCertificate, readCard, type UsableCard, withCard } from './read-card.ts';

export interface CardSearch {
  readonly source: CardSource;
  readonly conversation: Conversation;
  /** Which of their keys is needed. */
  readonly purpose: KeyPurpose;
  /** How long to wait for a card. */
  readonly seconds: number;
  /** Tells the person what is missing. */
  readonly onMissing: (what: 'reader' | 'card') => void;
}

/** A reader's card, or the reason why it is of no use. */
export type CardReading = UsableCard | CardStop;

/**
 * All cards with such a key; waits for one where there is no card at all.
 * @throws CardStop
 */
export async function findCards(search: CardSearch): Promise<readonly UsableCard[]> {
  const { source, conversation, purpose, seconds, onMissing } = search;
  const signal = AbortSignal.any([AbortSignal.timeout(seconds * 1000), conversation.signal]);
  for (;;) {
    const states = await readersOf(source);
    const found = await usableCards(source, states, purpose);
    if (found) return found;
    stopIfLeft(conversation);
    if (signal.aborted) throw new CardStop(states.length === 0 ? 'card.no_reader' : 'card.no_card');
    onMissing(states.length === 0 ? 'reader' : 'card');
    await source.changed(states, signal);
    // A source that always tells of changes must not starve the clock.
    await nextTurn();
  }
}

/** @throws CardStop when the browser left, or the time of the whole request is over */
export function stopIfLeft({ signal, isOverdue }: Conversation): void {
  if (signal.aborted) throw new CardStop(isOverdue ? 'card.timeout' : 'card.cancelled');
}

/** @throws CardStop */
export async function readersOf(source: CardSource): Promise<readonly ReaderState[]> {
  return source.readers().catch((error: unknown) => {
    throw asCardStop(error);
  });
}

/** The card in a reader as it stands; lets go of it again, for no window may keep a card while a person thinks. */
export async function readCardIn(
  source: CardSource,
  reader: string,
  purpose: KeyPurpose,
): Promise<CardReading> {
  try {
    return (
      (await withCard(source, reader, (open) => readCard(open, purpose))) ??
      new CardStop('card.no_certificate')
    );
  } catch (error) {
    return asCardStop(error);
  }
}

/** Undefined when there is no card, or every card went away while it was read. */
async function usableCards(
  source: CardSource,
  states: readonly ReaderState[],
  purpose: KeyPurpose,
): Promise<readonly UsableCard[] | undefined> {
  const usable: UsableCard[] = [];
  const stops: CardStop[] = [];
  for (const { name } of states.filter(({ hasCard }) => hasCard)) {
    const reading = await readCardIn(source, name, purpose);
    if (reading instanceof CardStop) stops.push(reading);
    // A card may be seen twice: by a driver of ours and by a PKCS #11 module.
    else if (!usable.some((other) => isSameCertificate(reading, other))) usable.push(reading);
  }
  if (usable.length > 0) return usable;
  const worst = reasons.flatMap((reason) => stops.filter(({ code }) => code === reason))[0];
  if (worst) throw worst;
  return undefined;
}

/** With several cards of no use, the reason that helps the person most. A removed card is none: it may come back. */
const reasons: readonly AnswerErrorCode[] = [
  'card.no_pcsc',
  'card.busy',
  'card.no_certificate',
  'card.failed',
  'card.unknown_card',
];
