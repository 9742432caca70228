import type { ContainerType } from '../model.ts';

/** What a container holds beside its files (ETSI EN 319 162-1 4.3.3 and 4.4.3), by the name of the entry. */
export type MetaKind =
  | 'xades'
  | 'cades'
  | 'time-stamp'
  /** META-INF/manifest.xml, the list of files that OpenDocument has. */
  | 'file-list'
  | 'asic-manifest'
  | 'archive-manifest'
  | 'evidence-record'
  | 'unknown';

export const metaFolder = 'META-INF/';

export const metaNames = {
  fileList: 'META-INF/manifest.xml',
  /** Of ASiC-S. */
  signatures: 'META-INF/signatures.xml',
  signature: 'META-INF/signature.p7s',
  timeStamp: 'META-INF/timestamp.tst',
  archiveManifest: 'META-INF/ASiCArchiveManifest.xml',
} as const;

/** In the order of the clauses; an evidence record's manifest would also be taken for another one. */
const forms: readonly (readonly [RegExp, MetaKind])[] = [
  [/^manifest\.xml$/, 'file-list'],
  [/^ASiCEvidenceRecordManifest[^/]*\.xml$|evidencerecord[^/]*\.(?:xml|ers)$/, 'evidence-record'],
  [/^ASiCArchiveManifest[^/]*\.xml$/, 'archive-manifest'],
  [/^ASiCManifest[^/]*\.xml$/, 'asic-manifest'],
  [/^[^/]*signatures[^/]*\.xml$/, 'xades'],
  [/^[^/]*signature[^/]*\.p7s$/, 'cades'],
  [/^[^/]*timestamp[^/]*\.tst$/, 'time-stamp'],
];

/** Of an entry below META-INF. */
export function metaKindOf(name: string): MetaKind {
  const short = name.slice(metaFolder.length);
  return forms.find(([form]) => form.test(short))?.[1] ?? 'unknown';
}

/** Whether a file would be a signature where signatures lie. */
export function looksLikeSignature(name: string): boolean {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return (
    ['xades', 'cades', 'time-stamp'].includes(metaKindOf(metaFolder + last)) || /^meta-inf\//i.test(name)
  );
}

/** A further name of the kind that nobody has: with the number after the highest, from 1 where `first` is given. */
export function nextName(
  taken: readonly string[],
  [before, after]: readonly [string, string],
  first = 0,
): string {
  for (let number = first; ; number += 1) {
    const digits = first === 0 ? String(number) : String(number).padStart(3, '0');
    const name = `${metaFolder}${before}${digits}${after}`;
    if (!taken.some((one) => one.toLowerCase() === name.toLowerCase())) return name;
  }
}

/** The content of the entry mimetype (EN 319 162-1 A.1). */
export const mediaTypes: Readonly<Record<ContainerType, string>> = {
  'ASiC-S': 'application/vnd.etsi.asic-s+zip',
  'ASiC-E': 'application/vnd.etsi.asic-e+zip',
};
