import { asType, changedKeys, type PdfDictionary, type PdfValue } from '../../pdf/objects.ts';
import { signatureWidget } from '../../pdf/fields.ts';
import { explainNewField } from './form.ts';
import { addedItems } from './lists.ts';
import type { RevisionStep } from './step.ts';

/** A page may get annotations, and nothing else; those that are widgets of new signatures were explained before. */
export function explainPages(step: RevisionStep): void {
  for (const number of step.pages.keys()) {
    const left = asType(step.valueBefore(number), 'dictionary');
    const list = asType(left?.entries.get('Annots'), 'reference');
    const isConcerned = step.changed.has(number) || (list !== undefined && step.changed.has(list.number));
    const right = asType(step.valueAfter(number), 'dictionary');
    if (isConcerned && left && right) explainPage(step, number, { left, right });
  }
}

function explainPage(
  step: RevisionStep,
  number: number,
  { left, right }: { readonly left: PdfDictionary; readonly right: PdfDictionary },
): void {
  const { file, before, after } = step;
  if (changedKeys(left, right).some((key) => key !== 'Annots')) return;
  const itemsOf = ({ entries }: PdfDictionary, revision: number) =>
    asType(file.resolve(entries.get('Annots'), revision), 'array')?.items ?? [];
  const [old, now] = [itemsOf(left, before), itemsOf(right, after)];
  const added = addedItems(old, now);
  if (!added?.every((item) => explainAnnotation(step, number, item))) return;
  step.explain(number);
  const list = asType(right.entries.get('Annots'), 'reference');
  if (list && (step.isNew(list.number) || step.isOwnedBy(list.number, (one) => one === number)))
    step.explain(list.number);
}

/** Whether it is a reference to an annotation that is new, or that was explained as the widget of a signature. */
function explainAnnotation(step: RevisionStep, page: number, item: PdfValue): boolean {
  const reference = asType(item, 'reference');
  if (!reference) return false;
  if (step.isSignatureWidget(reference.number)) return true;
  const { number } = reference;
  const field = signatureWidget(step.file, step.after, item);
  if (field) {
    explainNewField(step, number, field);
    return step.isSignatureWidget(number);
  }
  const annotation = asType(step.valueAfter(number), 'dictionary');
  const subtype = asType(annotation?.entries.get('Subtype'), 'name')?.name;
  if (!annotation || !step.isNew(number) || subtype === undefined || subtype === 'Widget') return false;
  step.explain(number);
  step.explainNewBelow(annotation);
  step.findings.annotations.push(`${subtype} on page ${step.pages.get(page) ?? '?'}`);
  return true;
}
