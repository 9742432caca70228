import type { CardTrouble } from '../../oidc/login-methods/card/index.ts';
import type { Language } from '../messages/index.ts';
import { card } from './messages.ts';

type TroubleText = keyof (typeof card)[Language]['troubles'];

/** What the page says of each trouble; several are one thing to the person. */
const textOf: Readonly<Record<CardTrouble, TroubleText>> = {
  'card.cancelled': 'cancelled',
  'card.timeout': 'timeout',
  'card.no_pcsc': 'noService',
  'card.no_reader': 'noReader',
  'card.no_card': 'noCard',
  'card.unknown_card': 'unknownCard',
  'card.no_certificate': 'noCertificate',
  'card.several_cards': 'severalCards',
  'card.removed': 'removed',
  'card.pin_wrong': 'pinWrong',
  'card.pin_blocked': 'pinBlocked',
  'card.pin_length': 'pinLength',
  'card.busy': 'busy',
  'card.no_window': 'noWindow',
  'card.failed': 'failed',
  'card_proof.no_answer': 'unreadable',
  'card_proof.request_expired': 'requestExpired',
  'card_proof.nonce_used': 'nonceUsed',
  'card_proof.status_unavailable': 'statusUnknown',
  'card_proof.no_person': 'noPerson',
  'card_proof.account_blocked': 'accountBlocked',
  'webeid.origin': 'failed',
  'webeid.nonce': 'failed',
  'webeid.length': 'unreadable',
  'webeid.malformed': 'unreadable',
  'webeid.format': 'unreadable',
  'webeid.algorithm': 'unreadable',
  'webeid.certificate': 'unreadable',
  'webeid.purpose': 'notForSignIn',
  'webeid.policy': 'notCard',
  'webeid.not_yet_valid': 'notYetValid',
  'webeid.expired': 'expired',
  'webeid.untrusted': 'untrusted',
  'webeid.key_mismatch': 'unreadable',
  'webeid.signature': 'otherPlace',
  'webeid.revoked': 'revoked',
  'webeid.suspended': 'suspended',
  'webeid.status_unknown': 'statusUnknown',
};

/** What happened and what to do next; undefined for what is no trouble. */
export function tellTrouble(trouble: string, language: Language): string | undefined {
  const texts: Readonly<Record<string, TroubleText>> = textOf;
  const name = Object.hasOwn(texts, trouble) ? texts[trouble] : undefined;
  return name && card[language].troubles[name];
}
