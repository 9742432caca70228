import { contextConstructed, der, nest, tags, writeNest } from '../asn1/index.ts';
import { hash } from 'node:crypto';
import { keyBitsOf } from '../keys/index.ts';
import { type CertificateProfile, endOfTerm, isHostName } from '../lint/index.ts';
import { type CaRefusal, refuse } from './errors.ts';
import type { Issuer } from './issuer.ts';
import type { Subject } from './model.ts';
import { isSerial } from './serial.ts';
import { encodeSubject } from './subject.ts';
import { templateOf } from './template.ts';

export interface PrepareRequest {
  readonly issuer: Issuer;
  readonly profile: CertificateProfile;
  readonly subject: Subject;
  /** The DER of the SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** The magnitude, as {@link drawSerial} gives it. */
  readonly serial: Uint8Array;
  /** Milliseconds since 1970; cut to the second. */
  readonly notBefore: number;
  /** The end of the profile's term when left out; never beyond the issuer's own. */
  readonly notAfter?: number;
  /** Which of the issuer's CRLs will speak for it; 0 when left out. */
  readonly partition?: number;
  /** Host names, for profiles that have them. */
  readonly hostNames?: readonly string[];
}

export type Prepared =
  | {
      readonly kind: 'prepared';
      readonly tbs: Uint8Array;
      readonly notBefore: number;
      readonly notAfter: number;
    }
  | CaRefusal;

const maxHostNames = 100;

/**
 * The bytes of a certificate that are to be signed, for the linter. What never changes for an issuer and a profile was
 * encoded before; a call encodes serial, validity, subject, key and its identifier.
 */
export function prepareCertificate(request: PrepareRequest): Prepared {
  const { issuer, profile, subject, publicKey, serial, hostNames = [] } = request;
  if (!profile.subjects.includes(subject.kind))
    return refuse('ca.subject_kind', `${profile.id} is not for the kind ${subject.kind}`, 'kind');
  if (!isSerial(serial)) return refuse('ca.serial', 'a serial has 9 to 20 octets and is positive');
  const validity = validityOf(request);
  if (validity.kind === 'refused') return validity;
  const wrongHost = checkHostNames(profile, hostNames);
  if (wrongHost) return wrongHost;
  const name = encodeSubject(subject);
  if (name.kind === 'refused') return name;
  const template = templateOf(issuer, profile);
  const point = template.distributionPoints?.[request.partition ?? 0];
  if (template.distributionPoints && !point) return refuse('ca.partition', 'the issuer has no such CRL');
  const identifier = subjectKeyIdentifier(subject, publicKey);
  const extensions = nest(
    tags.sequence,
    nest(
      tags.sequence,
      template.subjectKeyIdentifier,
      nest(tags.octetString, nest(tags.octetString, identifier)),
    ),
    ...(template.hasOwnKey ? [template.ownAuthority(identifier)] : []),
    template.extensions,
    ...(point ? [point] : []),
    ...(profile.subjectAltName ? [template.hostNames(hostNames)] : []),
  );
  const tbs = writeNest(
    nest(
      tags.sequence,
      template.version,
      nest(tags.integer, serial),
      template.algorithm,
      template.issuer ?? name.name,
      nest(tags.sequence, der.time(validity.notBefore), der.time(validity.notAfter)),
      name.name,
      publicKey,
      nest(contextConstructed(3), extensions),
    ),
  );
  return { kind: 'prepared', tbs, notBefore: validity.notBefore, notAfter: validity.notAfter };
}

type Validity = { readonly kind: 'valid'; readonly notBefore: number; readonly notAfter: number } | CaRefusal;

/** The term of the profile, or less; inside the issuer's validity, so that no certificate outlives its issuer. */
function validityOf({ issuer, profile, notBefore: asked, notAfter: until }: PrepareRequest): Validity {
  const notBefore = Math.floor(asked / 1000) * 1000;
  const end = Math.min(until ?? endOfTerm(notBefore, profile.term), issuer.certificate?.notAfter ?? Infinity);
  const notAfter = Math.floor(end / 1000) * 1000;
  if (!(notBefore >= earliest && notAfter <= latest && notBefore < notAfter))
    return refuse('ca.validity', 'the validity has no length, or lies outside the years 1950 to 9999');
  if (notBefore < (issuer.certificate?.notBefore ?? notBefore))
    return refuse('ca.validity', 'the validity begins before the validity of the issuer');
  if (notAfter > endOfTerm(notBefore, profile.longestTerm))
    return refuse('ca.validity', `longer than ${profile.id} may be valid`);
  return { kind: 'valid', notBefore, notAfter };
}

const earliest = Date.UTC(1950, 0, 1);
const latest = Date.UTC(9999, 11, 31, 23, 59, 59);

function checkHostNames(profile: CertificateProfile, hostNames: readonly string[]): CaRefusal | undefined {
  if (profile.subjectAltName === null)
    return hostNames.length > 0 ? refuse('ca.host_name', `${profile.id} has no host names`) : undefined;
  if (hostNames.length === 0 || hostNames.length > maxHostNames)
    return refuse('ca.host_name', `from 1 to ${maxHostNames} host names are needed`);
  if (new Set(hostNames).size !== hostNames.length) return refuse('ca.host_name', 'a host name stands twice');
  return hostNames.every(isHostName)
    ? undefined
    : refuse(
        'ca.host_name',
        'a host name has lower-case labels of letters, digits and hyphens, at least two',
      );
}

/** The leftmost 160 bits of the SHA-256 of the key (RFC 7093 2, method 1); a certified authority keeps its own. */
function subjectKeyIdentifier(subject: Subject, publicKey: Uint8Array): Uint8Array {
  const known =
    subject.kind === 'certified-authority' ? subject.certificate.known.subjectKeyIdentifier : undefined;
  return known === undefined ? keyIdentifier(publicKey) : Buffer.from(known, 'hex');
}

function keyIdentifier(publicKey: Uint8Array): Uint8Array {
  // By way of a text: the runtime takes three times as long to answer with octets.
  return Buffer.from(hash('sha256', keyBitsOf(publicKey), 'binary'), 'latin1').subarray(0, 20);
}
