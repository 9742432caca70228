import { hash as digest } from 'node:crypto';
import { encodeIssuerSerial } from '../../cms/index.ts';
import type { Certificate } from '../../validation/index.ts';
import { escapeAttribute, escapeText, exclusiveUri } from '../xml/index.ts';
import { sha256Uri } from './algorithms.ts';
import {
  asicNamespace,
  base64Uri,
  dsNamespace,
  envelopedUri,
  signedPropertiesType,
  xades141Namespace,
  xadesNamespace,
} from './names.ts';

/**
 * The texts that a signature is made of. What is signed (SignedInfo, SignedProperties, Object) is written in exclusive
 * canonical form, so that its octets are its text and nothing has to be parsed to sign.
 */

export interface SignedReference {
  readonly uri: string;
  readonly kind: 'file' | 'document' | 'object';
  /** SHA-256 of what the transforms yield. */
  readonly digest: Uint8Array;
  readonly mediaType: string;
  /** A name that the URI does not tell. */
  readonly description?: string;
}

const base64 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');

const dsXmlns = ` xmlns:ds="${dsNamespace}"`;
const exclusiveTransform = `<ds:Transform Algorithm="${exclusiveUri}"></ds:Transform>`;

const transforms: Readonly<Record<SignedReference['kind'], string>> = {
  file: '',
  document: `<ds:Transforms><ds:Transform Algorithm="${envelopedUri}"></ds:Transform>${exclusiveTransform}</ds:Transforms>`,
  object: `<ds:Transforms>${exclusiveTransform}</ds:Transforms>`,
};

const digestText = (value: Uint8Array, xmlns = '') =>
  `<ds:DigestMethod${xmlns} Algorithm="${sha256Uri}"></ds:DigestMethod><ds:DigestValue${xmlns}>${base64(value)}</ds:DigestValue>`;

export interface SignedInfoParts {
  readonly id: string;
  readonly methodUri: string;
  readonly references: readonly SignedReference[];
  readonly signedProperties: string;
}

/** RFC 3275 4.3, canonical. */
export function signedInfoText({ id, methodUri, references, signedProperties }: SignedInfoParts): string {
  const data = references.map(
    ({ uri, kind, digest: value }, index) =>
      `<ds:Reference Id="${referenceId(id, index)}" URI="${escapeAttribute(uri)}">${transforms[kind]}${digestText(value)}</ds:Reference>`,
  );
  const properties = `<ds:Reference Type="${signedPropertiesType}" URI="#${id}-p">${transforms.object}${digestText(digest('sha256', signedProperties, 'buffer'))}</ds:Reference>`;
  return `<ds:SignedInfo${dsXmlns}><ds:CanonicalizationMethod Algorithm="${exclusiveUri}"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="${methodUri}"></ds:SignatureMethod>${data.join('')}${properties}</ds:SignedInfo>`;
}

function referenceId(id: string, index: number): string {
  return `${id}-r${index}`;
}

export interface SignedPropertiesParts {
  readonly id: string;
  readonly certificate: Certificate;
  /** Milliseconds since 1970; whole seconds are written. */
  readonly time: number;
  readonly references: readonly Pick<SignedReference, 'mediaType' | 'description'>[];
}

/** EN 319 132-1 5.2 and 6.3, canonical. */
export function signedPropertiesText(parts: SignedPropertiesParts): string {
  const { id, certificate, time, references } = parts;
  const moment = `${new Date(time).toISOString().slice(0, 19)}Z`;
  const formats = references.map(({ mediaType, description }, index) => {
    const words =
      description === undefined ? '' : `<xades:Description>${escapeText(description)}</xades:Description>`;
    const type = escapeText(mediaType === '' ? 'application/octet-stream' : mediaType);
    return `<xades:DataObjectFormat ObjectReference="#${referenceId(id, index)}">${words}<xades:MimeType>${type}</xades:MimeType></xades:DataObjectFormat>`;
  });
  return (
    `<xades:SignedProperties xmlns:xades="${xadesNamespace}" Id="${id}-p"><xades:SignedSignatureProperties>` +
    `<xades:SigningTime>${moment}</xades:SigningTime>${signingCertificateText(certificate)}` +
    `</xades:SignedSignatureProperties><xades:SignedDataObjectProperties>${formats.join('')}` +
    '</xades:SignedDataObjectProperties></xades:SignedProperties>'
  );
}

const certificateTexts = new WeakMap<Certificate, string>();

