import { hash } from 'node:crypto';
import type { Evidence } from '../../model.ts';
import type { PdfFile } from '../pdf/document.ts';
import {
  array,
  asType,
  dictionary,
  dictionaryOf,
  name,
  type PdfDictionary,
  type PdfReference,
  type PdfValue,
  reference,
  withEntries,
} from '../pdf/objects.ts';
import { catalogOf } from '../pdf/pages.ts';
import { IncrementalUpdate } from '../pdf/write.ts';
import { securityStoreOf } from '../reading/security-store.ts';

/** Evidence with the message (CMS or token) of what it is for. */
export interface EvidenceFor {
  readonly message: Uint8Array;
  readonly evidence: Evidence;
}

/** In the security store, and in the entry of one signature. */
const lists = [
  { kind: 'certificates', inStore: 'Certs', inEntry: 'Cert' },
  { kind: 'crls', inStore: 'CRLs', inEntry: 'CRL' },
  { kind: 'ocspResponses', inStore: 'OCSPs', inEntry: 'OCSP' },
] as const;

/**
 * An incremental update that adds the evidence to the document security store, each piece once, and tells for which
 * signature it is (EN 319 142-1 5.4.2). What the store has stays.
 */
export function addEvidence(file: PdfFile, all: readonly EvidenceFor[]): Uint8Array {
  const { index } = file.revision();
  const update = new IncrementalUpdate(file);
  const store = securityStoreOf(file, index) ?? dictionary({ Type: name('DSS') });
  const streams = knownStreams(file, store);
  const streamOf = (octets: Uint8Array): PdfReference => {
    const key = hash('sha256', octets, 'hex');
    const known = streams.get(key) ?? reference(update.add(streamAround(octets)));
    streams.set(key, known);
    return known;
  };
  const entries: Record<string, PdfValue> = {};
  for (const { kind, inStore } of lists) {
    const added = all.flatMap(({ evidence }) => evidence[kind].map(({ raw }) => streamOf(raw)));
    const known = itemsOf(file, store, inStore);
    const joined = distinct([...known, ...added]);
    if (joined.length > 0) entries[inStore] = array(...joined);
  }
  const forSignatures = dictionaryOf(file.resolve(store.entries.get('VRI'), index)) ?? dictionary({});
  const changes = Object.fromEntries(
    all.map((one) => [keyOf(one.message), entryOf(file, forSignatures, { one, streamOf })]),
  );
  setStore(update, withEntries(store, { ...entries, VRI: withEntries(forSignatures, changes) }));
  const id = hash('sha256', Buffer.concat(all.map(({ message }) => message)), 'buffer').subarray(0, 16);
  return Buffer.concat([file.bytes, update.finish(id).bytes]);
}

/** EN 319 142-1 5.4.2.3: SHA-1 of the message in hexadecimal; it finds, and protects nothing. */
function keyOf(message: Uint8Array): string {
  return hash('sha1', message, 'hex').toUpperCase();
}

function entryOf(
  file: PdfFile,
  known: PdfDictionary,
  { one, streamOf }: { readonly one: EvidenceFor; readonly streamOf: (octets: Uint8Array) => PdfReference },
): PdfDictionary {
  const old =
    dictionaryOf(file.resolve(known.entries.get(keyOf(one.message)), file.revision().index)) ??
    dictionary({});
  const changes: Record<string, PdfValue> = {};
  for (const { kind, inEntry } of lists) {
    const added = one.evidence[kind].map(({ raw }) => streamOf(raw));
    const joined = distinct([...itemsOf(file, old, inEntry), ...added]);
    if (joined.length > 0) changes[inEntry] = array(...joined);
  }
  return withEntries(old, changes);
}

function itemsOf(file: PdfFile, { entries }: PdfDictionary, key: string): readonly PdfValue[] {
  return asType(file.resolve(entries.get(key), file.revision().index), 'array')?.items ?? [];
}

function distinct(items: readonly PdfValue[]): readonly PdfValue[] {
  const seen = new Map<number | PdfValue, PdfValue>();
  for (const item of items) seen.set(asType(item, 'reference')?.number ?? item, item);
  return [...seen.values()];
}

/** What the store has, by the digest of what is in it. */
function knownStreams(file: PdfFile, store: PdfDictionary): Map<string, PdfReference> {
  const known = new Map<string, PdfReference>();
  for (const { inStore } of lists)
    for (const item of itemsOf(file, store, inStore)) {
      const found = asType(item, 'reference');
      const stream = asType(file.resolve(item, file.revision().index), 'stream');
      if (found && stream) known.set(hash('sha256', file.unpack(stream), 'hex'), found);
    }
  return known;
}

function streamAround(octets: Uint8Array) {
  return { type: 'stream', dictionary: dictionary({ Length: octets.length }), data: octets } as const;
}

/** In the object that it has, or in a new one that the catalog names. */
function setStore(update: IncrementalUpdate, store: PdfDictionary): void {
  const { file } = update;
  const catalog = catalogOf(file, file.revision().index);
  const known = asType(catalog.dictionary.entries.get('DSS'), 'reference');
  if (known) update.set(known.number, store);
  else update.set(catalog.number, withEntries(catalog.dictionary, { DSS: reference(update.add(store)) }));
}
