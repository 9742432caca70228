import type { KoaContextWithOIDC } from 'oidc-provider';
import { errors } from 'oidc-provider';

/** Seconds that a client's clock may run ahead of ours (FAPI 2.0 Security Profile 5.3.2.1 (13)). */
const longestAhead = 60;

/**
 * What the library leaves open in a client assertion (RFC 7523 3): the audience of a FAPI 2.0 client is our issuer, as
 * one text, so that no other server can use the assertion (5.3.2.1 (8)); and none is issued in the future.
 */
export function assertClientAssertion(
  ctx: KoaContextWithOIDC,
  claims: Readonly<Record<string, unknown>>,
  epochSeconds: () => number,
): void {
  const { iat, aud } = claims;
  if (ctx.oidc.isFapi('2.0') && aud !== ctx.oidc.issuer) {
    throw new errors.InvalidClientAuth('audience (aud) must equal the issuer identifier url');
  }
  if (iat !== undefined && !(Number(iat) <= epochSeconds() + longestAhead)) {
    throw new errors.InvalidClientAuth('issued at (iat) must not be in the future');
  }
}
