import { oids } from '../../asn1/index.ts';
import {
  type Attribute,
  type CertificateId,
  hashNameOf,
  identifies,
  onlyValue,
  parseSigningCertificate,
  parseSigningCertificateV2,
  type SignerId,
  type SignerInfo,
} from '../../cms/index.ts';
import { type HashName, type SignatureScheme, schemeOf, signatureSchemes } from '../../keys/index.ts';
import type { Certificate } from '../../validation/index.ts';
import type { ReadSigner } from '../model.ts';

export interface FoundSigner extends ReadSigner {
  /** The hash by which the signed attributes name the certificate. */
  readonly referenceHash: HashName | undefined;
}

/**
 * The certificate that the signed attributes name (EN 319 122-1 5.2.2), or else the one that the unsigned identifier
 * names, with the mismatch told (EN 319 102-1 5.2.3.4).
 * @throws DerError for a reference that cannot be read
 */
export function findSigner(info: SignerInfo, certificates: readonly Certificate[]): FoundSigner {
  const id = certificateIdOf(info.signedAttributes ?? []);
  const byIdentifier = certificates.find((certificate) => isNamed(info.sid, certificate));
  if (!id) return { certificate: byIdentifier, reference: 'absent', referenceHash: undefined };
  const byReference = certificates.find((certificate) => identifies(id, certificate));
  if (!byReference) return { certificate: byIdentifier, reference: 'mismatch', referenceHash: undefined };
  const reference = isNamed(info.sid, byReference) ? 'matches' : 'mismatch';
  return { certificate: byReference, reference, referenceHash: id.hash };
}

/** Whether it is this certificate that the signer's identifier means. */
export function isNamed(sid: SignerId, certificate: Certificate): boolean {
  if (sid.kind === 'subjectKeyIdentifier')
    return certificate.known.subjectKeyIdentifier === sid.keyIdentifier;
  return sid.serialNumber === certificate.serialNumber && sid.issuer.key === certificate.issuer.key;
}

function certificateIdOf(attributes: readonly Attribute[]): CertificateId | undefined {
  const has = (oid: string) => attributes.some((attribute) => attribute.oid === oid);
  if (has(oids.signingCertificateV2))
    return parseSigningCertificateV2(onlyValue(attributes, oids.signingCertificateV2))[0];
  if (has(oids.signingCertificate))
    return parseSigningCertificate(onlyValue(attributes, oids.signingCertificate))[0];
  return undefined;
}

/** How the value was made; undefined for what is not known here. */
export function schemeOfSigner({
  signatureAlgorithm,
  digestAlgorithm,
}: SignerInfo): SignatureScheme | undefined {
  if (signatureAlgorithm.oid !== oids.rsaEncryption) return schemeOf(signatureAlgorithm.raw);
  // RFC 3370 3.2: the key alone is named, and PKCS#1 v1.5 with the digest of the attributes is meant.
  const name = hashNameOf(digestAlgorithm);
  return name && signatureSchemes[`rsa-pkcs1-${name}`];
}
