import type { PdfFile } from '../../pdf/document.ts';
import { type FormField, listFields } from '../../pdf/fields.ts';
import { asType, forEachReference, isName, type PdfDictionary, type PdfValue } from '../../pdf/objects.ts';
import { catalogOf } from '../../pdf/pages.ts';
import { type Findings, noFindings } from './model.ts';
import { type ReferenceIndex, reachableFrom, unreadable } from './references.ts';

/** From one revision to the next: what is changed, and which of it has been explained. */
export class RevisionStep {
  readonly file: PdfFile;
  readonly before: number;
  readonly after: number;
  readonly findings: Findings = noFindings();
  readonly changed: ReadonlySet<number>;
  readonly catalog: number;
  /** Numbers of pages by the number of their object. */
  readonly pages: ReadonlyMap<number, number>;
  readonly fieldsBefore: readonly FormField[];
  readonly fieldsAfter: readonly FormField[];
  readonly #index: ReferenceIndex;
  readonly #explained = new Set<number>();
  readonly #signatureWidgets = new Set<number>();

  constructor(
    file: PdfFile,
    index: ReferenceIndex,
    known: {
      readonly changed: readonly number[];
      readonly pages: ReadonlyMap<number, number>;
      readonly fieldsBefore: readonly FormField[];
    },
  ) {
    this.file = file;
    this.#index = index;
    this.before = index.revision;
    this.after = index.revision + 1;
    this.changed = new Set(known.changed);
    this.pages = known.pages;
    this.fieldsBefore = known.fieldsBefore;
    this.catalog = catalogOf(file, this.before).number;
    this.fieldsAfter = listFields(file, this.after);
  }

  valueBefore(number: number): PdfValue {
    const value = this.#index.valueAt(number, this.before);
    return value === unreadable ? null : value;
  }

  valueAfter(number: number): PdfValue {
    const value = this.#index.valueAt(number, this.after);
    return value === unreadable ? null : value;
  }

  catalogAt(revision: number): PdfDictionary {
    return catalogOf(this.file, revision).dictionary;
  }

  explain(number: number): void {
    this.#explained.add(number);
  }

  /** Explains the widget of a new signature, which a page may show. */
  explainSignatureWidget(number: number): void {
    this.explain(number);
    this.#signatureWidgets.add(number);
  }

  /** Being explained is not enough for a page: evidence may be new as well, and is nothing to be shown. */
  isSignatureWidget(number: number): boolean {
    return this.#signatureWidgets.has(number);
  }

  /** What is changed and nobody has explained. */
  unexplained(): readonly number[] {
    return [...this.changed].filter((number) => !this.#explained.has(number));
  }

  /** Added by this revision, and meant by nothing before: what was prepared to be filled in later is not new. */
  isNew(number: number): boolean {
    return (
      this.changed.has(number) &&
      this.#index.valueAt(number, this.before) === null &&
      this.#index.valueAt(number, this.after) !== unreadable &&
      this.#index.referrersOf(number).size === 0
    );
  }

  /** Explains the new objects that the value leads to through new objects. */
  explainNewBelow(value: PdfValue | undefined): void {
    const below = reachableFrom(value, (number) =>
      this.isNew(number) ? this.valueAfter(number) : undefined,
    );
    for (const number of below) this.#explained.add(number);
  }

  /** Explains new objects to which nothing leads: writers leave them behind. */
  explainUnused(): void {
    const unused = new Set(this.unexplained().filter((number) => this.isNew(number)));
    const open = [...this.changed].filter((number) => !unused.has(number));
    for (let number = open.pop(); number !== undefined; number = open.pop())
      forEachReference(this.valueAfter(number), (reference) => {
        if (unused.delete(reference.number)) open.push(reference.number);
      });
    for (const number of unused) this.#explained.add(number);
  }

  /** Whether nobody but these refers to the object before this revision. */
  isOwnedBy(number: number, owners: (referrer: number) => boolean): boolean {
    return [...this.#index.referrersOf(number)].every(owners);
  }

  /** Whether trailers alone refer to the object before this revision: those in streams are objects, meant by nobody. */
  isOfTrailers(number: number): boolean {
    return this.isOwnedBy(number, (one) => isXRef(this.valueBefore(one)) && this.isOwnedBy(one, () => false));
  }

  /** In words: the number, what it is, and the page that it belongs to. */
  describe(number: number): string {
    const value = this.valueAfter(number) ?? this.valueBefore(number);
    const dictionary = asType(value, 'dictionary') ?? asType(value, 'stream')?.dictionary;
    const type = asType(dictionary?.entries.get('Type'), 'name')?.name;
    const page = this.pageOf(number);
    const kind = this.pages.has(number) ? 'Page' : type;
    return `object ${number}${kind ? ` (${kind})` : ''}${page === undefined ? '' : ` on page ${page}`}`;
  }

  /** The first page from which a few references lead to the object. */
  pageOf(number: number): number | undefined {
    const seen = new Set([number]);
    for (const one of seen) {
      const page = this.pages.get(one);
      if (page !== undefined) return page;
      if (seen.size > mostSteps) return undefined;
      for (const referrer of this.#index.referrersOf(one)) seen.add(referrer);
    }
    return undefined;
  }

  /** Streams that hold objects or say where they are, added by this revision. */
  explainContainers(): void {
    for (const number of this.changed) {
      const dictionary = asType(this.valueAfter(number), 'stream')?.dictionary;
      const isTrailer = isXRef(this.valueAfter(number));
      const isObjects = isName(dictionary?.entries.get('Type'), 'ObjStm');
      const isReplaced = isTrailer && isXRef(this.valueBefore(number)) && this.isOwnedBy(number, () => false);
      if (isReplaced || ((isTrailer || isObjects) && this.isNew(number))) this.explain(number);
    }
  }
}

function isXRef(value: PdfValue): boolean {
  return isName(asType(value, 'stream')?.dictionary.entries.get('Type'), 'XRef');
}

const mostSteps = 2000;
