import type { CardKey, CardSource, KeyPurpose, OpenCard, PinRules } from '../drivers/card.ts';
import { TransportError } from '../pcsc/transport.ts';
import { type CertificateView, viewCertificate } from './holder.ts';

/** A card with a key for what is asked, as it was when it was read. */
export interface UsableCard {
  readonly reader: string;
  readonly driver: string;
  readonly key: CardKey;
  readonly certificate: CertificateView;
  readonly pinRules: PinRules;
  /** Undefined when the card does not tell. */
  readonly triesLeft: number | undefined;
  readonly hasPinPad: boolean;
}

/** Another program may keep a card for a while, but a person should not wait for ever. */
const openTimeoutMs = 10_000;
/** For a card that hangs; longer than anybody types at a reader. */
const workTimeoutMs = 90_000;

/**
 * Runs `work` on a card that nobody else can use meanwhile, and lets go of it whatever happens.
 * @throws CardError, TransportError; `transport.timeout` when the card does not answer
 */
export async function withCard<T>(
  source: CardSource,
  reader: string,
  work: (open: OpenCard) => Promise<T>,
): Promise<T> {
  const open = await source.open(reader, { timeoutMs: openTimeoutMs });
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new TransportError('transport.timeout', 'the card hangs')), workTimeoutMs);
  });
  try {
    return await Promise.race([work(open), overdue]);
  } finally {
    clearTimeout(timer);
    await open.end();
  }
}

/** Undefined when the card has no certificate for the purpose. @throws CardError, TransportError */
export async function readCard(
  { reader, card }: OpenCard,
  purpose: KeyPurpose,
): Promise<UsableCard | undefined> {
  const key = (await card.keys()).find((one) => one.purpose === purpose);
  const certificate = key && viewCertificate(key.certificate);
  if (!certificate || key.algorithms.length === 0) return undefined;
  const triesLeft = await card.triesLeft(purpose);
  const { driver, hasPinPad } = card;
  return { reader, driver, key, certificate, pinRules: card.pinRules(purpose), triesLeft, hasPinPad };
}

export function isSameCertificate(one: UsableCard, other: UsableCard): boolean {
  return Buffer.from(one.key.certificate).equals(other.key.certificate);
}
