import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { clientSecretBytes, isClientSecret, newClientSecret } from '../../../../oidc/clients/index.ts';

it('a client secret is recognised by its digest, which does not show it', () => {
  const { secret, digest } = newClientSecret(randomBytes(clientSecretBytes));
  const other = newClientSecret(randomBytes(clientSecretBytes));
  expect(digest).not.toContain(secret);
  expect(isClientSecret(digest, secret)).toBe(true);
  expect(isClientSecret(digest, other.secret)).toBe(false);
  expect(isClientSecret(digest, digest)).toBe(false);
  expect(isClientSecret('', secret)).toBe(false);
});

it('a client secret is never made from fewer than 256 bits', () => {
  expect(() => newClientSecret(randomBytes(16))).toThrow(RangeError);
});
