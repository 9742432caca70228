import type { Transaction } from '../db/index.ts';
import type { Notifier } from '../notify/index.ts';
import type { Channel, Person } from './model.ts';
import { notificationTexts } from './messages.ts';

type Told = 'activated' | 'contactsChanged' | 'passwordChanged' | 'passwordRecovered';

const topics: Readonly<Record<Told, string>> = {
  activated: 'account.activated',
  contactsChanged: 'account.contacts_changed',
  passwordChanged: 'account.password_changed',
  passwordRecovered: 'account.password_recovered',
};

/** Tells the person on every channel we know: whoever did it may hold one of them. */
export async function tellPerson(
  notifier: Notifier,
  tx: Transaction,
  what: { person: Person; told: Told },
): Promise<void> {
  const { person, told } = what;
  const { subject, body } = notificationTexts[person.language][told];
  const topic = topics[told];
  if (person.email) await notifier.enqueue(tx, { channel: 'email', to: person.email, subject, body, topic });
  if (person.mobile) await notifier.enqueue(tx, { channel: 'sms', to: person.mobile, body, topic });
}

export function destinationOf(person: Person, channel: Channel): string | undefined {
  return channel === 'email' ? person.email : person.mobile;
}
