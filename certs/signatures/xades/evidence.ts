import { hash } from 'node:crypto';
import { readTimeStampToken, type TimeStampToken } from '../../tsa/index.ts';
import {
  type Certificate,
  type Crl,
  type OcspResponse,
  readCrl,
  readOcspResponse,
  readSharedCertificate,
} from '../../validation/index.ts';
import { evidenceOfToken } from '../cades/archive.ts';
import { descendants, elementsOf, textOf, type XmlElement } from '../xml/index.ts';
import { base64Of, decodeBase64 } from './base64.ts';
import { dsNamespace, xades141Namespace, xadesNamespace } from './names.ts';
import { TooMuchWork } from './work.ts';

/** A value of DER within an element, read. */
export type EncapsulatedValue =
  | { readonly kind: 'certificate'; readonly value: Certificate }
  | { readonly kind: 'crl'; readonly value: Crl }
  | { readonly kind: 'ocspResponse'; readonly value: OcspResponse }
  | { readonly kind: 'token'; readonly value: TimeStampToken }
  | { readonly kind: 'unreadable'; readonly of: string; readonly reason: string };

export interface FoundValue {
  readonly element: XmlElement;
  readonly value: EncapsulatedValue;
  /** SHA-256 of its DER, in hex. */
  readonly fingerprint: string;
}

const kinds: Readonly<Record<string, Kind>> = {
  X509Certificate: 'certificate',
  EncapsulatedX509Certificate: 'certificate',
  X509CRL: 'crl',
  EncapsulatedCRLValue: 'crl',
  EncapsulatedOCSPValue: 'ocspResponse',
  EncapsulatedTimeStamp: 'token',
};

const namespaces: ReadonlySet<string> = new Set([dsNamespace, xadesNamespace, xades141Namespace]);

/** Of one document. */
const maxValues = 5000;

/** Reads the values of a document, each once. */
export class ValueReader {
  readonly #known = new Map<XmlElement, FoundValue>();

  /**
   * Every certificate, CRL, OCSP response and time-stamp token that lies within an element (EN 319 132-1 5.4, 5.5).
   * @throws TooMuchWork
   */
  within(root: XmlElement): readonly FoundValue[] {
    const found: FoundValue[] = [];
    for (const element of descendants(root)) {
      const kind = kinds[element.local];
      if (kind && namespaces.has(element.namespace)) found.push(this.#read(element, kind));
    }
    return found;
  }

  #read(element: XmlElement, kind: Kind): FoundValue {
    const known = this.#known.get(element);
    if (known) return known;
    if (this.#known.size >= maxValues) throw new TooMuchWork('more certificates and values than are read');
    const found = { element, ...(kind === 'certificate' ? readKnown(element) : readAnew(element, kind)) };
    this.#known.set(element, found);
    return found;
  }
}

type Kind = Exclude<EncapsulatedValue['kind'], 'unreadable'>;
type ReadOnce = Omit<FoundValue, 'element'>;

function readAnew(element: XmlElement, kind: Kind): ReadOnce {
  return readBytes(base64Of(element), kind);
}

function readBytes(bytes: Uint8Array | undefined, kind: Kind): ReadOnce {
  const value = bytes ? readValue(bytes, kind) : unreadable(kind, 'not base64');
  const raw = value.kind === 'unreadable' ? bytes : value.value.raw;
  return { value, fingerprint: raw ? fingerprintOf(raw) : '' };
}

const remembered = new Map<string, ReadOnce>();
const mostRemembered = 200;
const longestRemembered = 8192;

/** The same authorities, units and seals stand in document after document: what was read of their text is kept. */
function readKnown(element: XmlElement): ReadOnce {
  return elementsOf(element).length > 0
    ? readAnew(element, 'certificate')
    : readCertificateText(textOf(element));
}

/** A certificate from base64, or why there is none. */
export function readCertificateText(text: string): ReadOnce {
  const known = remembered.get(text);
  if (known) return known;
  const read = readBytes(decodeBase64(text), 'certificate');
  if (text.length > longestRemembered) return read;
  // A full table is emptied rather than grown.
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(text, read);
  return read;
}

const tokenValues = new WeakMap<TimeStampToken, readonly ReadOnce[]>();

/** What came inside of a time-stamp token: certificates of its unit, maybe words on them. */
export function valuesInToken(token: TimeStampToken): readonly ReadOnce[] {
  const known = tokenValues.get(token);
  if (known) return known;
  const { certificates, crls, ocspResponses } = evidenceOfToken(token);
  const values = [
    ...certificates.map((bytes) => readBytes(bytes, 'certificate')),
    ...crls.map((bytes) => readBytes(bytes, 'crl')),
    ...ocspResponses.map((bytes) => readBytes(bytes, 'ocspResponse')),
  ];
  tokenValues.set(token, values);
  return values;
}

export function fingerprintOf(der: Uint8Array): string {
  return hash('sha256', der, 'hex');
}

function readValue(bytes: Uint8Array, kind: Kind): EncapsulatedValue {
  switch (kind) {
    case 'certificate': {
      const read = readSharedCertificate(bytes);
      return read.kind === 'read' ? { kind, value: read.value } : unreadable(kind, read.message);
    }
    case 'crl': {
      const read = readCrl(bytes);
      return read.kind === 'read' ? { kind, value: read.value } : unreadable(kind, read.message);
    }
    case 'ocspResponse': {
      const read = readOcspResponse(bytes);
      return read.kind === 'read' ? { kind, value: read.value } : unreadable(kind, read.message);
    }
    case 'token': {
      const read = readTimeStampToken(bytes);
      return read.kind === 'read' ? { kind, value: read.token } : unreadable(kind, read.message);
    }
  }
}

function unreadable(of: string, reason: string): EncapsulatedValue {
  return { kind: 'unreadable', of, reason };
}
