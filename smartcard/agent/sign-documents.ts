import type { CardKey, OpenCard } from '../drivers/card.ts';
import type { Conversation } from './conversation.ts';
import { CardStop } from './errors.ts';
import { stopIfLeft } from './find-card.ts';
import { cardUse } from './messages/card-use.ts';
import { purposeTexts } from './messages/purposes.ts';
import { documentPages, whoAsks } from './questions.ts';
import type { CertificateRequest, DocumentsRequest } from './request.ts';
import { type CardUse, stopAt, withCardAndWindow } from './use-card.ts';
import { type PinWork, withPin } from './with-pin.ts';

/**
 * The card's key for signatures, if its holder agrees to hand the certificate over (PROTOCOL.md 7). No PIN is asked.
 * @throws CardStop
 */
export function handCertificate(use: CardUse<CertificateRequest>): Promise<CardKey> {
  return withCardAndWindow(use, async (card, dialog) => {
    const t = cardUse[use.request.language].window;
    const lines = whoAsks(use.request, { holder: card.certificate.holder, triesLeft: undefined });
    const { yes } = purposeTexts[use.request.language].certificate;
    const answer = await dialog.ask({ lines, yes, cancel: t.cancel });
    return answer === 'yes' ? card.key : stopAt(answer, use.conversation);
  });
}

/**
 * Signs every document or none, with one PIN entry where the card's rules allow it. In the order of the documents;
 * ECDSA values as R || S.
 * @throws CardStop
 */
export function signDocuments(use: CardUse<DocumentsRequest>): Promise<readonly Uint8Array[]> {
  return withCardAndWindow(use, async (card, dialog) => {
    const { goOn: yes, cancel } = cardUse[use.request.language].window;
    for (const lines of documentPages(use.request)) {
      const answer = await dialog.ask({ lines, yes, cancel });
      if (answer !== 'yes') return stopAt(answer, use.conversation);
    }
    return withPin(card, dialog, use, (open, pin) => signAll(open, pin, { ...use, key: card.key }));
  });
}

interface DocumentsWork {
  readonly request: DocumentsRequest;
  readonly conversation: Conversation;
  readonly key: CardKey;
}

async function signAll(
  { card }: OpenCard,
  pin: Buffer | undefined,
  { request, conversation, key }: DocumentsWork,
): ReturnType<PinWork<readonly Uint8Array[]>> {
  const values: Uint8Array[] = [];
  for (const { toBeSigned } of request.documents) {
    // A key with such a rule takes the PIN before each value (SP 800-73-4 part 1, 3.2.2); others once.
    if (values.length === 0 || key.pinAlways) {
      const outcome = await card.verifyPin('signature', pin);
      if (outcome.kind !== 'verified' && values.length === 0) return outcome;
      if (outcome.kind !== 'verified') throw new CardStop('card.failed');
    }
    stopIfLeft(conversation);
    values.push(await card.sign('signature', request.algorithm, toBeSigned));
  }
  return { kind: 'done', value: values };
}
