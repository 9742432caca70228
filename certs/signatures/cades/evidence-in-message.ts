import { hash } from 'node:crypto';
import { contextConstructed, der, type Der, DerError, fieldsOf, oids, tags } from '../../asn1/index.ts';
import {
  type Attribute,
  encodeOcspRevocationInfo,
  type RevocationInfo,
  type SignedData,
} from '../../cms/index.ts';
import type { Certificate, OcspResponse } from '../../validation/index.ts';
import type { Evidence } from '../model.ts';

/** Certificates and revocation data by their bytes, before anybody reads them. */
export interface RawEvidence {
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  readonly ocspResponses: readonly Uint8Array[];
}

/** What SignedData itself holds. */
export function evidenceOfMessage({
  certificates,
  revocationInfos,
}: Pick<SignedData, 'certificates' | 'revocationInfos'>): RawEvidence {
  return {
    certificates,
    crls: valuesOf(revocationInfos, 'crl'),
    ocspResponses: [
      ...valuesOf(revocationInfos, 'ocsp'),
      ...valuesOf(revocationInfos, 'basic-ocsp').map(responseAround),
    ],
  };
}

function valuesOf(infos: readonly RevocationInfo[], kind: RevocationInfo['kind']): readonly Uint8Array[] {
  return infos.filter((info) => info.kind === kind).map(({ value }) => value);
}

/** An OCSPResponse around a BasicOCSPResponse, which old messages hold alone. */
function responseAround(basic: Uint8Array): Uint8Array {
  const bytes = der.sequence(der.oid(oids.ocspBasic), der.octetString(basic));
  return der.sequence(der.enumerated(0), der.explicit(0, bytes));
}

/** certificate-values and revocation-values of older signatures (EN 319 122-1 A.1.1.2 and A.1.2.2). */
export function evidenceOfAttributes(attributes: readonly Attribute[]): RawEvidence {
  const of = (wanted: string) =>
    attributes.filter(({ oid }) => oid === wanted).flatMap(({ values }) => values);
  const certificates = of(oids.certificateValues).flatMap((value) => bytesIn(value, tags.sequence));
  const lists = of(oids.revocationValues).map(parseRevocationValues);
  return {
    certificates,
    crls: lists.flatMap(({ crls }) => crls),
    ocspResponses: lists.flatMap(({ ocspResponses }) => ocspResponses),
  };
}

function bytesIn(value: Der, tag: number): readonly Uint8Array[] {
  try {
    return fieldsOf(value, tag)
      .rest()
      .map(({ bytes }) => bytes);
  } catch (error) {
    if (error instanceof DerError) return [];
    throw error;
  }
}

function parseRevocationValues(value: Der): Omit<RawEvidence, 'certificates'> {
  const nothing = { crls: [], ocspResponses: [] };
  try {
    const fields = fieldsOf(value);
    const crls = fields.optional(contextConstructed(0));
    const ocsp = fields.optional(contextConstructed(1));
    return {
      crls: inside(crls).map(({ bytes }) => bytes),
      ocspResponses: inside(ocsp).map(({ bytes }) => responseAround(bytes)),
    };
  } catch (error) {
    if (error instanceof DerError) return nothing;
    throw error;
  }
}

/** The elements of a SEQUENCE OF under an explicit tag. */
function inside(field: Der | undefined): readonly Der[] {
  return field ? fieldsOf(fieldsOf(field, field.tag).next(tags.sequence)).rest() : [];
}

export function joinRaw(parts: readonly RawEvidence[]): RawEvidence {
  return {
    certificates: parts.flatMap(({ certificates }) => certificates),
    crls: parts.flatMap(({ crls }) => crls),
    ocspResponses: parts.flatMap(({ ocspResponses }) => ocspResponses),
  };
}

/** Evidence in the forms that SignedData has for it: certificates, CRLs, and OCSP answers (RFC 5940). */
export function encodeEvidence({ certificates, crls, ocspResponses }: Evidence): {
  readonly certificates: readonly Uint8Array[];
  readonly revocationInfos: readonly Uint8Array[];
} {
  return {
    certificates: certificates.map(({ raw }) => raw),
    revocationInfos: [
      ...crls.map(({ raw }) => raw),
      ...ocspResponses.map(({ raw }) => encodeOcspRevocationInfo(raw)),
    ],
  };
}

/** Whether the evidence has a word on the certificate that was said at the moment or later. */
export function hasWordOn(
  certificate: Certificate,
  { crls, ocspResponses }: Evidence,
  since = Number.NEGATIVE_INFINITY,
): boolean {
  const isOfCrl = crls.some(
    ({ issuer, thisUpdate }) => issuer.key === certificate.issuer.key && thisUpdate >= since,
  );
  return isOfCrl || ocspResponses.some((response) => speaksOf(response, certificate, since));
}

function speaksOf(response: OcspResponse, certificate: Certificate, since: number): boolean {
  if (response.kind === 'error' || response.basic.producedAt < since) return false;
  return response.basic.responses.some(
    ({ certId }) =>
      certId.serialNumber === certificate.serialNumber &&
      certId.hash !== undefined &&
      hash(certId.hash, certificate.issuer.raw, 'buffer').equals(certId.issuerNameHash),
  );
}

export function isSelfIssued({ subject, issuer }: Certificate): boolean {
  return subject.key === issuer.key;
}
