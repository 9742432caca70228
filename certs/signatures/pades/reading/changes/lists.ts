import { asType, isSameValue, type PdfValue } from '../../pdf/objects.ts';

/** What a list has that it had not before; undefined where something of it is gone or in another order. */
export function addedItems(
  before: readonly PdfValue[],
  after: readonly PdfValue[],
): readonly PdfValue[] | undefined {
  const added: PdfValue[] = [];
  let kept = 0;
  for (const item of after) {
    if (kept < before.length && isSameValue(item, before[kept])) kept += 1;
    else added.push(item);
  }
  return kept === before.length ? added : undefined;
}

/** Everything that is added is a reference: what stands in a list directly is no object that could be explained. */
export function areReferences(items: readonly PdfValue[]): boolean {
  return items.every((item) => asType(item, 'reference') !== undefined);
}
