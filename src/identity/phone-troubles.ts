import type { PhoneTrouble } from '../../oidc/phone-proof/index.ts';
import type { Language } from '../messages/index.ts';
import { phoneTroubles } from './messages.ts';

type TroubleText = Exclude<keyof (typeof phoneTroubles)[Language], 'blocked' | 'coolingUntil'>;

/** What the page says of each trouble; several are one thing to the person. */
const textOf: Readonly<Record<PhoneTrouble, TroubleText>> = {
  'phone_proof.refused': 'refused',
  'phone_proof.reported': 'reported',
  'phone_proof.wrong_number': 'wrongNumber',
  'phone_proof.pin_blocked': 'pinBlocked',
  'phone_proof.certificate_stopped': 'certificateStopped',
  'phone_proof.expired': 'expired',
  'phone_proof.phone_absent': 'phoneAbsent',
  'phone_proof.not_client': 'notClient',
  'phone_proof.not_delivered': 'notDelivered',
  'phone_proof.sim_failed': 'simFailed',
  'phone_proof.hash_mismatch': 'mismatch',
  'phone_proof.cooling': 'cooling',
  'phone_proof.unavailable': 'unavailable',
  'phone_proof.malformed': 'malformed',
  'phone_proof.other_browser': 'otherBrowser',
  'phone_proof.signature': 'mismatch',
  'phone_proof.payload': 'mismatch',
  'phone_proof.other_person': 'otherPerson',
  'phone_proof.no_person': 'noPerson',
  'phone_proof.status_unavailable': 'statusUnknown',
  'phone_proof.account_blocked': 'accountBlocked',
  'phone_proof.level': 'level',
  'webeid.origin': 'mismatch',
  'webeid.nonce': 'mismatch',
  'webeid.length': 'mismatch',
  'webeid.malformed': 'mismatch',
  'webeid.format': 'mismatch',
  'webeid.algorithm': 'mismatch',
  'webeid.key_mismatch': 'mismatch',
  'webeid.signature': 'mismatch',
  'webeid.certificate': 'notPhone',
  'webeid.purpose': 'notPhone',
  'webeid.policy': 'notPhone',
  'webeid.not_yet_valid': 'notValidNow',
  'webeid.expired': 'notValidNow',
  'webeid.untrusted': 'untrusted',
  'webeid.revoked': 'certificateStopped',
  'webeid.suspended': 'certificateStopped',
  'webeid.status_unknown': 'statusUnknown',
};

/** What happened and what to do next; undefined for what is no trouble. */
export function tellPhoneTrouble(trouble: string, language: Language): string | undefined {
  const texts: Readonly<Record<string, TroubleText>> = textOf;
  const name = Object.hasOwn(texts, trouble) ? texts[trouble] : undefined;
  return name && phoneTroubles[language][name];
}
