import { createPublicKey } from 'node:crypto';
import type { HashName, SignatureScheme } from '../../keys/index.ts';
import type { Certificate } from '../../validation/index.ts';

const hashes: Readonly<Record<HashName, string>> = {
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

const curves: ReadonlyMap<string, string> = new Map([
  ['prime256v1', 'P-256'],
  ['secp384r1', 'P-384'],
  ['secp521r1', 'P-521'],
]);

/** As in `ECDSA (P-256), SHA-256` and `RSA (3072), PSS, SHA-256`: what an expert wants to know of the algorithm. */
export function algorithmName(scheme: SignatureScheme, signer: Certificate | undefined): string {
  const size = signer && sizeOf(signer.spki);
  const sized = (name: string) => (size === undefined ? name : `${name} (${size})`);
  const hash = scheme.hash === null ? [] : [hashes[scheme.hash]];
  switch (scheme.key) {
    case 'ec':
      return [sized('ECDSA'), ...hash].join(', ');
    case 'rsa':
      return [sized('RSA'), scheme.pssSaltLength === undefined ? 'PKCS #1 v1.5' : 'PSS', ...hash].join(', ');
    case 'dsa':
      return [sized('DSA'), ...hash].join(', ');
    case 'ed25519':
      return 'Ed25519';
  }
}

/** The curve, or the bits of the modulus. */
function sizeOf(spki: Uint8Array): string | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {};
    return namedCurve === undefined ? modulusLength?.toString() : (curves.get(namedCurve) ?? namedCurve);
  } catch {
    return undefined;
  }
}
