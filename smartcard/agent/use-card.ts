import { createHash } from 'node:crypto';
import type { KeyPurpose } from '../drivers/card.ts';
import type { CardDesk } from './card-desk.ts';
import { createPresence, type Presence } from './card-presence.ts';
import type { Conversation } from './conversation.ts';
import { CardStop } from './errors.ts';
import { findCards, stopIfLeft } from './find-card.ts';
import { cardUse } from './messages/card-use.ts';
import { purposeTexts } from './messages/purposes.ts';
import type { Answer, PinDialog } from './pin-window.ts';
import { plainText } from './plain-text.ts';
import type { UsableCard } from './read-card.ts';
import type { CardRequest, RequestPurpose } from './request.ts';

export interface CardUse<Request extends CardRequest = CardRequest> {
  readonly request: Request;
  readonly conversation: Conversation;
  readonly desk: CardDesk;
  /** Shows a step of the page, by the name of its text. */
  readonly show: (step: CardStep) => void;
  readonly cardSeconds: number;
}

export type CardStep =
  | 'looking'
  | 'insertReader'
  | 'insertCard'
  | 'lookAtWindow'
  | 'lookAtQuestion'
  | 'typeAtReader'
  | 'working';

/** The key that each purpose needs. */
export const keyOf: Readonly<Record<RequestPurpose, KeyPurpose>> = {
  authenticate: 'authentication',
  certificate: 'signature',
  sign: 'signature',
};

/**
 * Finds the card, with the person's help where there are several, and opens the window on it. Nothing is kept, whatever
 * happens.
 * @throws CardStop
 */
export async function withCardAndWindow<T>(
  use: CardUse,
  act: (card: UsableCard, dialog: PinDialog) => Promise<T>,
): Promise<T> {
  const presence = createPresence(use.desk.source);
  try {
    return await findAndAct(presence, use, act);
  } catch (error) {
    // What was asked was taken away because the card was: that is the reason, not the window.
    const isReason = error instanceof CardStop && presence.signal.aborted && isOfWindow(error);
    throw isReason ? new CardStop('card.removed', { cause: error }) : error;
  } finally {
    presence.end();
  }
}

function isOfWindow({ code }: CardStop): boolean {
  return code === 'card.cancelled' || code === 'card.no_window';
}

async function findAndAct<T>(
  presence: Presence,
  use: CardUse,
  act: (card: UsableCard, dialog: PinDialog) => Promise<T>,
): Promise<T> {
  const { conversation, desk, request, show, cardSeconds } = use;
  show('looking');
  const found = await findCards({
    source: desk.source,
    conversation,
    purpose: keyOf[request.purpose],
    seconds: cardSeconds,
    onMissing: (what) => show(what === 'reader' ? 'insertReader' : 'insertCard'),
  });
  const cards = request.purpose === 'sign' ? preparedFor(found, request.certificate) : found;
  show(request.purpose === 'certificate' ? 'lookAtQuestion' : 'lookAtWindow');
  const dialog = desk.window.open({
    title: purposeTexts[request.language][request.purpose].window,
    language: request.language,
    signal: AbortSignal.any([conversation.signal, presence.signal]),
    conversation,
  });
  try {
    const card = await chooseCard(cards, dialog, use);
    presence.watch(card.reader);
    return await act(card, dialog);
  } finally {
    dialog.close();
  }
}

/** @throws CardStop `card.other_card` */
function preparedFor(cards: readonly UsableCard[], digest: Uint8Array): readonly UsableCard[] {
  const fitting = cards.filter(({ key }) =>
    createHash('sha256').update(key.certificate).digest().equals(digest),
  );
  if (fitting.length === 0) throw new CardStop('card.other_card');
  return fitting;
}

/** One card is taken at once; of several, the person takes one. */
async function chooseCard(
  cards: readonly UsableCard[],
  dialog: PinDialog,
  { request, conversation }: CardUse,
): Promise<UsableCard> {
  const [only] = cards;
  if (only && cards.length === 1) return only;
  const t = cardUse[request.language].window;
  const { whichCard } = purposeTexts[request.language][request.purpose];
  for (const [index, card] of cards.entries()) {
    const answer = await dialog.ask({
      lines: [
        whichCard(index + 1, cards.length),
        t.holder(card.certificate.holder),
        t.reader(plainText(card.reader, 80)),
      ],
      yes: t.useCard,
      other: t.nextCard,
      cancel: t.cancel,
    });
    if (answer === 'yes') return card;
    if (answer !== 'other') stopAt(answer, conversation);
  }
  throw new CardStop('card.several_cards');
}

/** @throws CardStop with the reason why a question was not answered with yes */
export function stopAt(answer: Exclude<Answer, 'yes'>, conversation: Conversation): never {
  stopIfLeft(conversation);
  if (answer === 'timeout') throw new CardStop('card.timeout');
  throw new CardStop(answer === 'unavailable' ? 'card.no_window' : 'card.cancelled');
}
