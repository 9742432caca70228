import { z } from 'zod';

/** What is kept of a sign-in with the phone between two requests. */
export const stateSchema = z.discriminatedUnion('step', [
  /** Waits for a phone number and a personal code; `trouble` tells what ended the try before. */
  z.strictObject({
    step: z.literal('number'),
    phoneNumber: z.string().max(64).optional(),
    trouble: z.string().max(64).optional(),
    /** Milliseconds since 1970: until then nobody is asked again. */
    coolUntil: z.number().optional(),
  }),
  /** The wallet on this device was, or may be, opened by a link. */
  z.strictObject({
    step: z.literal('link'),
    id: z.string().min(1).max(64),
    link: z.string().max(600),
    nonce: z.string().min(1).max(128),
    client: z.string().max(300),
    service: z.string().max(300),
  }),
  /** Another device was asked over the mobile-signature service. */
  z.strictObject({
    step: z.literal('push'),
    sessionId: z.string().min(1).max(128),
    /** Its SHA-256 was sent to be signed. */
    message: z.string().max(2000),
    nonce: z.string().min(1).max(128),
    personalCode: z.string().max(16),
    /** Milliseconds since 1970. */
    startedAt: z.number().int().nonnegative(),
  }),
  /** The link on this device led nowhere. */
  z.strictObject({ step: z.literal('ended'), trouble: z.string().max(64) }),
]);

export type MobileState = Readonly<z.infer<typeof stateSchema>>;
export type LinkState = Extract<MobileState, { step: 'link' }>;
export type PushState = Extract<MobileState, { step: 'push' }>;
