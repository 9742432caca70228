import { hash as digest } from 'node:crypto';
import { DerError, readDer } from '../../asn1/index.ts';
import { identifies, parseIssuerSerial } from '../../cms/index.ts';
import type { Certificate } from '../../validation/index.ts';
import type { ReadClaims } from '../model.ts';
import { attributeOf, elementsAt, elementsOf, textOf, type XmlElement } from '../xml/index.ts';
import { digestUris } from './algorithms.ts';
import { base64Of } from './base64.ts';
import { ds, xades } from './names.ts';

/** What the signer says (EN 319 132-1 5.2), read and believed by nobody yet. */
export interface SignedStatements {
  /** Milliseconds since 1970. */
  readonly claimedTime: number | undefined;
  readonly signingCertificate: SigningCertificate | undefined;
  /** Ids of references for which a DataObjectFormat gives a media type, with that type. */
  readonly mediaTypes: ReadonlyMap<string, string>;
  /** The same for a Description. */
  readonly descriptions: ReadonlyMap<string, string>;
  readonly claims: ReadClaims;
}

/** Which certificate the properties name (5.2.2). */
export interface SigningCertificate {
  names(certificate: Certificate): boolean;
}

const nothing: SignedStatements = {
  claimedTime: undefined,
  signingCertificate: undefined,
  mediaTypes: new Map(),
  descriptions: new Map(),
  claims: {},
};

export function readSignedProperties(element: XmlElement | undefined): SignedStatements {
  if (!element) return nothing;
  const at = (...names: readonly string[]) =>
    elementsAt(element, xades('SignedSignatureProperties'), ...names.map(xades));
  const formats = elementsAt(element, xades('SignedDataObjectProperties'), xades('DataObjectFormat'));
  const time = only(at('SigningTime'));
  return {
    claimedTime: time && timeOf(textOf(time)),
    signingCertificate: signingCertificateOf(
      at('SigningCertificateV2', 'Cert'),
      at('SigningCertificate', 'Cert'),
    ),
    mediaTypes: byReference(formats, 'MimeType'),
    descriptions: byReference(formats, 'Description'),
    claims: claimsOf(element, at),
  };
}

/** XML Schema 3.2.7; without a time zone it is none. */
function timeOf(text: string): number | undefined {
  const plain = text.trim();
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(plain)) return undefined;
  const moment = Date.parse(plain);
  return Number.isNaN(moment) ? undefined : moment;
}

function only<T>(all: readonly T[]): T | undefined {
  return all.length === 1 ? all[0] : undefined;
}

/** Of the newer property the first is the signer's; in the older one they stand in any order. */
function signingCertificateOf(
  newer: readonly XmlElement[],
  older: readonly XmlElement[],
): SigningCertificate | undefined {
  const [first] = newer;
  if (first) return { names: (certificate) => isMeant(first, certificate) };
  if (older.length === 0 || older.length > 100) return undefined;
  return { names: (certificate) => older.some((one) => isMeant(one, certificate)) };
}

function isMeant(cert: XmlElement, certificate: Certificate): boolean {
  const [method] = elementsAt(cert, xades('CertDigest'), ds('DigestMethod'));
  const [value] = elementsAt(cert, xades('CertDigest'), ds('DigestValue'));
  const hash = digestUris.get((method && attributeOf(method, 'Algorithm')) ?? '');
  const expected = value && base64Of(value);
  if (!hash || !expected || !digest(hash, certificate.raw, 'buffer').equals(expected)) return false;
  const [serial] = elementsAt(cert, xades('IssuerSerial'), ds('X509SerialNumber'));
  if (serial && textOf(serial).trim() !== certificate.serialNumber.toString()) return false;
  const [issuerSerial] = elementsAt(cert, xades('IssuerSerialV2'));
  return !issuerSerial || isIssuerSerial(base64Of(issuerSerial), { hash, digest: expected }, certificate);
}

function isIssuerSerial(
  bytes: Uint8Array | undefined,
  id: { readonly hash: Parameters<typeof identifies>[0]['hash']; readonly digest: Uint8Array },
  certificate: Certificate,
): boolean {
  if (!bytes) return false;
  try {
    return identifies({ ...id, issuerSerial: parseIssuerSerial(readDer(bytes)) }, certificate);
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

function byReference(formats: readonly XmlElement[], local: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const format of formats) {
    const id = attributeOf(format, 'ObjectReference') ?? '';
    const [value] = elementsAt(format, xades(local));
    if (value && id.startsWith('#')) found.set(id.slice(1), textOf(value).trim());
  }
  return found;
}

/** Of claims no more are told than somebody reads. */
const maxClaims = 50;

const texts = (elements: readonly XmlElement[]) =>
  elements.slice(0, maxClaims).map((one) => textOf(one).trim());

function claimsOf(
  element: XmlElement,
  at: (...names: readonly string[]) => readonly XmlElement[],
): ReadClaims {
  const [policy] = texts(at('SignaturePolicyIdentifier', 'SignaturePolicyId', 'SigPolicyId', 'Identifier'));
  const isImplied = at('SignaturePolicyIdentifier', 'SignaturePolicyImplied').length > 0;
  const roles = texts([
    ...at('SignerRoleV2', 'ClaimedRoles', 'ClaimedRole'),
    ...at('SignerRole', 'ClaimedRoles', 'ClaimedRole'),
  ]);
  const place = texts(
    [...at('SignatureProductionPlaceV2'), ...at('SignatureProductionPlace')].flatMap(elementsOf),
  );
  const commitments = texts(
    elementsAt(
      element,
      ...['SignedDataObjectProperties', 'CommitmentTypeIndication', 'CommitmentTypeId', 'Identifier'].map(
        xades,
      ),
    ),
  );
  return {
    ...(policy === undefined && !isImplied
      ? {}
      : { policy: { id: policy ?? '', ...(isImplied ? { implied: true } : {}) } }),
    ...(commitments.length === 0 ? {} : { commitments }),
    ...(roles.length === 0 ? {} : { roles }),
    ...(place.length === 0 ? {} : { place: place.join(', ') }),
  };
}
