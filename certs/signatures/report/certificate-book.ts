import { hash } from 'node:crypto';
import { type Certificate, describeName, type Name } from '../../validation/index.ts';
import type { ReportedCertificate } from './model.ts';
import { readable } from './readable.ts';

/** Every certificate that a report names, once. */
export interface CertificateBook {
  /** Its SHA-256 in hex. */
  enter(certificate: Certificate): string;
  entries(): Readonly<Record<string, ReportedCertificate>>;
}

export function certificateBook(): CertificateBook {
  const known = new Map<Certificate, string>();
  const entries = new Map<string, ReportedCertificate>();
  return {
    enter(certificate) {
      const digest = known.get(certificate) ?? hash('sha256', certificate.raw, 'hex');
      known.set(certificate, digest);
      if (!entries.has(digest)) entries.set(digest, reportCertificate(certificate));
      return digest;
    },
    entries: () => Object.fromEntries(entries),
  };
}

const commonName = '2.5.4.3';
const organizationName = '2.5.4.10';

function reportCertificate(certificate: Certificate): ReportedCertificate {
  const { subject, issuer, serialNumber, notBefore, notAfter, raw } = certificate;
  return {
    subject: readable(describeName(subject)),
    commonName: attributeOf(subject, commonName),
    organization: attributeOf(subject, organizationName),
    issuer: readable(describeName(issuer)),
    serialNumber: serialNumber.toString(16),
    notBefore: new Date(notBefore).toISOString(),
    notAfter: new Date(notAfter).toISOString(),
    der: Buffer.from(raw).toString('base64'),
  };
}

function attributeOf({ attributes }: Name, wanted: string): string | null {
  const text = attributes.find(({ type }) => type === wanted)?.text;
  return text === undefined ? null : readable(text);
}
