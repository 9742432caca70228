import { formOf, type FormField } from '../../pdf/fields.ts';
import {
  asType,
  changedKeys,
  dictionary,
  dictionaryOf,
  isName,
  isSameValue,
  type PdfDictionary,
  type PdfReference,
  type PdfValue,
} from '../../pdf/objects.ts';
import { rectangleOf } from '../../pdf/pages.ts';
import { isOfKey } from './document-parts.ts';
import { addedItems, areReferences } from './lists.ts';
import type { RevisionStep } from './step.ts';

/** The form: new signatures, new values; everything else in it is none of anybody's business after a signature. */
export function explainForm(step: RevisionStep): void {
  explainFormItself(step);
  const before = byNumber(step.fieldsBefore);
  for (const field of step.fieldsAfter) {
    const number = field.reference?.number;
    if (number !== undefined && !before.has(number)) explainNewField(step, number, field);
  }
  const after = byNumber(step.fieldsAfter);
  for (const [number, field] of before)
    if (step.changed.has(number)) explainChangedField(step, number, { field, after: after.get(number) });
}

/** By the numbers of the fields and of their widgets. */
function byNumber(fields: readonly FormField[]): ReadonlyMap<number, FormField> {
  const known = new Map<number, FormField>();
  for (const field of fields) {
    if (field.reference) known.set(field.reference.number, field);
    for (const { number } of field.widgets) known.set(number, field);
  }
  return known;
}

function explainFormItself(step: RevisionStep): void {
  const { file, before, after, findings } = step;
  const value = step.catalogAt(after).entries.get('AcroForm');
  const reference = asType(value, 'reference');
  const [old, now] = [formOf(file, before), formOf(file, after)];
  if (reference && (step.isNew(reference.number) || isOfKey(step, reference.number, 'AcroForm')))
    step.explain(reference.number);
  if (!now) {
    if (old) findings.other.push('the form is gone');
    return;
  }
  for (const key of changedKeys(old ?? dictionary({}), now)) {
    if (key === 'Fields' || key === 'SigFlags') continue;
    const [left, right] = [old?.entries.get(key), now.entries.get(key)];
    if ((key === 'DR' || key === 'DA') && hasOnlyGrown(left, right)) step.explainNewBelow(right);
    else findings.other.push(`${key} of the form`);
  }
  explainList(step, old, now, reference);
}

/** Whether what was there is there still: programs add the font of their stamp to the resources of the form. */
function hasOnlyGrown(left: PdfValue | undefined, right: PdfValue | undefined): boolean {
  if (left === undefined || isSameValue(left, right)) return true;
  const [old, now] = [asType(left, 'dictionary'), asType(right, 'dictionary')];
  if (!old || !now) return false;
  return [...old.entries].every(([key, value]) => hasOnlyGrown(value, now.entries.get(key)));
}

/** The list of fields keeps those that it has, in their order. */
function explainList(
  step: RevisionStep,
  old: PdfDictionary | undefined,
  now: PdfDictionary,
  form: PdfReference | undefined,
): void {
  const { file, before, after, findings, catalog } = step;
  const itemsOf = (value: PdfValue | undefined, revision: number) =>
    asType(file.resolve(value, revision), 'array')?.items ?? [];
  const added = addedItems(
    itemsOf(old?.entries.get('Fields'), before),
    itemsOf(now.entries.get('Fields'), after),
  );
  if (!added || !areReferences(added))
    findings.other.push('fields of the form are gone, in another order, or no objects');
  const list = asType(now.entries.get('Fields'), 'reference');
  if (!list) return;
  const isOwn = step.isOwnedBy(list.number, (one) => one === form?.number || one === catalog);
  if (step.isNew(list.number) || isOwn) step.explain(list.number);
}

/** Only signature fields may be new, and they do nothing by themselves. */
export function explainNewField(step: RevisionStep, number: number, field: FormField): void {
  const widgets = newWidgetsOf(step, number, field);
  if (field.type !== 'Sig' || !step.isNew(number) || !widgets) {
    step.findings.other.push(`new field ${labelOf(number, field)}`);
    return;
  }
  step.explain(number);
  for (const widget of widgets) step.explainSignatureWidget(widget);
  step.explainNewBelow(field.dictionary);
  tellSignature(step, number, field);
}

/**
 * The new widgets of a new field: itself or those below it. Undefined where one acts, is not new, or is an annotation
 * of another kind, which readers draw though it has no appearance.
 */
