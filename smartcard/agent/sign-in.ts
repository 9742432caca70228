import type { CardAlgorithm, OpenCard } from '../drivers/card.ts';
import { CardStop } from './errors.ts';
import { stopIfLeft } from './find-card.ts';
import type { UsableCard } from './read-card.ts';
import type { AuthenticationRequest } from './request.ts';
import { type CardUse, withCardAndWindow } from './use-card.ts';
import { isSignedBy, signedValue, type WebEidToken, webEidToken } from './web-eid.ts';
import { withPin } from './with-pin.ts';

/**
 * Finds the card, asks its holder, and lets it sign (PROTOCOL.md 2). `version` is the agent's own.
 * @throws CardStop
 */
export function signIn(use: CardUse<AuthenticationRequest>, version: string): Promise<WebEidToken> {
  return withCardAndWindow(use, (card, dialog) =>
    withPin(card, dialog, use, async (open, pin) => {
      const outcome = await open.card.verifyPin('authentication', pin);
      if (outcome.kind !== 'verified') return outcome;
      // The holder may have left while typing at the reader.
      stopIfLeft(use.conversation);
      const [algorithm] = card.key.algorithms;
      if (!algorithm) throw new CardStop('card.no_certificate');
      return { kind: 'done', value: await sign(open, algorithm, card, { ...use.request, version }) };
    }),
  );
}

async function sign(
  { card }: OpenCard,
  algorithm: CardAlgorithm,
  { key }: UsableCard,
  { issuer, nonce, version }: AuthenticationRequest & { readonly version: string },
): Promise<WebEidToken> {
  const { message, digest } = signedValue(algorithm, issuer.origin, nonce);
  const signature = await card.sign('authentication', algorithm, digest);
  if (!isSignedBy(key.certificate, { algorithm, message, signature })) throw new CardStop('card.failed');
  return webEidToken({ certificate: key.certificate, algorithm, signature, version });
}
