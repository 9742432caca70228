import { createHash, timingSafeEqual } from 'node:crypto';

const prefix = 'sha256:';

/** Bytes of a new secret: 256 bits cannot be guessed, so a plain digest of them is safe to keep. */
export const clientSecretBytes = 32;

export interface NewClientSecret {
  /** Shown once, to the agency. */
  readonly secret: string;
  /** Kept. */
  readonly digest: string;
}

/** Makes a secret from {@link clientSecretBytes} random bytes. */
export function newClientSecret(random: Buffer): NewClientSecret {
  if (random.length !== clientSecretBytes) throw new RangeError('a client secret has 32 random bytes');
  const secret = random.toString('base64url');
  return { secret, digest: digestOf(secret) };
}

/** Whether the secret is the one whose digest is kept; constant-time. */
export function isClientSecret(digest: string, secret: string): boolean {
  const expected = Buffer.from(digest);
  const given = Buffer.from(digestOf(secret));
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function digestOf(secret: string): string {
  return prefix + createHash('sha256').update(secret).digest('base64url');
}
