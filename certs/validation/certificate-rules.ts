import { oids } from '../asn1/index.ts';
import { isKnownExtension } from './extensions.ts';
import type { Certificate } from './model.ts';
import { type Refusal, refuse } from './refusal.ts';

const digitalSignature = 0;
const nonRepudiation = 1;
const keyEncipherment = 2;
const keyAgreement = 4;
const keyCertSign = 5;
const cRLSign = 6;

export type Purpose = 'serverAuth' | 'clientAuth' | 'timeStamping';

/** Issuer and subject are one name (RFC 5280 3.2). */
export function isSelfIssued(certificate: Certificate): boolean {
  return certificate.issuer.key === certificate.subject.key;
}

/** RFC 5280 6.1.3 (a)(2): both ends of the validity are inside it. */
export function checkValidity(certificate: Certificate, time: number): Refusal | undefined {
  if (time < certificate.notBefore)
    return refuse('path.not_yet_valid', certificate, `valid from ${iso(certificate.notBefore)}`);
  if (time > certificate.notAfter + 999)
    return refuse('path.expired', certificate, `valid until ${iso(certificate.notAfter)}`);
  return undefined;
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}

const knownQualifiers: ReadonlySet<string> = new Set([oids.practiceStatement, oids.userNotice]);

/** RFC 5280 6.1.4 (o) and 6.1.5 (f); policies that are critical include their qualifiers (4.2.1.4). */
export function checkCriticalExtensions(certificate: Certificate): Refusal | undefined {
  const { extensions, known } = certificate;
  const qualifier = known.policyQualifiers?.find((type) => !knownQualifiers.has(type));
  const unknown = extensions.find(
    ({ oid, isCritical }) =>
      isCritical && (!isKnownExtension(oid) || (oid === oids.certificatePolicies && qualifier !== undefined)),
  );
  return unknown && refuse('path.unknown_critical_extension', certificate, `extension ${unknown.oid}`);
}

/** RFC 5280 6.1.4 (k) and (n), and 4.1.2.6: what a certificate needs to issue certificates. */
export function checkIssuing(certificate: Certificate): Refusal | undefined {
  const { basicConstraints, keyUsage } = certificate.known;
  if (certificate.subject.rdnKeys.length === 0)
    return refuse('path.not_a_ca', certificate, 'an issuer without a name');
  if (certificate.version !== 3 || !basicConstraints?.cA)
    return refuse('path.not_a_ca', certificate, 'basicConstraints does not say that it is a CA');
  if (keyUsage && !keyUsage.has(keyCertSign))
    return refuse('path.no_key_cert_sign', certificate, 'its key is not for signing certificates');
  return undefined;
}

/** RFC 5280 6.3.3 (f). */
export function maySignCrls(certificate: Certificate): boolean {
  return certificate.known.keyUsage?.has(cRLSign) ?? true;
}

const keyUsagesOf: Readonly<Record<Purpose, readonly number[]>> = {
  serverAuth: [digitalSignature, keyEncipherment, keyAgreement],
  clientAuth: [digitalSignature, keyAgreement],
  timeStamping: [digitalSignature, nonRepudiation],
};

/** RFC 5280 4.2.1.12; also asked of intermediates, where the extension limits what is issued below. */
export function checkExtendedKeyUsage(certificate: Certificate, purpose: Purpose): Refusal | undefined {
  const { extKeyUsage } = certificate.known;
  if (!extKeyUsage || extKeyUsage.includes(oids[purpose]) || extKeyUsage.includes(oids.anyExtendedKeyUsage))
    return undefined;
  return refuse('path.purpose', certificate, `extKeyUsage does not allow ${purpose}`);
}

/** RFC 5280 4.2.1.3 with 4.2.1.12: one of the key usages that the purpose works with. */
export function checkKeyUsage(certificate: Certificate, purpose: Purpose): Refusal | undefined {
  const { keyUsage } = certificate.known;
  if (!keyUsage || keyUsagesOf[purpose].some((usage) => keyUsage.has(usage))) return undefined;
  return refuse('path.purpose', certificate, `keyUsage does not allow ${purpose}`);
}
