import type { Problem } from '../../model.ts';
import type { PdfFile } from '../pdf/document.ts';
import {
  type DocMdp,
  docMdpOf,
  docMdpOfSignature,
  type FieldLock,
  fieldLockOf,
  locks,
} from '../pdf/permissions.ts';
import { afterSpace } from '../pdf/cross-reference.ts';
import type { RevisionChanges } from './changes/index.ts';
import { fail, type SignatureDictionary, warn } from './signature-dictionary.ts';

/** The revision that ends where the signed range ends; undefined where none does. */
export function coveredRevision(file: PdfFile, end: number): number | undefined {
  const found = file.revisions.findLast(({ fileEnd }) => fileEnd.end <= end);
  if (!found) return undefined;
  const isThere = end <= afterSpace(file.bytes, found.fileEnd.end);
  return isThere ? found.index : undefined;
}

/** What a signature does not cover, in problems. */
export interface Coverage {
  readonly problems: readonly Problem[];
  /** Nothing was added behind it but evidence, time stamps and signatures that do not show. */
  readonly isWhole: boolean;
}

const clause = 'ISO 32000-2 12.8.2.2';

/** What happened to the file behind a signature, by what is permitted after it. */
export function judgeCoverage(
  file: PdfFile,
  signature: SignatureDictionary,
  {
    revision,
    changes,
  }: { readonly revision: number; readonly changes: ReadonlyMap<number, RevisionChanges> },
): Coverage {
  const later = [...changes].filter(([index]) => index > revision).map(([, change]) => change);
  const of = (kind: keyof RevisionChanges) => later.flatMap((change) => change[kind]);
  const other = [...of('other'), ...strayEnd(file)];
  const problems: Problem[] = [];
  if (other.length > 0)
    problems.push(fail('pades.content_after_signature', told('changed later', other), clause));
  const [filled, annotations, stamps] = [of('filled'), of('annotations'), of('stamps')];
  const permitted = permittedAfter(file, revision, signature);
  problems.push(
    ...judgeFilling(filled, { permitted, lock: fieldLockOf(file, revision, signature.dictionary) }),
    ...judgeAnnotations(annotations, permitted),
    ...judgeSignatures(of('signatures'), permitted),
  );
  if (stamps.length > 0)
    problems.push(
      warn('pades.stamp_after_signature', told('later signatures that show on pages', stamps), clause),
    );
  const isWhole = [other, filled, annotations, stamps].every(({ length }) => length === 0);
  return { problems, isWhole };
}

/** By the signature itself and by the certification, the lesser of both (ISO 32000-2 table 257 numbers them so). */
function permittedAfter(
  file: PdfFile,
  revision: number,
  { dictionary }: SignatureDictionary,
): DocMdp | undefined {
  const own = docMdpOfSignature(file, revision, dictionary);
  const certified = docMdpOf(file, revision);
  return own !== undefined && (certified === undefined || own < certified) ? own : certified;
}

/** Octets behind the end of the file belong to nobody. */
export function strayEnd(file: PdfFile): readonly string[] {
  return file.end < file.bytes.length ? [`octets from ${file.end} on, behind the end of the file`] : [];
}

const mostNamed = 12;

function told(what: string, names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const more = distinct.length > mostNamed ? ` and ${distinct.length - mostNamed} more` : '';
  return `${what}: ${distinct.slice(0, mostNamed).join('; ')}${more}`;
}

function judgeFilling(
  filled: readonly string[],
  { permitted, lock }: { readonly permitted: DocMdp | undefined; readonly lock: FieldLock | undefined },
): readonly Problem[] {
  if (filled.length === 0) return [];
  const locked = lock ? filled.filter((name) => locks(lock, name)) : [];
  if (locked.length > 0)
    return [fail('pades.content_after_signature', told('fields that the signature locks', locked), clause)];
  if (permitted === 1)
    return [
      fail('pades.content_after_signature', told('fields filled though nothing may change', filled), clause),
    ];
  return [warn('pades.form_filled_after_signature', told('fields filled later', filled), clause)];
}

function judgeAnnotations(added: readonly string[], permitted: DocMdp | undefined): readonly Problem[] {
  if (added.length === 0) return [];
  const message = told('annotations added later', added);
  return permitted === 3
    ? [warn('pades.annotated_after_signature', message, clause)]
    : [fail('pades.content_after_signature', message, clause)];
}

function judgeSignatures(added: readonly string[], permitted: DocMdp | undefined): readonly Problem[] {
  if (added.length === 0 || permitted !== 1) return [];
  return [fail('pades.content_after_signature', told('signed though nothing may change', added), clause)];
}
