import {
  afterSpace,
  type Budgets,
  type FileEnd,
  findFileEnds,
  type Place,
  readSection,
  type Section,
} from './cross-reference.ts';
import { malformed, PdfError, tooComplex } from './errors.ts';
import { decodeStream } from './filters.ts';
import { type IndirectObject, readIndirectObject } from './indirect-object.ts';
import { asCount, asType, isName, type PdfDictionary, type PdfStream, type PdfValue } from './objects.ts';
import { PdfParser } from './parser.ts';

/** What one writing of the file added: the file itself, or an incremental update (ISO 32000-2 7.5.6). */
export interface Revision {
  /** 0 is the oldest. */
  readonly index: number;
  /** Where its bytes begin: behind the end of the revision before. */
  readonly start: number;
  readonly fileEnd: FileEnd;
  /** The one that `startxref` means is the first. */
  readonly sections: readonly Section[];
  /** What it says of where objects are. */
  readonly places: ReadonlyMap<number, Place>;
  readonly trailer: PdfDictionary;
}

const limits = { values: 4_000_000, unpackedBytes: 128 * 1024 * 1024, sections: 5000 };

/** A PDF file with all its revisions; an object can be asked for as each of them left it. */
export interface PdfFile {
  readonly bytes: Uint8Array;
  /** Oldest first; at least one. */
  readonly revisions: readonly Revision[];
  /** Behind the last `%%EOF` and the white space that follows it; what comes then belongs to nothing. */
  readonly end: number;
  /** The newest, or the one with the index. */
  revision(index?: number): Revision;
  /** Where the object is that the number meant when the revision was the last. */
  place(number: number, revision: number): (Place & { readonly revision: number }) | undefined;
  /** null where there is none. @throws PdfError */
  object(number: number, revision: number): PdfValue;
  /** The object as it stands in the file; undefined where it is in an object stream, or nowhere. @throws PdfError */
  indirectObject(number: number, revision: number): IndirectObject | undefined;
  /** The value itself, or what it refers to. @throws PdfError */
  resolve(value: PdfValue | undefined, revision: number): PdfValue;
  /** What is in the stream, from the one budget of the file. @throws PdfError */
  unpack(stream: PdfStream): Uint8Array;
}

/**
 * The file that the bytes are. Strict where readers differ: the header at the first octet, cross-reference tables of
 * exact lines, streams of exact length, sections inside their revision.
 * @throws PdfError
 */
export function openPdf(bytes: Uint8Array): PdfFile {
  if (Buffer.from(bytes.subarray(0, 5)).toString('latin1') !== '%PDF-')
    throw malformed('no PDF begins at the first octet');
  const budgets = { values: { left: limits.values }, unpacked: { left: limits.unpackedBytes } };
  return new RevisedFile(bytes, readRevisions(bytes, budgets), budgets);
}

function readRevisions(bytes: Uint8Array, budgets: Budgets): readonly Revision[] {
  const ends = findFileEnds(bytes);
  const last = ends.at(-1);
  if (!last) throw malformed('the file has no end');
  const groups: { readonly fileEnd: FileEnd; readonly sections: Section[] }[] = [];
  for (const section of readChain(bytes, last.sectionOffset, budgets)) {
    const fileEnd =
      groups.length === 0 ? last : ends.find((end) => isEndOf(end, section) && end.end < last.end);
    if (fileEnd) groups.push({ fileEnd, sections: [section] });
    else groups.at(-1)?.sections.push(section);
  }
  const revisions: Revision[] = [];
  for (const { fileEnd, sections } of groups.toReversed()) {
    const start = revisions.at(-1)?.fileEnd.end ?? 0;
    revisions.push(revisionOf({ index: revisions.length, start, fileEnd, sections }));
  }
  return revisions;
}

function isEndOf({ start, sectionOffset }: FileEnd, section: Section): boolean {
  return sectionOffset === section.offset && start >= section.end;
}

/** The newest section first, and the stream of a hybrid one behind it. */
function readChain(bytes: Uint8Array, newest: number, budgets: Budgets): readonly Section[] {
  const chain: Section[] = [];
  const seen = new Set<number>();
  const read = (offset: number) => {
    if (seen.has(offset)) throw malformed('cross-reference sections that lead in a circle');
    seen.add(offset);
    if (seen.size > limits.sections) throw tooComplex('more revisions than a document may have');
    const section = readSection(bytes, offset, budgets);
    if (section.trailer.entries.has('Encrypt')) throw new PdfError('encrypted', 'the file is encrypted');
    chain.push(section);
    return section;
  };
  for (let next: number | undefined = newest; next !== undefined; ) {
    const section = read(next);
    if (section.hybridStream !== undefined) read(section.hybridStream);
    next = section.prev;
  }
  return chain;
}

function revisionOf(parts: Omit<Revision, 'places' | 'trailer'>): Revision {
  const { sections, start, fileEnd, index } = parts;
  const [first] = sections;
  if (!first) throw malformed('a revision without a cross-reference section');
  // Word puts the stream of a hybrid file before the first table, whose objects an update then shows.
  const hybrid = new Set(sections.map(({ hybridStream }) => hybridStream));
  if (sections.some(({ offset, end }) => (offset < start && !hybrid.has(offset)) || end > fileEnd.start))
    throw malformed(`a cross-reference section of revision ${index + 1} lies outside of it`);
  const places = new Map<number, Place>();
  for (const section of sections)
    for (const [number, place] of section.places) {
      const known = places.get(number);
      // What a table calls free, the stream of a hybrid file may place (7.5.8.4).
      if (!known || (known.kind === 'free' && section.form === 'stream' && first.form === 'table'))
        places.set(number, place);
    }
  return { ...parts, places, trailer: first.trailer };
}

