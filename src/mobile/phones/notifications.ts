import type { Transaction } from '../../db/index.ts';
import { defaultLanguage, isLanguage } from '../../messages/index.ts';
import type { Notifier } from '../../notify/index.ts';
import { notificationTexts } from './messages.ts';
import type { Holder } from './store.ts';

export type Told = keyof (typeof notificationTexts)['az'];

/** Tells the person on every channel we know: the phone itself may be in other hands. */
export async function tellHolder(
  notifier: Notifier,
  tx: Transaction,
  holder: Holder,
  told: Told,
  phoneName: string,
): Promise<void> {
  const language = isLanguage(holder.language) ? holder.language : defaultLanguage;
  const { subject, body: write } = notificationTexts[language][told];
  const body = write(phoneName);
  const topic = `phone.${told}`;
  if (holder.email !== null)
    await notifier.enqueue(tx, { channel: 'email', to: holder.email, subject, body, topic });
  if (holder.mobile !== null) await notifier.enqueue(tx, { channel: 'sms', to: holder.mobile, body, topic });
}
