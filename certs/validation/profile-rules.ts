import { DerError, fieldsOf, oidOf, oids, someOf, tags } from '../asn1/index.ts';
import { isSelfIssued } from './certificate-rules.ts';
import { extensionValue } from './extensions.ts';
import { parseGeneralName } from './general-names.ts';
import type { Certificate, Extension } from './model.ts';
import { type Refusal, refuse } from './refusal.ts';

/**
 * What RFC 5280 section 4 demands of a conforming certificate and section 6 does not ask of a path: see decision 0002.
 * Each entry says what is wrong, after its clause.
 */
const faults: Readonly<Record<string, (certificate: Certificate) => boolean>> = {
  '4.1.2.1: it is not of version 3': ({ version }) => version !== 3,
  '4.1.2.2: its serial number is not positive, or longer than 20 octets': ({ serialNumber }) =>
    serialNumber <= 0n || serialNumber >= 1n << 160n,
  '4.2.1.1: it does not identify the key of its issuer': hasNoIssuerKey,
  '4.2.1.1: its authorityKeyIdentifier names an issuer without a serial number, or the reverse': ({
    known,
  }) =>
    (known.authorityKeyIdentifier?.issuers === undefined) !==
    (known.authorityKeyIdentifier?.serialNumber === undefined),
  '4.2.1.1: its authorityKeyIdentifier is critical': isCritical(oids.authorityKeyIdentifier),
  '4.2.1.2: it is an authority without a subjectKeyIdentifier': ({ known }) =>
    known.basicConstraints?.cA === true && known.subjectKeyIdentifier === undefined,
  '4.2.1.2: its subjectKeyIdentifier is critical': isCritical(oids.subjectKeyIdentifier),
  '4.2.1.6: it has no subject, and no critical subjectAltName': (certificate) =>
    certificate.subject.rdnKeys.length === 0 && !isCritical(oids.subjectAltName)(certificate),
  '4.2.1.9: it is an authority whose basicConstraints is not critical': (certificate) =>
    certificate.known.basicConstraints?.cA === true && !isCritical(oids.basicConstraints)(certificate),
  '4.2.1.9: it is no authority, and its key may sign certificates': ({ known }) =>
    known.basicConstraints?.cA !== true && known.keyUsage?.has(keyCertSign) === true,
  '4.2.1.9: it limits the path below a key that may not sign certificates': ({ known }) =>
    known.basicConstraints?.pathLenConstraint !== undefined &&
    !(known.basicConstraints.cA && (known.keyUsage?.has(keyCertSign) ?? true)),
  '4.2.1.10: it is no authority, and constrains names': ({ known }) =>
    known.nameConstraints !== undefined && known.basicConstraints?.cA !== true,
  '4.2.1.10: its nameConstraints is not critical': isThereUncritical(oids.nameConstraints),
  '4.2.1.11: its policyConstraints is not critical': isThereUncritical(oids.policyConstraints),
  '4.2.1.14: its inhibitAnyPolicy is not critical': isThereUncritical(oids.inhibitAnyPolicy),
  '4.2.2.1: its authorityInfoAccess is malformed': hasMalformedAccess,
};

const keyCertSign = 5;

/** The first fault of a certificate; of an anchor too. */
export function checkProfile(certificate: Certificate): Refusal | undefined {
  for (const [text, isBroken] of Object.entries(faults))
    if (isBroken(certificate)) return refuse('path.profile', certificate, `RFC 5280 ${text}`);
  return undefined;
}

/** A self-signed certificate may leave it out. */
function hasNoIssuerKey(certificate: Certificate): boolean {
  const { authorityKeyIdentifier } = certificate.known;
  if (!authorityKeyIdentifier) return !isSelfIssued(certificate);
  return authorityKeyIdentifier.keyIdentifier === undefined;
}

function find({ extensions }: Certificate, oid: string): Extension | undefined {
  return extensions.find((extension) => extension.oid === oid);
}

function isCritical(oid: string) {
  return (certificate: Certificate) => find(certificate, oid)?.isCritical === true;
}

function isThereUncritical(oid: string) {
  return (certificate: Certificate) => find(certificate, oid)?.isCritical === false;
}

function hasMalformedAccess(certificate: Certificate): boolean {
  const access = find(certificate, oids.authorityInfoAccess);
  if (!access) return false;
  try {
    someOf(extensionValue(access)).forEach((description) => {
      const [method, location, ...others] = fieldsOf(description).rest();
      if (method?.tag !== tags.oid || !location || others.length > 0)
        throw new DerError('asn1.structure', 'not an AccessDescription');
      oidOf(method);
      parseGeneralName(location);
    });
    return false;
  } catch (error) {
    if (error instanceof DerError) return true;
    throw error;
  }
}