class RevisedFile implements PdfFile {
  readonly bytes: Uint8Array;
  readonly revisions: readonly Revision[];
  readonly end: number;
  readonly #newest: Revision;
  readonly #budgets: Budgets;
  readonly #objects = new Map<number, IndirectObject>();
  readonly #objectStreams = new Map<number, readonly (readonly [number, PdfValue])[]>();
  /** The revisions that place an object, oldest first. */
  readonly #history = new Map<number, number[]>();
  /** Offsets of objects that are being read: the length of a stream may lead back to it. */
  readonly #open = new Set<number>();

  constructor(bytes: Uint8Array, revisions: readonly Revision[], budgets: Budgets) {
    const newest = revisions.at(-1);
    if (!newest) throw malformed('the file has no revision');
    this.bytes = bytes;
    this.revisions = revisions;
    this.#newest = newest;
    this.#budgets = budgets;
    this.end = afterSpace(bytes, newest.fileEnd.end);
    for (const { index, places } of revisions)
      for (const number of places.keys()) {
        const known = this.#history.get(number);
        if (known) known.push(index);
        else this.#history.set(number, [index]);
      }
  }

  revision(index?: number): Revision {
    return (index === undefined ? undefined : this.revisions[index]) ?? this.#newest;
  }

  place(number: number, revision: number) {
    const index = lastUpTo(this.#history.get(number) ?? [], revision);
    const place = index === undefined ? undefined : this.revisions[index]?.places.get(number);
    return index === undefined || !place ? undefined : { ...place, revision: index };
  }

  object(number: number, revision: number): PdfValue {
    const place = this.place(number, revision);
    if (place?.kind === 'at') return this.#objectAt(number, place).value;
    if (place?.kind === 'in') return this.#objectInStream(number, place, revision);
    return null;
  }

  indirectObject(number: number, revision: number): IndirectObject | undefined {
    const place = this.place(number, revision);
    return place?.kind === 'at' ? this.#objectAt(number, place) : undefined;
  }

  resolve(value: PdfValue | undefined, revision: number): PdfValue {
    const reference = asType(value, 'reference');
    if (!reference) return value ?? null;
    const place = this.place(reference.number, revision);
    const generation = place?.kind === 'at' ? place.generation : 0;
    if (generation !== reference.generation) return null;
    const found = this.object(reference.number, revision);
    if (asType(found, 'reference')) throw malformed('an object that is nothing but a reference');
    return found;
  }

  unpack(stream: PdfStream): Uint8Array {
    return decodeStream(stream, this.#budgets.unpacked);
  }

  #objectAt(
    number: number,
    place: { readonly offset: number; readonly generation: number; readonly revision: number },
  ): IndirectObject {
    const { offset, generation, revision } = place;
    const known = this.#objects.get(offset) ?? this.#read(offset, revision);
    if (known.number !== number || known.generation !== generation)
      throw malformed(`another object is where object ${number} should be`);
    if (known.end > this.revision(revision).fileEnd.start)
      throw malformed(`object ${number} lies behind the revision that has it`);
    this.#objects.set(offset, known);
    return known;
  }

  #read(offset: number, revision: number): IndirectObject {
    if (this.#open.has(offset)) throw malformed('an object that needs itself');
    this.#open.add(offset);
    try {
      const lengthOf = (value: PdfValue) => asCount(this.resolve(value, revision));
      return readIndirectObject(this.bytes, offset, { budget: this.#budgets.values, lengthOf });
    } finally {
      this.#open.delete(offset);
    }
  }

  #objectInStream(
    number: number,
    { stream, index }: { readonly stream: number; readonly index: number },
    revision: number,
  ): PdfValue {
    const container = this.indirectObject(stream, revision);
    if (!container) throw malformed(`the object stream of object ${number} is not there`);
    let inside = this.#objectStreams.get(container.start);
    if (!inside) {
      inside = this.#unpackObjects(asType(container.value, 'stream'));
      this.#objectStreams.set(container.start, inside);
    }
    const found = inside[index];
    if (found?.[0] !== number) throw malformed(`another object is where object ${number} should be`);
    return found[1];
  }

  /** ISO 32000-2 7.5.7. In the order in which they stand. */
  #unpackObjects(stream: PdfStream | undefined): readonly (readonly [number, PdfValue])[] {
    if (!stream || !isName(stream.dictionary.entries.get('Type'), 'ObjStm'))
      throw malformed('no object stream is where objects should be');
    const count = asCount(stream.dictionary.entries.get('N'));
    const first = asCount(stream.dictionary.entries.get('First'));
    const data = this.unpack(stream);
    if (count === undefined || first === undefined || first > data.length)
      throw malformed('an object stream without its counts');
    const options = { budget: this.#budgets.values, isUnpacked: true };
    const heads = new PdfParser(data, 0, { ...options, end: first });
    const objects: (readonly [number, PdfValue])[] = [];
    for (let index = 0; index < count; index += 1) {
      const number = heads.count();
      const offset = heads.count();
      objects.push([number, new PdfParser(data, first + offset, options).value()]);
    }
    return objects;
  }
}

/** The greatest of ascending numbers that is not above the limit. */
function lastUpTo(ascending: readonly number[], limit: number): number | undefined {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return ascending[low - 1];
}
