import { z } from 'zod';
import { verifyConsistency, verifyInclusion } from '../../certs/index.ts';
import { explainForm, type Id, idSchema } from './verify-input.ts';

/** Octets in hexadecimal; of any length, for a hash that is cut is not valid rather than unusable. */
const hex = z
  .string()
  .regex(/^([0-9a-f]{2})*$/i, 'must be hexadecimal')
  .transform((text): Uint8Array => Buffer.from(text, 'hex'));
/** Beyond 2^53 numbers are not exact; no tree is that large. */
const place = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d{1,20}$/, 'must be a whole number')
    .transform(Number),
]);
const proof = z
  .array(hex)
  .max(10_000)
  .nullish()
  .transform((hashes) => hashes ?? []);

/** One question to `verify proof`, by RFC 6962 hashing. */
const questionSchemas = {
  inclusion: z.strictObject({
    id: idSchema,
    op: z.literal('inclusion'),
    leafIndex: place,
    treeSize: place,
    root: hex,
    leafHash: hex,
    proof,
  }),
  consistency: z.strictObject({
    id: idSchema,
    op: z.literal('consistency'),
    size1: place,
    size2: place,
    root1: hex,
    root2: hex,
    proof,
  }),
} as const;
const opSchema = z.looseObject({ id: idSchema, op: z.enum(['inclusion', 'consistency']) });

export type ProofAnswer =
  | {
      readonly id: Id;
      readonly valid: boolean;
      readonly error?: { readonly code: string; readonly message: string };
    }
  | { readonly id: Id; readonly unsupported: string };

/** Judges one question; whatever it holds, the answer is a value. */
export function answerProof(question: unknown): ProofAnswer {
  const op = opSchema.safeParse(question);
  if (!op.success) return explain(question, op.error.issues);
  if (op.data.op === 'inclusion') {
    const parsed = questionSchemas.inclusion.safeParse(question);
    if (!parsed.success) return explain(question, parsed.error.issues);
    return { id: parsed.data.id, valid: verifyInclusion(parsed.data) };
  }
  const parsed = questionSchemas.consistency.safeParse(question);
  if (!parsed.success) return explain(question, parsed.error.issues);
  return { id: parsed.data.id, valid: verifyConsistency(parsed.data) };
}

function explain(question: unknown, issues: readonly z.core.$ZodIssue[]): ProofAnswer {
  const { id, kind, message } = explainForm(question, issues);
  if (kind === 'unsupported') return { id, unsupported: message };
  return { id, valid: false, error: { code: 'verify.unusable', message } };
}