/** EN 319 132-1 5.2.2: without a URI. Remembered, for a seal signs again and again. */
function signingCertificateText(certificate: Certificate): string {
  const known = certificateTexts.get(certificate);
  if (known !== undefined) return known;
  const value = digestText(digest('sha256', certificate.raw, 'buffer'), dsXmlns);
  const issuerSerial = base64(encodeIssuerSerial(certificate));
  const text = `<xades:SigningCertificateV2><xades:Cert><xades:CertDigest>${value}</xades:CertDigest><xades:IssuerSerialV2>${issuerSerial}</xades:IssuerSerialV2></xades:Cert></xades:SigningCertificateV2>`;
  certificateTexts.set(certificate, text);
  return text;
}

/** A file within a signature, canonical: what precedes its base64, and what follows. */
export function objectFrame(id: string, index: number, mediaType: string): readonly [string, string] {
  const type = mediaType === '' ? '' : ` MimeType="${escapeAttribute(mediaType)}"`;
  return [`<ds:Object${dsXmlns} Encoding="${base64Uri}" Id="${objectId(id, index)}"${type}>`, '</ds:Object>'];
}

export function objectId(id: string, index: number): string {
  return `${id}-o${index}`;
}

export interface SignatureParts {
  readonly id: string;
  readonly signedInfo: string;
  readonly signedProperties: string;
  /** In the form of XML: with ECDSA r || s. */
  readonly value: Uint8Array;
  readonly certificates: readonly Certificate[];
  /** Object elements, written. */
  readonly objects: readonly string[];
}

export function signatureText(parts: SignatureParts): string {
  const { id, signedInfo, signedProperties, value, certificates, objects } = parts;
  const beside = certificates.map(({ raw }) => `<ds:X509Certificate>${base64(raw)}</ds:X509Certificate>`);
  return (
    `<ds:Signature${dsXmlns} Id="${id}">${signedInfo}` +
    `<ds:SignatureValue Id="${id}-v">${base64(value)}</ds:SignatureValue>` +
    `<ds:KeyInfo><ds:X509Data>${beside.join('')}</ds:X509Data></ds:KeyInfo>${objects.join('')}` +
    `<ds:Object><xades:QualifyingProperties xmlns:xades="${xadesNamespace}" Target="#${id}">${signedProperties}` +
    '</xades:QualifyingProperties></ds:Object></ds:Signature>'
  );
}

export const xmlHead = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** EN 319 162-1 4.4.3.2: what signatures of a container lie in. */
export function wrapperText(signatures: string): string {
  return `${xmlHead}<asic:XAdESSignatures xmlns:asic="${asicNamespace}">${signatures}</asic:XAdESSignatures>`;
}

const xadesXmlns = ` xmlns:xades="${xadesNamespace}"`;

/** EN 319 132-1 5.3 and 5.5.2: each declares its own prefixes, so that it can stand in anybody's signature. */
export function timeStampText(kind: 'signature' | 'archive', id: string, token: Uint8Array): string {
  const name = kind === 'signature' ? 'xades:SignatureTimeStamp' : 'xades141:ArchiveTimeStamp';
  const own = kind === 'signature' ? '' : ` xmlns:xades141="${xades141Namespace}"`;
  return `<${name}${xadesXmlns}${own} Id="${id}"><ds:CanonicalizationMethod${dsXmlns} Algorithm="${exclusiveUri}"/><xades:EncapsulatedTimeStamp>${base64(token)}</xades:EncapsulatedTimeStamp></${name}>`;
}

export interface EvidenceValues {
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  readonly ocspResponses: readonly Uint8Array[];
}

const list = (name: string, all: readonly Uint8Array[]) =>
  all.map((one) => `<xades:${name}>${base64(one)}</xades:${name}>`).join('');

const wrap = (name: string, inner: string, attributes = '') =>
  inner === '' ? '' : `<xades:${name}${attributes}>${inner}</xades:${name}>`;

/** EN 319 132-1 5.4: CertificateValues and RevocationValues; what is empty is left out. */
export function evidenceText(values: EvidenceValues, xmlns = xadesXmlns): string {
  const { certificates, crls, ocspResponses } = values;
  const words =
    wrap('CRLValues', list('EncapsulatedCRLValue', crls)) +
    wrap('OCSPValues', list('EncapsulatedOCSPValue', ocspResponses));
  return (
    wrap('CertificateValues', list('EncapsulatedX509Certificate', certificates), xmlns) +
    wrap('RevocationValues', words, xmlns)
  );
}

/** EN 319 132-1 5.5.1: evidence that came to be needed later; empty where there is none. */
export function validationDataText(values: EvidenceValues): string {
  const inner = evidenceText(values, '');
  return inner === ''
    ? ''
    : `<xades141:TimeStampValidationData xmlns:xades141="${xades141Namespace}"${xadesXmlns}>${inner}</xades141:TimeStampValidationData>`;
}
