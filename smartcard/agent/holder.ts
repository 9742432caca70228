import { X509Certificate } from 'node:crypto';
import { plainText } from './plain-text.ts';

/** What a person wants to know of a certificate; words of the certificate, made fit for showing. */
export interface CertificateView {
  readonly holder: string;
  readonly issuer: string;
  readonly validFrom: Date;
  readonly validTo: Date;
}

/** Undefined when the bytes are no certificate. Judges nothing: that is the login service's part. */
export function viewCertificate(der: Uint8Array): CertificateView | undefined {
  const certificate = parse(der);
  if (!certificate) return undefined;
  const { subject, issuer } = certificate.toLegacyObject();
  return {
    holder: nameOf(subject),
    issuer: nameOf(issuer),
    validFrom: new Date(certificate.validFrom),
    validTo: new Date(certificate.validTo),
  };
}

function parse(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}

/** The common name, or all of the name where there is none. */
function nameOf(name: object): string {
  const attributes = Object.entries(name).map(([type, value]) => ({ type, text: String(value) }));
  const common = attributes.find(({ type }) => type === 'CN');
  return plainText(common?.text ?? attributes.map(({ type, text }) => `${type}=${text}`).join(', '));
}
