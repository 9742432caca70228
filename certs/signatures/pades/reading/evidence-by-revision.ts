import { hash } from 'node:crypto';
import { evidenceOfToken } from '../../cades/archive.ts';
import { evidenceOfMessage, joinRaw, type RawEvidence } from '../../cades/evidence-in-message.ts';
import { createEvidenceReader } from '../../cades/evidence-reader.ts';
import { oids } from '../../../asn1/index.ts';
import { valuesOf } from '../../cades/tokens.ts';
import type { Evidence } from '../../model.ts';
import type { PdfFile } from '../pdf/document.ts';
import type { ReadEntry } from './read.ts';
import { evidenceOfStore } from './security-store.ts';

/** What the file holds to believe its signatures later, by the revision that brought it. */
export interface EvidenceByRevision {
  /**
   * Of the security stores of all revisions up to this one and of the document time stamps before it; of everything
   * when it is left out.
   */
  upTo(revision?: number): Evidence;
  /** Digests of everything that a time stamp over the revision proves to have been there. */
  provenBy(revision: number): ReadonlySet<string>;
}

export function createEvidenceByRevision(file: PdfFile, entries: readonly ReadEntry[]): EvidenceByRevision {
  const reader = createEvidenceReader();
  const newest = file.revision().index;
  const stores = file.revisions.map(({ index }) => evidenceOfStore(file, index));
  const joined = new Map<number, Evidence>();
  const upTo = (revision = newest): Evidence => {
    const known =
      joined.get(revision) ?? reader.readRaw(joinRaw(distinct(stores.slice(0, revision + 1)))).evidence;
    joined.set(revision, known);
    return known;
  };
  return {
    upTo,
    provenBy(revision) {
      const inMessages = entries
        .filter((entry) => entry.revision !== undefined && entry.revision <= revision)
        .filter((entry) => entry.dictionary.kind === 'signature' || entry.revision !== revision)
        .flatMap(octetsOf);
      const { certificates, crls, ocspResponses } = upTo(revision);
      const inStores = [...certificates, ...crls, ...ocspResponses].map(({ raw }) => raw);
      return new Set([...inMessages, ...inStores].map(digestOf));
    },
  };
}

/** One store is that of many revisions. */
function distinct(all: readonly RawEvidence[]): readonly RawEvidence[] {
  const stores = [...new Set(all)];
  const merge = (kind: keyof RawEvidence) => [...new Set(stores.flatMap((store) => store[kind]))];
  return [
    { certificates: merge('certificates'), crls: merge('crls'), ocspResponses: merge('ocspResponses') },
  ];
}

const digests = new WeakMap<Uint8Array, string>();

function digestOf(octets: Uint8Array): string {
  const known = digests.get(octets) ?? hash('sha256', octets, 'hex');
  digests.set(octets, known);
  return known;
}

/** Certificates, revocation data and tokens in the message of a signature or of an earlier document time stamp. */
function octetsOf({ message, token }: ReadEntry): readonly Uint8Array[] {
  if (token?.token) return [token.token.raw, ...all(evidenceOfToken(token.token))];
  if (message?.kind !== 'read') return [];
  const { signedData } = message;
  const stamps = signedData.signerInfos.flatMap(({ unsignedAttributes }) =>
    valuesOf(unsignedAttributes, oids.signatureTimeStamp).map(({ bytes }) => bytes),
  );
  return [...all(evidenceOfMessage(signedData)), ...stamps];
}

function all({ certificates, crls, ocspResponses }: RawEvidence): readonly Uint8Array[] {
  return [...certificates, ...crls, ...ocspResponses];
}
