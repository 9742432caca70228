import type { PdfFile } from './document.ts';
import { tooComplex } from './errors.ts';
import { asType, isName, type PdfDictionary, type PdfReference, type PdfValue } from './objects.ts';
import { annotationsOf, catalogOf, pagesIfSound } from './pages.ts';
import { textOfString } from './text.ts';

/** A field of the form without fields below it (ISO 32000-2 12.7.4). */
export interface FormField {
  /** The names from the top, with dots between. */
  readonly name: string;
  /** Undefined where the field stands directly in a list, as it must not. */
  readonly reference: PdfReference | undefined;
  readonly dictionary: PdfDictionary;
  /** `Sig`, `Tx`, `Btn`, `Ch`; its own or that of a field above. */
  readonly type: string | undefined;
  /** Its own value or that of a field above, as it stands. */
  readonly value: PdfValue | undefined;
  /** Widgets below it; empty where it is its own. */
  readonly widgets: readonly PdfReference[];
}

const limits = { fields: 100_000, depth: 32 };

/** The form (12.7.3), where the document has one. */
export function formOf(file: PdfFile, revision: number): PdfDictionary | undefined {
  const { dictionary } = catalogOf(file, revision);
  return asType(file.resolve(dictionary.entries.get('AcroForm'), revision), 'dictionary');
}

interface Above {
  readonly name: string;
  readonly type: string | undefined;
  readonly value: PdfValue | undefined;
  readonly depth: number;
}

/** Every field that has no field below. Circles are left out: each object is visited once. @throws PdfError */
export function listFields(file: PdfFile, revision: number): readonly FormField[] {
  const fields: FormField[] = [];
  const seen = new Set<number>();
  const walk = (value: PdfValue, above: Above) => {
    const reference = asType(value, 'reference');
    if (reference && seen.has(reference.number)) return;
    if (reference) seen.add(reference.number);
    if (fields.length > limits.fields || above.depth > limits.depth)
      throw tooComplex('more fields than a form may have');
    const dictionary = asType(file.resolve(value, revision), 'dictionary');
    if (!dictionary) return;
    const own = ownOf(file, revision, dictionary, above);
    const kids = kidsOf(file, revision, dictionary);
    const below = kids.filter(({ isField }) => isField);
    for (const { item } of below) walk(item, own);
    const widgets = kids.flatMap(({ item, isField }) => (isField ? [] : (asType(item, 'reference') ?? [])));
    if (below.length === 0) fields.push({ ...own, reference, dictionary, widgets });
  };
  const top = asType(file.resolve(formOf(file, revision)?.entries.get('Fields'), revision), 'array');
  for (const item of top?.items ?? []) walk(item, { name: '', type: undefined, value: undefined, depth: 0 });
  return fields;
}

/**
 * Every signature field that has a value: those of the form, and widgets on pages that the form does not list, which
 * other programs make and find nevertheless. @throws PdfError
 */
export function listSignedFields(file: PdfFile, revision: number): readonly FormField[] {
  const known = listFields(file, revision);
  const numbers = new Set(
    known.flatMap(({ reference, widgets }) => [reference, ...widgets]).map((one) => one?.number),
  );
  const beside: FormField[] = [];
  for (const { dictionary } of pagesIfSound(file, revision))
    for (const item of annotationsOf(file, revision, dictionary)) {
      const field = signatureWidget(file, revision, item);
      if (!field?.reference || numbers.has(field.reference.number)) continue;
      numbers.add(field.reference.number);
      beside.push(field);
    }
  return [...known, ...beside].filter(
    ({ type, value }) => type === 'Sig' && file.resolve(value, revision) !== null,
  );
}

/** The signature field that an annotation is, without fields above it; undefined where it is something else. */
export function signatureWidget(file: PdfFile, revision: number, item: PdfValue): FormField | undefined {
  const reference = asType(item, 'reference');
  const dictionary = asType(file.resolve(item, revision), 'dictionary');
  if (!reference || !dictionary || !isName(dictionary.entries.get('Subtype'), 'Widget')) return undefined;
  const own = ownOf(file, revision, dictionary, { name: '', type: undefined, value: undefined, depth: 0 });
  return own.type === 'Sig' ? { ...own, reference, dictionary, widgets: [] } : undefined;
}

function ownOf(file: PdfFile, revision: number, { entries }: PdfDictionary, above: Above): Above {
  const partial = textOfString(file.resolve(entries.get('T'), revision));
  const names = [above.name, partial ?? ''].filter((part) => part !== '');
  return {
    name: names.join('.'),
    type: asType(file.resolve(entries.get('FT'), revision), 'name')?.name ?? above.type,
    value: entries.get('V') ?? above.value,
    depth: above.depth + 1,
  };
}

/** A kid with a name of its own is a field, one without is a widget (12.7.4.2). */
function kidsOf(file: PdfFile, revision: number, { entries }: PdfDictionary) {
  const kids = asType(file.resolve(entries.get('Kids'), revision), 'array')?.items ?? [];
  return kids.map((item) => {
    const kid = asType(file.resolve(item, revision), 'dictionary');
    return { item, isField: kid?.entries.has('T') === true || kid?.entries.has('Kids') === true };
  });
}
