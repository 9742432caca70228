import type { OpenCard, PinOutcome } from '../drivers/card.ts';
import { asCardStop } from './card-desk.ts';
import { CardStop } from './errors.ts';
import { stopIfLeft } from './find-card.ts';
import { cardUse } from './messages/card-use.ts';
import { purposeTexts } from './messages/purposes.ts';
import type { PinDialog } from './pin-window.ts';
import { pinProblem, whoAsks } from './questions.ts';
import { isSameCertificate, readCard, type UsableCard, withCard } from './read-card.ts';
import { type CardUse, keyOf, stopAt } from './use-card.ts';

/** What is done with an open card and a PIN (undefined = typed at the reader): the result, or how the PIN failed. */
export type PinWork<T> = (
  open: OpenCard,
  pin: Buffer | undefined,
) => Promise<{ readonly kind: 'done'; readonly value: T } | Exclude<PinOutcome, { kind: 'verified' }>>;

/** So many mistakes of form are no mistakes any more, and a broken window must not ask for ever. */
const maxMalformed = 5;

/**
 * Asks for the PIN until the work is done, the person gives up, or the card is blocked. Tries left are told before each
 * try, the last one is asked for.
 * @throws CardStop
 */
export async function withPin<T>(
  card: UsableCard,
  dialog: PinDialog,
  use: CardUse,
  work: PinWork<T>,
): Promise<T> {
  const t = cardUse[use.request.language].window;
  let triesLeft = card.triesLeft;
  let error: string | undefined;
  let wasWrong = false;
  for (let malformed = 0; malformed < maxMalformed; ) {
    if (triesLeft === 0) return await tellBlocked(dialog, use);
    if (triesLeft === 1) await confirmLastTry(dialog, use, wasWrong);
    const pin = await askPin(dialog, { card, triesLeft, error }, use);
    error = pin && pinProblem(pin, card.pinRules, t);
    if (error !== undefined) {
      pin?.fill(0);
      malformed += 1;
      continue;
    }
    const attempt = await attemptWith(pin, { card, triesLeft }, use, work);
    if (attempt.kind === 'done') return attempt.value;
    if (attempt.kind === 'wrong') {
      wasWrong = true;
      error = t.wrong;
    }
    triesLeft = attempt.kind === 'blocked' ? 0 : attempt.triesLeft;
    use.show('lookAtWindow');
  }
  throw new CardStop('card.pin_length');
}

function windowTitle({ request }: CardUse): string {
  return purposeTexts[request.language][request.purpose].window;
}

async function tellBlocked(dialog: PinDialog, use: CardUse): Promise<never> {
  const t = cardUse[use.request.language].window;
  await dialog.ask({ lines: [windowTitle(use), t.blocked], yes: t.understood });
  throw new CardStop('card.pin_blocked');
}

async function confirmLastTry(dialog: PinDialog, use: CardUse, wasWrong: boolean): Promise<void> {
  const t = cardUse[use.request.language].window;
  const answer = await dialog.ask({ lines: [windowTitle(use), t.lastTry], yes: t.goOn, cancel: t.cancel });
  if (answer === 'yes') return;
  if ((answer === 'cancelled' || answer === 'other') && wasWrong) throw new CardStop('card.pin_wrong');
  stopAt(answer, use.conversation);
}

interface PinAsked {
  readonly card: UsableCard;
  readonly triesLeft: number | undefined;
  readonly error: string | undefined;
}

/** The PIN, or undefined when it will be typed at the reader; in both cases the person said yes. */
async function askPin(
  dialog: PinDialog,
  { card, triesLeft, error }: PinAsked,
  { request, conversation }: CardUse,
): Promise<Buffer | undefined> {
  const t = cardUse[request.language].window;
  const lines = whoAsks(request, { holder: card.certificate.holder, triesLeft });
  if (card.hasPinPad) {
    const said = error === undefined ? [] : [error];
    const answer = await dialog.ask({
      lines: [...lines, ...said, t.onReader],
      yes: t.goOn,
      cancel: t.cancel,
    });
    return answer === 'yes' ? undefined : stopAt(answer, conversation);
  }
  const { yes } = purposeTexts[request.language][request.purpose];
  const answer = await dialog.askPin({ lines, error, prompt: t.prompt, yes, cancel: t.cancel });
  return answer.kind === 'pin' ? answer.pin : stopAt(answer.kind, conversation);
}

type Attempt<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** `changed`: no PIN was sent, for the card has fewer tries left than the person was told. */
  | { readonly kind: 'wrong' | 'changed'; readonly triesLeft: number | undefined }
  | { readonly kind: 'blocked' };

interface PinAttempt {
  readonly card: UsableCard;
  /** What the person was told. */
  readonly triesLeft: number | undefined;
}

/** Works with the card in use as shortly as can be. Wipes `pin`. */
async function attemptWith<T>(
  pin: Buffer | undefined,
  { card, triesLeft }: PinAttempt,
  use: CardUse,
  work: PinWork<T>,
): Promise<Attempt<T>> {
  try {
    stopIfLeft(use.conversation);
    use.show(pin ? 'working' : 'typeAtReader');
    return await withCard(use.desk.source, card.reader, async (open) => {
      const now = await readCard(open, keyOf[use.request.purpose]);
      if (!now || !isSameCertificate(now, card)) throw new CardStop('card.removed');
      if (isFewer(now.triesLeft, triesLeft)) return { kind: 'changed', triesLeft: now.triesLeft };
      return await work(open, pin);
    });
  } catch (error) {
    throw asCardStop(error);
  } finally {
    pin?.fill(0);
  }
}

function isFewer(now: number | undefined, told: number | undefined): boolean {
  return now !== undefined && (told === undefined || now < told);
}
