import type { PdfFile } from './document.ts';
import {
  array,
  asCount,
  asType,
  dictionary,
  name,
  type PdfDictionary,
  type PdfValue,
  string,
} from './objects.ts';

/** An object to be written: a value, or octets of one that are written already. */
export interface NewObject {
  readonly number: number;
  readonly generation: number;
  readonly body: Uint8Array;
}

/** The octets of a value (ISO 32000-2 7.3). */
export function encodeValue(value: PdfValue): Uint8Array {
  if (asType(value, 'stream') === undefined) return Buffer.from(textOf(value), 'latin1');
  const { dictionary: head, data } = asType(value, 'stream') ?? { dictionary: dictionary({}), data: empty };
  return Buffer.concat([
    Buffer.from(`${textOf(head)}\nstream\n`, 'latin1'),
    data,
    Buffer.from('\nendstream', 'latin1'),
  ]);
}

const empty = new Uint8Array();

/** One character for each octet. */
export function textOf(value: PdfValue): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return numberText(value);
  switch (value.type) {
    case 'name':
      return `/${value.name.replace(/[^!-~]|[#()<>[\]{}/%]/g, escaped)}`;
    case 'string':
      return `<${Buffer.from(value.bytes).toString('hex').toUpperCase()}>`;
    case 'reference':
      return `${value.number} ${value.generation} R`;
    case 'array':
      return `[${value.items.map(textOf).join(' ')}]`;
    case 'dictionary':
      return `<<${[...value.entries].map(([key, item]) => `${textOf(name(key))} ${textOf(item)}`).join('\n')}>>`;
    case 'stream':
      throw new TypeError('a stream is never inside another value');
  }
}

function escaped(character: string): string {
  return `#${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`;
}

/** Never with an exponent, which the format does not have. */
function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(5).replace(/0+$/, '').replace(/\.$/, '');
}

/** Where indirect objects are put. */
export interface ObjectSink {
  /** The number that the object got. */
  add(value: PdfValue): number;
}

/** An incremental update in the making (ISO 32000-2 7.5.6): objects are added, no octet is rewritten. */
export class IncrementalUpdate implements ObjectSink {
  readonly file: PdfFile;
  readonly #objects = new Map<number, NewObject>();
  #nextNumber: number;

  constructor(file: PdfFile) {
    this.file = file;
    const size = asCount(file.revision().trailer.entries.get('Size')) ?? 0;
    // What a wrong Size hides must not be replaced.
    const used = Math.max(0, ...file.revisions.map(({ places }) => greatest(places.keys())));
    this.#nextNumber = Math.max(size, used + 1);
  }

  /** A number for a new object. */
  allocate(): number {
    this.#nextNumber += 1;
    return this.#nextNumber - 1;
  }

  /** Adds an object, and tells its number. */
  add(value: PdfValue): number {
    const number = this.allocate();
    this.set(number, value);
    return number;
  }

  /** The object has this value from now on. */
  set(number: number, value: PdfValue): void {
    this.setEncoded(number, encodeValue(value));
  }

  setEncoded(number: number, body: Uint8Array): void {
    const place = this.file.place(number, this.file.revision().index);
    const generation = place?.kind === 'at' ? place.generation : 0;
    this.#objects.set(number, { number, generation, body });
  }

  /** What is to be appended, and where in it each object's body begins. `id`: the second half of the file's ID. */
  finish(id: Uint8Array): { readonly bytes: Uint8Array; readonly bodies: ReadonlyMap<number, number> } {
    const { bytes: before } = this.file;
    const last = before[before.length - 1];
    const pieces: Uint8Array[] = [Buffer.from(last === 10 || last === 13 ? '' : '\n', 'latin1')];
    let at = before.length + (pieces[0]?.length ?? 0);
    const offsets = new Map<number, number>();
    const bodies = new Map<number, number>();
    const write = (piece: Uint8Array) => {
      pieces.push(piece);
      at += piece.length;
    };
    for (const { number, generation, body } of this.#inOrder()) {
      offsets.set(number, at);
      write(Buffer.from(`${number} ${generation} obj\n`, 'latin1'));
      bodies.set(number, at - before.length);
      write(body);
      write(endOfObject);
    }
    const isStream = this.file.revision().sections[0]?.form === 'stream';
    const section = isStream ? this.#streamSection(offsets, at, id) : this.#tableSection(offsets, id);
    write(section);
    write(Buffer.from(`startxref\n${at - section.length}\n%%EOF\n`, 'latin1'));
    return { bytes: Buffer.concat(pieces), bodies };
  }

  #inOrder(): readonly NewObject[] {
    return [...this.#objects.values()].sort((left, right) => left.number - right.number);
  }

  #tableSection(offsets: ReadonlyMap<number, number>, id: Uint8Array): Uint8Array {
    const lines = rangesOf(offsets.keys()).map(([first, count]) => {
      const numbers = Array.from({ length: count }, (_, index) => first + index);
      const places = numbers.map((number) => {
        const generation = this.#objects.get(number)?.generation ?? 0;
        return `${String(offsets.get(number) ?? 0).padStart(10, '0')} ${String(generation).padStart(5, '0')} n \n`;
      });
      return `${first} ${count}\n${places.join('')}`;
    });
    const trailer = textOf(this.#trailer(id, this.#nextNumber));
    return Buffer.from(`xref\n${lines.join('')}trailer\n${trailer}\n`, 'latin1');
  }

  /** A file whose last section is a stream goes on with streams (7.5.8.4: the forms are not mixed). */
  #streamSection(offsets: ReadonlyMap<number, number>, at: number, id: Uint8Array): Uint8Array {
    const number = this.allocate();
    const all = new Map(offsets).set(number, at);
    const ranges = rangesOf(all.keys());
    const rows = Buffer.alloc(all.size * streamRow);
    let row = 0;
    for (const one of [...all.keys()].sort((left, right) => left - right)) {
      rows[row] = 1;
      rows.writeUInt32BE(all.get(one) ?? 0, row + 1);
      rows.writeUInt16BE(this.#objects.get(one)?.generation ?? 0, row + 5);
      row += streamRow;
    }
    const head = new Map(this.#trailer(id, number + 1).entries)
      .set('Type', name('XRef'))
      .set('W', array(1, 4, 2))
      .set('Index', array(...ranges.flat()))
      .set('Length', rows.length);
    const stream = { type: 'stream', dictionary: { ...dictionary({}), entries: head }, data: rows } as const;
    const opening = Buffer.from(`${number} 0 obj\n`, 'latin1');
    return Buffer.concat([opening, encodeValue(stream), endOfObject]);
  }

  #trailer(id: Uint8Array, size: number): PdfDictionary {
    const { trailer, sections } = this.file.revision();
    const known = asType(trailer.entries.get('ID'), 'array')?.items[0];
    const first = asType(known, 'string') ?? string(id, true);
    return dictionary({
      Size: size,
      Root: trailer.entries.get('Root'),
      Info: trailer.entries.get('Info'),
      ID: array(first, string(id, true)),
      Prev: sections[0]?.offset,
    });
  }
}

const endOfObject = Buffer.from('\nendobj\n', 'latin1');
const streamRow = 7;

function greatest(numbers: Iterable<number>): number {
  let found = 0;
  for (const number of numbers) if (number > found) found = number;
  return found;
}

/** First number and count of each run of consecutive numbers. */
function rangesOf(numbers: Iterable<number>): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  for (const number of [...numbers].sort((left, right) => left - right)) {
    const last = ranges.at(-1);
    if (last && last[0] + last[1] === number) last[1] += 1;
    else ranges.push([number, 1]);
  }
  return ranges;
}
