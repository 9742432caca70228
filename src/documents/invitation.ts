import type { Transaction } from '../db/index.ts';
import { defaultLanguage, isLanguage } from '../messages/index.ts';
import type { Notifier } from '../notify/index.ts';
import { invitationTexts } from './messages-invitation.ts';
import { findContact } from './persons-store.ts';

export interface Invitation {
  readonly personalCode: string;
  /** Who asks, by the name of the register. */
  readonly inviter: string;
  /** Where the document is, after sign-in. */
  readonly address: string;
}

/**
 * Tells a person on every channel we know that a document waits for a signature; who has no account yet is told by
 * nobody. The document's name is left out: whoever invites has chosen it, and it would be read as our own words.
 */
export async function tellInvited(
  notifier: Notifier,
  tx: Transaction,
  invitation: Invitation,
): Promise<void> {
  const contact = await findContact(tx, invitation.personalCode);
  if (!contact) return;
  const { email, mobile } = contact;
  const language = isLanguage(contact.language) ? contact.language : defaultLanguage;
  const t = invitationTexts[language];
  const body = t.body(invitation.inviter, invitation.address);
  const topic = 'document.invited';
  if (email !== null)
    await notifier.enqueue(tx, { channel: 'email', to: email, subject: t.subject, body, topic });
  if (mobile !== null) await notifier.enqueue(tx, { channel: 'sms', to: mobile, body, topic });
}
