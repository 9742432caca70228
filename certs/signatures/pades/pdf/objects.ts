/** The types of ISO 32000-2 7.3. Numbers, booleans and null are those of the language. */
export type PdfValue =
  | null
  | boolean
  | number
  | PdfName
  | PdfString
  | PdfReference
  | PdfArray
  | PdfDictionary
  | PdfStream;

export interface PdfName {
  readonly type: 'name';
  readonly name: string;
}

export interface PdfString {
  readonly type: 'string';
  readonly bytes: Uint8Array;
  /** Written between angle brackets. */
  readonly isHex: boolean;
  /** Where it stands in what it was read from, with its brackets; -1 where it was not read. */
  readonly start: number;
  readonly end: number;
}

export interface PdfReference {
  readonly type: 'reference';
  readonly number: number;
  readonly generation: number;
}

export interface PdfArray {
  readonly type: 'array';
  readonly items: readonly PdfValue[];
}

export interface PdfDictionary {
  readonly type: 'dictionary';
  readonly entries: ReadonlyMap<string, PdfValue>;
  /** Keys that stand more than once: readers differ in which they take. */
  readonly repeated: readonly string[];
}

export interface PdfStream {
  readonly type: 'stream';
  readonly dictionary: PdfDictionary;
  /** As it stands, before any filter. */
  readonly data: Uint8Array;
}

export function name(text: string): PdfName {
  return { type: 'name', name: text };
}

export function reference(number: number, generation = 0): PdfReference {
  return { type: 'reference', number, generation };
}

export function array(...items: readonly PdfValue[]): PdfArray {
  return { type: 'array', items };
}

/** Entries without a value are left out. */
export function dictionary(entries: Readonly<Record<string, PdfValue | undefined>>): PdfDictionary {
  const kept = Object.entries(entries).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return { type: 'dictionary', entries: new Map(kept), repeated: [] };
}

/** The same dictionary with entries set; `undefined` takes one away. */
export function withEntries(
  { entries }: PdfDictionary,
  changes: Readonly<Record<string, PdfValue | undefined>>,
): PdfDictionary {
  const changed = new Map(entries);
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) changed.delete(key);
    else changed.set(key, value);
  }
  return { type: 'dictionary', entries: changed, repeated: [] };
}

export function string(bytes: Uint8Array, isHex = false): PdfString {
  return { type: 'string', bytes, isHex, start: -1, end: -1 };
}

type Typed = Exclude<PdfValue, null | boolean | number>;

/** The value when it is of the type. */
export function asType<Type extends Typed['type']>(
  value: PdfValue | undefined,
  type: Type,
): Extract<Typed, { readonly type: Type }> | undefined {
  return isType(value, type) ? value : undefined;
}

function isType<Type extends Typed['type']>(
  value: PdfValue | undefined,
  type: Type,
): value is Extract<Typed, { readonly type: Type }> {
  return typeof value === 'object' && value !== null && value.type === type;
}

export function isName(value: PdfValue | undefined, text: string): boolean {
  return asType(value, 'name')?.name === text;
}

/** The dictionary of a dictionary or stream. */
export function dictionaryOf(value: PdfValue | undefined): PdfDictionary | undefined {
  return asType(value, 'dictionary') ?? asType(value, 'stream')?.dictionary;
}

/** An integer that can be a position, a length or a count. */
export function asCount(value: PdfValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** Whether two values are the same, whatever the order in their dictionaries and the way in which strings are written. */
export function isSameValue(left: PdfValue | undefined, right: PdfValue | undefined): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  switch (left.type) {
    case 'name':
      return asType(right, 'name')?.name === left.name;
    case 'string': {
      const other = asType(right, 'string');
      return other !== undefined && Buffer.compare(left.bytes, other.bytes) === 0;
    }
    case 'reference': {
      const other = asType(right, 'reference');
      return other?.number === left.number && other.generation === left.generation;
    }
    case 'array': {
      const items = asType(right, 'array')?.items;
      return (
        items?.length === left.items.length && left.items.every((item, at) => isSameValue(item, items[at]))
      );
    }
    case 'dictionary': {
      const other = asType(right, 'dictionary');
      return other !== undefined && changedKeys(left, other).length === 0;
    }
    case 'stream': {
      const other = asType(right, 'stream');
      return (
        other !== undefined &&
        isSameValue(left.dictionary, other.dictionary) &&
        Buffer.compare(left.data, other.data) === 0
      );
    }
  }
}

/** The keys whose values are not the same in both. */
export function changedKeys(left: PdfDictionary, right: PdfDictionary): readonly string[] {
  const keys = new Set([...left.entries.keys(), ...right.entries.keys()]);
  const repeated = [...left.repeated, ...right.repeated];
  const differing = [...keys].filter((key) => !isSameValue(left.entries.get(key), right.entries.get(key)));
  return [...differing, ...repeated.filter((key) => !differing.includes(key))];
}

/** Calls back for every reference in the value, whatever it is nested in. */
export function forEachReference(
  value: PdfValue | undefined,
  callback: (reference: PdfReference) => void,
): void {
  if (typeof value !== 'object' || value === null) return;
  switch (value.type) {
    case 'reference':
      callback(value);
      return;
    case 'array':
      for (const item of value.items) forEachReference(item, callback);
      return;
    case 'dictionary':
      for (const item of value.entries.values()) forEachReference(item, callback);
      return;
    case 'stream':
      forEachReference(value.dictionary, callback);
      return;
    case 'name':
    case 'string':
      return;
  }
}
