import { z } from 'zod';
import type { ProfileId } from '../../../certs/index.ts';
import { hostNamesSchema, profileSchema } from '../orders/index.ts';

const name = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'has small letters, digits and hyphens');

/** What an operator enters: who the system is, by its certificate, and what it may order. */
export const clientSchema = z.strictObject({
  name,
  /** Semantic identifier of its organisation, such as `VATAZ-1400000001`. */
  subjectId: z.string().regex(/^(VAT|NTR)AZ-[0-9A-Z-]{1,40}$/, 'is the identifier of an organisation'),
  /** The common name of its certificate. */
  subjectName: z.string().min(1).max(64),
  authorities: z.array(name).min(1).max(50),
  profiles: z.array(profileSchema).min(1).max(50),
  hostNames: hostNamesSchema.default([]),
  isActive: z.boolean().default(true),
});

/** A system that orders by itself. */
export interface PkiClient {
  readonly name: string;
  readonly subjectId: string;
  readonly subjectName: string;
  readonly authorities: readonly string[];
  readonly profiles: readonly ProfileId[];
  readonly hostNames: readonly string[];
  readonly isActive: boolean;
}

/** How a client stands in `ordered_by` and `done_by`. */
export function ordererName(client: Pick<PkiClient, 'name'>): string {
  return `client:${client.name}`;
}

/** Whether a client may have such a certificate; the message says what is missing. */
export function refusalOf(
  client: PkiClient,
  order: {
    readonly authority: string;
    readonly profile: string;
    readonly hostNames?: readonly string[] | undefined;
  },
): string | undefined {
  if (!client.authorities.includes(order.authority)) return `may not order from ${order.authority}`;
  if (!client.profiles.some((one) => one === order.profile)) return `may not order ${order.profile}`;
  const foreign = order.hostNames?.find((one) => !client.hostNames.includes(one));
  return foreign === undefined ? undefined : `${foreign} does not belong to the system`;
}
