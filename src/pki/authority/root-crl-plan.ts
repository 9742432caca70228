import { z } from 'zod';
import { parseYaml, writeYaml } from './plan.ts';

const moment = z.iso.datetime();
/** One line of the transcript. */
const line = z.string().regex(/^\P{Cc}{1,200}$/u, 'a text has 1 to 200 characters on one line');

const revokedSchema = z.strictObject({
  /** Whom the certificate is of, for those who read the plan. */
  name: line,
  serial: z.string().regex(/^([0-9a-f]{2}){8,20}$/, 'a serial number is 8 to 20 octets in hexadecimal'),
  since: moment,
  /** CRLReason (RFC 5280 5.3.1); 0 stands for none, 6 for a hold. */
  reason: z
    .int()
    .min(0)
    .max(10)
    .refine((code) => code !== 7 && code !== 8, 'no reason of an entry'),
  /** When the key is believed to have been lost (5.3.2). */
  invalidSince: moment.optional(),
});

const planSchema = z.strictObject({
  title: line,
  root: z.string().min(1).max(63),
  /** Higher than that of every list before it (5.2.3). */
  number: z.int().min(1),
  days: z.int().min(1).max(10_000),
  revoked: z.array(revokedSchema).max(10_000),
});

/** What a root is to say of what it issued: one file, read by several people before its key leaves the safe. */
export type RootCrlPlan = z.output<typeof planSchema>;

/** @throws AuthorityError `ceremony.plan_invalid` with every problem */
export function readRootCrlPlan(yaml: string): RootCrlPlan {
  return parseYaml(yaml, planSchema);
}

/** The plan as {@link readRootCrlPlan} reads it. */
export function writeRootCrlPlan(plan: RootCrlPlan): string {
  return writeYaml(plan);
}
