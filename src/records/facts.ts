import { z } from 'zod';

/** What facts of records are made of. */

export const word = z.string().regex(/^[a-z0-9][a-z0-9_.:-]{0,63}$/i);
export const line = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^\P{Cc}*$/u)
    .refine((text) => text.isWellFormed());
/** SHA-256. */
export const digest = z.string().regex(/^[0-9a-f]{64}$/);
/** Facts that are erased when their time is over (decision 0003); the migrations name the same. */
export const personalFacts = ['address', 'userAgent'] as const;
/** Where a person's request came from. */
export const origin = { address: line(64).optional(), userAgent: line(512).optional() };
/** Who did it at a desk or a command line, where it was not the person. */
export const by = word.optional();
