import { asCount, asType, changedKeys, forEachReference, isSameValue } from '../../pdf/objects.ts';
import { reachableFrom } from './references.ts';
import type { RevisionStep } from './step.ts';

/** The trailer and the catalog: what they may lead to that is new. Forms and pages have files of their own. */
export function explainDocumentParts(step: RevisionStep): void {
  explainTrailer(step);
  explainCatalog(step);
  explainStore(step);
}

function explainTrailer(step: RevisionStep): void {
  const { file, before, after, findings } = step;
  const [left, right] = [file.revision(before).trailer.entries, file.revision(after).trailer.entries];
  if (!isSameValue(left.get('Root'), right.get('Root'))) findings.other.push('another catalog');
  // What has a number above Size is missing (7.5.5), so a lesser one takes objects away.
  const [size, now] = [asCount(left.get('Size')), asCount(right.get('Size'))];
  if (size !== undefined && (now === undefined || now < size))
    findings.other.push('fewer objects than before');
  const info = asType(right.get('Info'), 'reference');
  const wasInfo = isSameValue(left.get('Info'), right.get('Info'));
  if (!info || !step.changed.has(info.number)) return;
  if (wasInfo ? step.isOfTrailers(info.number) : step.isNew(info.number)) step.explain(info.number);
}

/** Versions and metadata say nothing on a page. */
const harmless: ReadonlySet<string> = new Set(['Metadata', 'Extensions', 'Version']);

function explainCatalog(step: RevisionStep): void {
  const { before, after, catalog, findings } = step;
  const [left, right] = [step.catalogAt(before), step.catalogAt(after)];
  for (const key of changedKeys(left, right)) {
    if (harmless.has(key)) step.explainNewBelow(right.entries.get(key));
    else if (key !== 'DSS' && key !== 'AcroForm') findings.other.push(`${key} of the catalog`);
  }
  step.explain(catalog);
  for (const key of harmless) {
    const own = asType(right.entries.get(key), 'reference');
    if (own && isOfKey(step, own.number, key)) step.explain(own.number);
  }
}

/** Whether the catalog alone refers to the object before this revision, and by no other key. */
export function isOfKey(step: RevisionStep, number: number, key: string): boolean {
  return step.isOwnedBy(number, (one) => one === step.catalog) && !numbersInCatalog(step, key).has(number);
}

/** What the catalog refers to by other keys than this one. */
function numbersInCatalog(step: RevisionStep, exceptKey: string): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (const [key, value] of step.catalogAt(step.before).entries)
    if (key !== exceptKey) forEachReference(value, (reference) => numbers.add(reference.number));
  return numbers;
}

/** EN 319 142-1 5.4.2: the store and everything in it, as long as nothing else of the document is in it. */
function explainStore(step: RevisionStep): void {
  const store = step.catalogAt(step.after).entries.get('DSS');
  step.explainNewBelow(store);
  for (const number of ownMembersOfStore(step)) {
    step.explain(number);
    step.explainNewBelow(step.valueAfter(number));
  }
}

/** What the store of the revision before leads to, without whatever anything outside of the store leads to. */
function ownMembersOfStore(step: RevisionStep): ReadonlySet<number> {
  const members = new Set(
    reachableFrom(step.catalogAt(step.before).entries.get('DSS'), (number) =>
      step.pages.has(number) || number === step.catalog ? undefined : step.valueBefore(number),
    ),
  );
  const isOwn = (number: number) =>
    step.isOwnedBy(number, (one) => members.has(one) || one === step.catalog) && !elsewhere.has(number);
  const elsewhere = numbersInCatalog(step, 'DSS');
  const foreign = [...members].filter((number) => !isOwn(number));
  // What a foreign object leads to is not the store's alone either.
  for (let number = foreign.pop(); number !== undefined; number = foreign.pop()) {
    members.delete(number);
    forEachReference(step.valueBefore(number), (target) => {
      if (members.delete(target.number)) foreign.push(target.number);
    });
  }
  return members;
}
