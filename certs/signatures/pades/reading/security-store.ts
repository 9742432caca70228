import { joinRaw, type RawEvidence } from '../../cades/evidence-in-message.ts';
import type { PdfFile } from '../pdf/document.ts';
import { PdfError, tooComplex } from '../pdf/errors.ts';
import { asType, dictionaryOf, type PdfDictionary, type PdfValue } from '../pdf/objects.ts';
import { catalogOf } from '../pdf/pages.ts';

/** The document security store (EN 319 142-1 5.4.2.2). */
export function securityStoreOf(file: PdfFile, revision: number): PdfDictionary | undefined {
  const { dictionary } = catalogOf(file, revision);
  return dictionaryOf(file.resolve(dictionary.entries.get('DSS'), revision));
}

const mostValues = 4000;
const mostInEntries = 50_000;

/** What the store of one revision holds, in its lists and for single signatures. What cannot be unpacked is left out. */
export function evidenceOfStore(file: PdfFile, revision: number): RawEvidence {
  const store = securityStoreOf(file, revision);
  if (!store) return empty;
  const known = stores.get(store) ?? gather(file, revision, store);
  stores.set(store, known);
  return known;
}

const empty: RawEvidence = { certificates: [], crls: [], ocspResponses: [] };

/** A store that no later revision changes is the same object in all of them. */
const stores = new WeakMap<PdfDictionary, RawEvidence>();

function gather(file: PdfFile, revision: number, store: PdfDictionary): RawEvidence {
  const own = valuesOf(file, revision, store, {
    certificates: 'Certs',
    crls: 'CRLs',
    ocspResponses: 'OCSPs',
  });
  const forSignatures = dictionaryOf(file.resolve(store.entries.get('VRI'), revision));
  const single: RawEvidence[] = [];
  let left = mostInEntries;
  for (const value of forSignatures?.entries.values() ?? []) {
    const dictionary = dictionaryOf(file.resolve(value, revision));
    const keys = { certificates: 'Cert', crls: 'CRL', ocspResponses: 'OCSP' } as const;
    const found = dictionary ? valuesOf(file, revision, dictionary, keys) : empty;
    left -= 1 + found.certificates.length + found.crls.length + found.ocspResponses.length;
    if (left < 0) throw tooComplex('more evidence for single signatures than a document may have');
    single.push(found);
  }
  return joinRaw([own, ...single]);
}

function valuesOf(
  file: PdfFile,
  revision: number,
  { entries }: PdfDictionary,
  keys: { readonly [Kind in keyof RawEvidence]: string },
): RawEvidence {
  const list = (key: string) =>
    (asType(file.resolve(entries.get(key), revision), 'array')?.items ?? [])
      .slice(0, mostValues)
      .flatMap((item) => octetsOf(file, file.resolve(item, revision)));
  return {
    certificates: list(keys.certificates),
    crls: list(keys.crls),
    ocspResponses: list(keys.ocspResponses),
  };
}

const unpacked = new WeakMap<PdfValue & object, readonly Uint8Array[]>();

/** Once for each stream, however many revisions and signatures name it. */
function octetsOf(file: PdfFile, value: PdfValue): readonly Uint8Array[] {
  const stream = asType(value, 'stream');
  if (!stream) return [];
  let octets = unpacked.get(stream);
  if (!octets) {
    octets = unpackedOr(file, stream);
    unpacked.set(stream, octets);
  }
  return octets;
}

function unpackedOr(file: PdfFile, stream: Parameters<PdfFile['unpack']>[0]): readonly Uint8Array[] {
  try {
    return [file.unpack(stream)];
  } catch (error) {
    if (error instanceof PdfError && error.kind === 'malformed') return [];
    throw error;
  }
}
