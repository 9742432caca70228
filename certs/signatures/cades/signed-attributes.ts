import { der, oids } from '../../asn1/index.ts';
import { encodeAttribute, encodeSigningCertificateV2 } from '../../cms/index.ts';
import type { HashName, SignatureScheme } from '../../keys/index.ts';
import type { Certificate } from '../../validation/index.ts';
import { SignatureError } from '../errors.ts';

/** What the signer of a CMS signature says, beside the attributes that everybody has. */
export interface SignedAttributes {
  readonly certificate: Certificate;
  /** Of the message digest, and of the reference to the certificate: {@link messageHashOf} the scheme. */
  readonly hash: HashName;
  /** Of the content. */
  readonly digest: Uint8Array;
  /** Milliseconds since 1970; left out in PAdES, where the dictionary tells it. */
  readonly signingTime?: number;
  /** Further attributes in DER. */
  readonly others?: readonly Uint8Array[];
}

/**
 * The hash that goes with a scheme: its own, or for Ed25519 the one of RFC 8419 3.1.
 * @throws SignatureError `signature.unsupported` for what is read in old documents alone
 */
export function messageHashOf(scheme: SignatureScheme): Exclude<HashName, 'sha1'> {
  const name = scheme.hash ?? 'sha512';
  if (name === 'sha1' || scheme.key === 'dsa')
    throw new SignatureError('signature.unsupported', 'nothing new is signed by SHA-1 or DSA');
  return name;
}

/**
 * The DER SET of signed attributes over a content of id-data (RFC 5652 5.4, EN 319 122-1 6.3): what the key signs.
 * For PAdES, ASiC and CAdES alike.
 */
export function encodeSignedAttributes(attributes: SignedAttributes): Uint8Array {
  const { certificate, hash, digest, signingTime, others = [] } = attributes;
  return der.setOf(
    contentType,
    encodeAttribute(oids.messageDigest, der.octetString(digest)),
    signingCertificateOf(certificate, hash),
    ...(signingTime === undefined ? [] : [encodeAttribute(oids.signingTime, der.time(signingTime))]),
    ...others,
  );
}

const contentType = encodeAttribute(oids.contentType, der.oid(oids.data));

const references = new WeakMap<Certificate, Map<HashName, Uint8Array>>();

/** signing-certificate-v2; the same for every signature of a seal. */
function signingCertificateOf(certificate: Certificate, hash: HashName): Uint8Array {
  const known = references.get(certificate) ?? new Map<HashName, Uint8Array>();
  references.set(certificate, known);
  const reference =
    known.get(hash) ??
    encodeAttribute(oids.signingCertificateV2, encodeSigningCertificateV2(certificate, hash));
  known.set(hash, reference);
  return reference;
}
