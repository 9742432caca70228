import { createPrivateKey, type KeyObject } from 'node:crypto';
import { type JWK, SignJWT } from 'jose';

/** Signs what is no token of the library's, with the key that signs now; any client finds it in the JWKS. */
export interface ObjectSigner {
  /** A compact JWS with ES256; `typ` keeps one kind from standing in for another (RFC 8725 3.11). */
  sign(typ: string, claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** Takes new keys into use; per algorithm the one that signs comes first. */
  useSigningKeys(privateJwks: readonly JWK[]): void;
}

const alg = 'ES256';

export function createObjectSigner(privateJwks: readonly JWK[]): ObjectSigner {
  let current = signingKey(privateJwks);
  return {
    sign: (typ, claims) =>
      new SignJWT(claims).setProtectedHeader({ alg, typ, kid: current.kid }).sign(current.key),
    useSigningKeys(keys) {
      current = signingKey(keys);
    },
  };
}

function signingKey(keys: readonly JWK[]): { readonly key: KeyObject; readonly kid: string } {
  const jwk = keys.find((candidate) => candidate.alg === alg);
  if (!jwk?.kid) throw new RangeError('there is no signing key for ES256');
  return { key: createPrivateKey({ key: { ...jwk }, format: 'jwk' }), kid: jwk.kid };
}