function newWidgetsOf(step: RevisionStep, number: number, field: FormField): readonly number[] | undefined {
  const { entries } = field.dictionary;
  const own = entries.has('Subtype') ? [{ number, dictionary: field.dictionary }] : [];
  const below = field.widgets.map((one) => ({
    number: one.number,
    dictionary: asType(step.valueAfter(one.number), 'dictionary'),
  }));
  const all = [...own, ...below];
  const isPlain = all.every(
    (one) =>
      step.isNew(one.number) &&
      isName(one.dictionary?.entries.get('Subtype'), 'Widget') &&
      !acts(one.dictionary),
  );
  return isPlain && !acts(field.dictionary) ? all.map((one) => one.number) : undefined;
}

function acts(dictionary: PdfDictionary | undefined): boolean {
  return dictionary?.entries.has('A') === true || dictionary?.entries.has('AA') === true;
}

function tellSignature(step: RevisionStep, number: number, field: FormField): void {
  const { file, after, findings } = step;
  const label = labelOf(number, field);
  const signature = dictionaryOf(file.resolve(field.value, after));
  const isStamp = isName(signature?.entries.get('Type'), 'DocTimeStamp');
  const widgets = field.widgets.map((widget) => dictionaryOf(file.resolve(widget, after)));
  const isShown = [field.dictionary, ...widgets].some((widget) => widget && isVisible(step, widget));
  if (!signature && isShown) findings.other.push(`empty signature field ${label} that shows something`);
  else if (!signature) findings.filled.push(label);
  else (isStamp ? findings.timeStamps : findings.signatures).push(label);
  if (isShown) findings.stamps.push(label);
}

function labelOf(number: number, { name }: FormField): string {
  return name === '' ? `of object ${number}` : name;
}

/** What a widget is drawn by; readers draw borders and backgrounds without an appearance. */
const drawnBy = ['AP', 'MK', 'BS', 'Border'] as const;

/** A rectangle that is written amiss is one that some reader finds: no rectangle but an empty one hides a widget. */
function isVisible({ file, after }: RevisionStep, { entries }: PdfDictionary): boolean {
  if (!drawnBy.some((key) => entries.has(key))) return false;
  const rectangle = rectangleOf(file, after, entries.get('Rect'));
  if (!rectangle) return true;
  const [left, bottom, right, top] = rectangle;
  return left < right && bottom < top;
}

/** What signing an empty field changes in it, and what filling a field does. */
const keysOfSigning: ReadonlySet<string> = new Set(['V', 'AP', 'M', 'TU', 'F']);
const keysOfFilling: ReadonlySet<string> = new Set(['V', 'AP', 'AS', 'M', 'I', 'RV']);

function explainChangedField(
  step: RevisionStep,
  number: number,
  { field, after }: { readonly field: FormField; readonly after: FormField | undefined },
): void {
  const left = asType(step.valueBefore(number), 'dictionary');
  const right = asType(step.valueAfter(number), 'dictionary');
  if (!left || !right) return;
  const keys = changedKeys(left, right);
  const isSignature = field.type === 'Sig';
  const permitted = isSignature ? keysOfSigning : keysOfFilling;
  const isPermitted = keys.every((key) => permitted.has(key));
  // A signature that is there stays, and a field shows something else only when its value is another.
  const isSigned = isSignature && field.value !== undefined;
  const hasNewValue = keys.includes('V') || keys.includes('AS') || hasChangedValue(step, field);
  if (!isPermitted || isSigned || !hasNewValue) return;
  step.explain(number);
  for (const key of keys) step.explainNewBelow(right.entries.get(key));
  if (!isSignature) explainAppearance(step, number, right);
  if (isSignature && after) tellSignature(step, number, after);
  else step.findings.filled.push(field.name);
}

function hasChangedValue(step: RevisionStep, { reference }: FormField): boolean {
  if (!reference) return false;
  const left = dictionaryOf(step.valueBefore(reference.number));
  const right = dictionaryOf(step.valueAfter(reference.number));
  return left !== undefined && right !== undefined && changedKeys(left, right).includes('V');
}

/** Appearances that are rewritten in place belong to the field when nobody else shows them. */
function explainAppearance(step: RevisionStep, number: number, { entries }: PdfDictionary): void {
  const appearances = dictionaryOf(step.file.resolve(entries.get('AP'), step.after));
  for (const value of appearances?.entries.values() ?? []) {
    const stream = asType(value, 'reference');
    if (stream && step.isOwnedBy(stream.number, (one) => one === number)) {
      step.explain(stream.number);
      step.explainNewBelow(step.valueAfter(stream.number));
    }
  }
}
