import { z } from 'zod';

/** What is kept of a code between two requests. */
export const stateSchema = z.discriminatedUnion('step', [
  z.strictObject({
    step: z.literal('code'),
    id: z.string().min(1).max(64),
    token: z.string().min(1).max(128),
    /** base64url. */
    secret: z.string().min(1).max(128),
    nonce: z.string().min(1).max(128),
    number: z.string().regex(/^\d\d$/),
    /** Origin of the wallet. */
    wallet: z.string().max(300),
    client: z.string().max(300),
    service: z.string().max(300),
    /** Milliseconds since 1970. */
    openedAt: z.number().int().nonnegative(),
  }),
  /** No code is open; `trouble` tells what ended the last one. */
  z.strictObject({ step: z.literal('ended'), trouble: z.string().max(64) }),
]);

export type QrState = Readonly<z.infer<typeof stateSchema>>;
export type OpenCode = Extract<QrState, { step: 'code' }>;
