import { z } from 'zod';

/** Octets as base64url without padding. */
function octets(least: number, most = least) {
  return z
    .string()
    .max(Math.ceil((most * 4) / 3))
    .regex(/^[\w-]*$/)
    .transform((text) => Buffer.from(text, 'base64url'))
    .refine((bytes) => bytes.length >= least && bytes.length <= most);
}

const token = z.string().regex(/^[\w-]{43}$/);
const requests = z.strictObject({ authentication: octets(100, 1024), signature: octets(100, 1024) });
const pin = { proof: octets(32), chain: octets(32), nextDigest: octets(32) };

/** What each call carries; anything else is refused. */
export const bodies = {
  enrolStart: z.strictObject({ code: z.string().max(40), deviceKey: octets(60, 200) }),
  enrolFinish: z.strictObject({
    name: z.string().max(200),
    verifier: octets(32),
    chainDigest: octets(32),
    requests,
  }),
  scan: z.strictObject({
    token,
    elapsed: z.int().min(0).max(3600),
    code: z.string().regex(/^[\w-]{22}$/),
  }),
  open: z.strictObject({ token }),
  pin: z.strictObject(pin),
  approve: z.strictObject({ payload: z.string().max(4000).optional(), signature: octets(64) }),
  nothing: z.strictObject({}),
  changePin: z.strictObject({ ...pin, verifier: octets(32) }),
  renew: z.strictObject({ ...pin, requests }),
} as const;
