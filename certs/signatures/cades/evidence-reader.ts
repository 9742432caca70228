import type { SignedData } from '../../cms/index.ts';
import {
  type Certificate,
  type Crl,
  type OcspResponse,
  type Read,
  readCrl,
  readOcspResponse,
  readSharedCertificate,
} from '../../validation/index.ts';
import type { Evidence } from '../model.ts';
import { digestOf } from './digests.ts';
import { evidenceOfMessage, joinRaw, type RawEvidence } from './evidence-in-message.ts';

export interface EvidenceRead {
  readonly evidence: Evidence;
  /** How many pieces cannot be read, and are left out. */
  readonly unreadable: number;
}

/** Reads the evidence around signatures; what several of them share is read once. */
export interface EvidenceReader {
  /** What the message holds, and what a signature has beside it. */
  read(message: SignedData, own: readonly RawEvidence[]): EvidenceRead;
  /** What is in no message: a security store. */
  readRaw(raw: RawEvidence): EvidenceRead;
}

/** `atHand`: certificates that were read before, maybe among them. */
export function createEvidenceReader(atHand: readonly Certificate[] = []): EvidenceReader {
  const messages = new WeakMap<SignedData, EvidenceRead>();
  const [certificates, crls, ocspResponses] = [
    readOnce(readSharedCertificate, atHand),
    readOnce<Crl>(readCrl),
    readOnce<OcspResponse>(readOcspResponse),
  ];
  const readAll = (raw: RawEvidence): EvidenceRead => {
    const found = [certificates(raw.certificates), crls(raw.crls), ocspResponses(raw.ocspResponses)] as const;
    const [ofCertificates, ofCrls, ofOcsp] = found;
    return {
      evidence: { certificates: ofCertificates.read, crls: ofCrls.read, ocspResponses: ofOcsp.read },
      unreadable: found.reduce((sum, { unreadable }) => sum + unreadable, 0),
    };
  };
  return {
    read(message, own) {
      const shared = messages.get(message) ?? readAll(evidenceOfMessage(message));
      messages.set(message, shared);
      const beside = joinRaw(own);
      return isEmpty(beside) ? shared : join(shared, readAll(beside));
    },
    readRaw: readAll,
  };
}

function isEmpty({ certificates, crls, ocspResponses }: RawEvidence): boolean {
  return certificates.length + crls.length + ocspResponses.length === 0;
}

function join(left: EvidenceRead, right: EvidenceRead): EvidenceRead {
  const { certificates, crls, ocspResponses } = left.evidence;
  return {
    evidence: {
      certificates: union<Certificate>(certificates, right.evidence.certificates),
      crls: union<Crl>(crls, right.evidence.crls),
      ocspResponses: union<OcspResponse>(ocspResponses, right.evidence.ocspResponses),
    },
    unreadable: left.unreadable + right.unreadable,
  };
}

/** One reader makes one object of the same bytes. */
function union<T>(left: readonly T[], right: readonly T[]): readonly T[] {
  return right.length === 0 ? left : [...new Set([...left, ...right])];
}

function readOnce<T extends { readonly raw: Uint8Array }>(
  read: (bytes: Uint8Array) => Read<T>,
  atHand: readonly T[] = [],
) {
  const known = createOctetMap<Read<T>>();
  for (const value of atHand) known.set(value.raw, { kind: 'read', value });
  return (all: readonly Uint8Array[]) => {
    const found = new Set<T>();
    let unreadable = 0;
    for (const bytes of all) {
      const result = known.get(bytes) ?? read(bytes);
      known.set(bytes, result);
      if (result.kind === 'read') found.add(result.value);
      else unreadable += 1;
    }
    return { read: [...found], unreadable };
  };
}

/** Up to so many octets, a text of them is cheaper to compare by than their digest. */
const mostAsText = 4096;

/** Values by octets: small ones by themselves, large ones by their digest. */
function createOctetMap<T>() {
  const [small, large] = [new Map<string, T>(), new Map<string, T>()];
  const mapOf = ({ length }: Uint8Array) => (length <= mostAsText ? small : large);
  return {
    get: (bytes: Uint8Array) => mapOf(bytes).get(keyOf(bytes)),
    set: (bytes: Uint8Array, value: T) => void mapOf(bytes).set(keyOf(bytes), value),
  };
}

function keyOf(bytes: Uint8Array): string {
  return bytes.length <= mostAsText
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
    : digestOf(bytes);
}
