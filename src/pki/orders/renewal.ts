import { z } from 'zod';
import type { Database } from '../../db/index.ts';
import type { CertificateKey } from '../status/index.ts';
import type { CertificateOrder, OrderRefusal } from './model.ts';
import { findRenewable } from './store.ts';
import { profileSchema, subjectSchema } from './subject.ts';

export type Renewal =
  | { readonly kind: 'ready'; readonly order: CertificateOrder; readonly orderedBy: string }
  | OrderRefusal;

const contentSchema = z.object({
  subject: subjectSchema,
  hostNames: z.array(z.string()),
  isPublic: z.boolean(),
});

/**
 * A new order for the holder of a good certificate, with a new key: the same authority, profile, subject, host names
 * and consent. Also for one that has just expired; never for a suspended or revoked one.
 */
export async function orderRenewal(
  db: Database,
  old: CertificateKey,
  renewed: Pick<CertificateOrder, 'orderedBy' | 'orderKey' | 'request'>,
): Promise<Renewal> {
  const found = await findRenewable(db, old);
  const content = contentSchema.safeParse(found?.content);
  const profile = profileSchema.safeParse(found?.profile);
  if (found?.status !== 'good' || !content.success || !profile.success)
    return {
      kind: 'refused',
      code: 'order.not_renewable',
      message: 'no good certificate that was ordered has this number',
    };
  const order = { ...renewed, ...content.data, authority: found.authority, profile: profile.data };
  return {
    kind: 'ready',
    order: { ...order, subject: withoutUndefined(content.data.subject) },
    orderedBy: found.orderedBy,
  };
}

type Read = z.output<typeof subjectSchema>;

/** What a schema left out is not there, as the types of the library have it. */
export function withoutUndefined(subject: Read): CertificateOrder['subject'] {
  return Object.fromEntries(
    Object.entries(subject).filter(([, value]) => value !== undefined),
  ) as CertificateOrder['subject'];
}
