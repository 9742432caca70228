import type { PdfFile } from '../../pdf/document.ts';
import { PdfError, tooComplex } from '../../pdf/errors.ts';
import { asType, forEachReference, isSameValue, type PdfValue } from '../../pdf/objects.ts';

/** The value of an object that cannot be read, which equals nothing. */
export const unreadable: unique symbol = Symbol('unreadable');

export type Known = PdfValue | typeof unreadable;

const mostObjects = 500_000;

/**
 * Who refers to whom, as a revision left it, and what the next one changes. Begins at one revision and is led from
 * each to the next, so that a file with many is not read as many times.
 */
export class ReferenceIndex {
  readonly #file: PdfFile;
  /** Target to the objects that refer to it, also where nothing is at the target. */
  readonly #referrers = new Map<number, Set<number>>();
  /** The first object that could not be read: what it refers to is not known, so nothing can be called new. */
  readonly unread: number | undefined;
  #revision: number;

  constructor(file: PdfFile, revision: number) {
    this.#file = file;
    this.#revision = revision;
    const numbers = new Set<number>();
    for (const { index, places } of file.revisions)
      if (index <= revision) for (const number of places.keys()) numbers.add(number);
    if (numbers.size > mostObjects) throw tooComplex('more objects than changes are searched for');
    for (const number of numbers) {
      const value = this.valueAt(number, revision);
      if (value === unreadable) this.unread ??= number;
      this.#link(number, value, 'add');
    }
  }

  get revision(): number {
    return this.#revision;
  }

  /** null where there is none. */
  valueAt(number: number, revision: number): Known {
    try {
      return this.#file.object(number, revision);
    } catch (error) {
      if (error instanceof PdfError && error.kind === 'malformed') return unreadable;
      throw error;
    }
  }

  /** The objects that refer to this one now. */
  referrersOf(number: number): ReadonlySet<number> {
    return this.#referrers.get(number) ?? nobody;
  }

  /** The numbers whose objects the next revision adds, changes or takes away. */
  changedNext(): readonly number[] {
    const [before, after] = [this.#revision, this.#revision + 1];
    const places = this.#file.revisions[after]?.places ?? new Map();
    return [...places.keys()].filter((number) => {
      const [left, right] = [this.valueAt(number, before), this.valueAt(number, after)];
      if (typeof left === 'symbol' || typeof right === 'symbol' || !isSameValue(left, right)) return true;
      // What refers to one generation leads nowhere when there is another (7.3.10).
      return right !== null && this.#generationAt(number, before) !== this.#generationAt(number, after);
    });
  }

  #generationAt(number: number, revision: number): number {
    const place = this.#file.place(number, revision);
    return place?.kind === 'at' ? place.generation : 0;
  }

  /** Goes on to the next revision, which changes these. */
  advance(changed: readonly number[]): void {
    const [before, after] = [this.#revision, this.#revision + 1];
    for (const number of changed) {
      this.#link(number, this.valueAt(number, before), 'remove');
      this.#link(number, this.valueAt(number, after), 'add');
    }
    this.#revision = after;
  }

  #link(number: number, value: Known, change: 'add' | 'remove'): void {
    if (typeof value === 'symbol') return;
    forEachReference(value, ({ number: target }) => {
      const known = this.#referrers.get(target);
      if (change === 'remove') known?.delete(number);
      else if (known) known.add(number);
      else this.#referrers.set(target, new Set([number]));
    });
  }
}

const nobody: ReadonlySet<number> = new Set();

/** The numbers that a value leads to, through everything that `enters` lets it go through. */
export function reachableFrom(
  value: PdfValue | undefined,
  enters: (number: number) => PdfValue | undefined,
): ReadonlySet<number> {
  const reached = new Set<number>();
  const open: (PdfValue | undefined)[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop())
    forEachReference(next, ({ number }) => {
      if (reached.has(number)) return;
      const inside = enters(number);
      if (inside === undefined) return;
      reached.add(number);
      if (asType(inside, 'reference') === undefined) open.push(inside);
    });
  return reached;
}
