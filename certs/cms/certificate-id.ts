import { hash } from 'node:crypto';
import { type Der, der, fieldsOf, integerOf, remembering, someOf, tags } from '../asn1/index.ts';
import { type Certificate, parseAlgorithm, parseGeneralNames } from '../validation/index.ts';
import { type HashName, hashIdentifier, hashNameOf } from './hashes.ts';

/** ESSCertID (RFC 2634 5.4.1, always SHA-1) or ESSCertIDv2 (RFC 5035 4). */
export interface CertificateId {
  /** Undefined where it is not known here, so that the identifier means no certificate. */
  readonly hash: HashName | undefined;
  readonly digest: Uint8Array;
  /** The name is undefined where it is not one directoryName. */
  readonly issuerSerial:
    | { readonly issuerKey: string | undefined; readonly serialNumber: bigint }
    | undefined;
}

/** SigningCertificateV2 (RFC 5035 3): the signer's certificate is the first. */
export function parseSigningCertificateV2(value: Der): readonly CertificateId[] {
  return idsOf(value).map((id) => {
    const fields = fieldsOf(id);
    const algorithm = fields.optional(tags.sequence);
    const name = algorithm ? hashNameOf(parseAlgorithm(algorithm)) : 'sha256';
    return { hash: name, ...restOfId(fields.next(tags.octetString), fields.optional(tags.sequence), fields) };
  });
}

/** SigningCertificate (RFC 2634 5.4). */
export function parseSigningCertificate(value: Der): readonly CertificateId[] {
  return idsOf(value).map((id) => {
    const fields = fieldsOf(id);
    return {
      hash: 'sha1',
      ...restOfId(fields.next(tags.octetString), fields.optional(tags.sequence), fields),
    };
  });
}

function idsOf(value: Der): readonly Der[] {
  const fields = fieldsOf(value);
  const ids = someOf(fields.next(tags.sequence));
  fields.optional(tags.sequence);
  fields.end();
  return ids;
}

function restOfId(digest: Der, issuerSerial: Der | undefined, fields: { end(): void }) {
  fields.end();
  return { digest: digest.content, issuerSerial: issuerSerial && parseIssuerSerial(issuerSerial) };
}

const recallNames = remembering((value: Der) => parseGeneralNames(value));

/** IssuerSerial (RFC 5035 4), which XML carries alone (EN 319 132-1 5.2.2). */
export function parseIssuerSerial(value: Der) {
  const fields = fieldsOf(value);
  const names = recallNames(fields.next(tags.sequence));
  const serialNumber = integerOf(fields.next(tags.integer));
  fields.end();
  const [name, ...others] = names;
  const isOne = name?.kind === 'directoryName' && others.length === 0;
  return { issuerKey: isOne ? name.name.key : undefined, serialNumber };
}

/** Whether it is this certificate that the identifier means. */
export function identifies(id: CertificateId, certificate: Certificate): boolean {
  const { issuerSerial } = id;
  const isNamed =
    !issuerSerial ||
    (issuerSerial.serialNumber === certificate.serialNumber &&
      issuerSerial.issuerKey === certificate.issuer.key);
  return isNamed && id.hash !== undefined && digestOf(certificate, id.hash).equals(id.digest);
}

const digests = new WeakMap<Certificate, Map<HashName, Buffer>>();

/** Remembered, for the certificate of a time-stamping unit is asked again and again. */
function digestOf(certificate: Certificate, name: HashName): Buffer {
  const ofCertificate = digests.get(certificate) ?? new Map<HashName, Buffer>();
  digests.set(certificate, ofCertificate);
  const digest = ofCertificate.get(name) ?? hash(name, certificate.raw, 'buffer');
  ofCertificate.set(name, digest);
  return digest;
}

/** SigningCertificateV2 of one certificate. SHA-256 is the default, and defaults are not written in DER. */
export function encodeSigningCertificateV2(certificate: Certificate, name: HashName): Uint8Array {
  const id = der.sequence(
    ...(name === 'sha256' ? [] : [hashIdentifier(name)]),
    der.octetString(digestOf(certificate, name)),
    encodeIssuerSerial(certificate),
  );
  return der.sequence(der.sequence(id));
}

/** IssuerSerial (RFC 5035 4). */
export function encodeIssuerSerial({ issuer, serialNumber }: Certificate): Uint8Array {
  return der.sequence(der.sequence(der.explicit(4, issuer.raw)), der.integer(serialNumber));
}
