import type { PdfFile } from './document.ts';
import { asCount, asType, dictionaryOf, isName, type PdfDictionary, type PdfValue } from './objects.ts';
import { catalogOf } from './pages.ts';
import { textOfString } from './text.ts';

/** What a certifying signature permits afterwards (ISO 32000-2 table 257): nothing, forms, forms and annotations. */
export type DocMdp = 1 | 2 | 3;

/** What the document's certifying signature permits; undefined where there is none. */
export function docMdpOf(file: PdfFile, revision: number): DocMdp | undefined {
  const permissions = dictionaryOf(
    file.resolve(catalogOf(file, revision).dictionary.entries.get('Perms'), revision),
  );
  const signature = dictionaryOf(file.resolve(permissions?.entries.get('DocMDP'), revision));
  return signature && docMdpOfSignature(file, revision, signature);
}

/** What a signature says of itself, whether or not the catalog names it as the certifying one. */
export function docMdpOfSignature(
  file: PdfFile,
  revision: number,
  signature: PdfDictionary,
): DocMdp | undefined {
  return transformOf(file, revision, signature, 'DocMDP', docMdpParameter);
}

function docMdpParameter({ entries }: PdfDictionary): DocMdp {
  const permission = asCount(entries.get('P'));
  return permission === 1 || permission === 3 ? permission : 2;
}

/** Which fields a signature locks (12.8.2.4). */
export interface FieldLock {
  readonly action: 'All' | 'Include' | 'Exclude';
  readonly fields: readonly string[];
}

export function fieldLockOf(
  file: PdfFile,
  revision: number,
  signature: PdfDictionary,
): FieldLock | undefined {
  return transformOf(file, revision, signature, 'FieldMDP', ({ entries }) => {
    const action = asType(entries.get('Action'), 'name')?.name;
    const names = asType(file.resolve(entries.get('Fields'), revision), 'array')?.items ?? [];
    const fields = names.flatMap((item) => textOfString(item) ?? []);
    return { action: action === 'Include' || action === 'Exclude' ? action : 'All', fields };
  });
}

/** Whether the lock is on the field with the name, or on one above it. */
export function locks({ action, fields }: FieldLock, name: string): boolean {
  const isNamed = fields.some((field) => name === field || name.startsWith(`${field}.`));
  return action === 'All' || (action === 'Include') === isNamed;
}

/** The parameters of the first reference with the method. */
function transformOf<T>(
  file: PdfFile,
  revision: number,
  signature: PdfDictionary,
  ...[method, read]: [method: string, read: (parameters: PdfDictionary) => T]
): T | undefined {
  const list: PdfValue = file.resolve(signature.entries.get('Reference'), revision);
  for (const item of asType(list, 'array')?.items ?? []) {
    const entries = dictionaryOf(file.resolve(item, revision))?.entries;
    if (!isName(entries?.get('TransformMethod'), method)) continue;
    const parameters = dictionaryOf(file.resolve(entries?.get('TransformParams'), revision));
    return read(parameters ?? { type: 'dictionary', entries: new Map(), repeated: [] });
  }
  return undefined;
}
