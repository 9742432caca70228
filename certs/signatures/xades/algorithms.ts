import { type HashName, type SignatureScheme, signatureSchemes } from '../../keys/index.ts';

/** Algorithms by their identifiers in XML (RFC 9231). */

/** Digests (2.1). SHA-1 is read where old data has it, and never written. */
export const digestUris: ReadonlyMap<string, HashName> = new Map([
  ['http://www.w3.org/2000/09/xmldsig#sha1', 'sha1'],
  ['http://www.w3.org/2001/04/xmlenc#sha256', 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#sha384', 'sha384'],
  ['http://www.w3.org/2001/04/xmlenc#sha512', 'sha512'],
]);

export const sha256Uri = 'http://www.w3.org/2001/04/xmlenc#sha256';

/** Signatures (2.3). */
export const signatureUris: ReadonlyMap<string, SignatureScheme> = new Map<string, SignatureScheme>([
  ['http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256', signatureSchemes['ecdsa-sha256']],
  ['http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384', signatureSchemes['ecdsa-sha384']],
  ['http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512', signatureSchemes['ecdsa-sha512']],
  ['http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1', signatureSchemes['rsa-pss-sha256']],
  ['http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1', signatureSchemes['rsa-pss-sha384']],
  ['http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1', signatureSchemes['rsa-pss-sha512']],
  ['http://www.w3.org/2000/09/xmldsig#rsa-sha1', signatureSchemes['rsa-pkcs1-sha1']],
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', signatureSchemes['rsa-pkcs1-sha256']],
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha384', signatureSchemes['rsa-pkcs1-sha384']],
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', signatureSchemes['rsa-pkcs1-sha512']],
  ['http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519', signatureSchemes.ed25519],
]);

/** How a scheme is named in what we write; undefined for one that documents are not signed by. */
export function uriOf(scheme: SignatureScheme): string | undefined {
  if (scheme.hash === 'sha1') return undefined;
  return [...signatureUris].find(
    ([, one]) =>
      one.key === scheme.key && one.hash === scheme.hash && one.pssSaltLength === scheme.pssSaltLength,
  )?.[0];
}
