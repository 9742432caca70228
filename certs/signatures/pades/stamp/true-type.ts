/** A TrueType font (ISO/IEC 14496-22), as far as text needs it that is written with a few of its glyphs. */
export interface TrueTypeFont {
  readonly unitsPerEm: number;
  readonly ascent: number;
  readonly descent: number;
  readonly boundingBox: readonly number[];
  /** 0 where the font has no glyph for the character. */
  glyphOf(codePoint: number): number;
  /** In units of the em. */
  advanceOf(glyph: number): number;
  /**
   * A font of these glyphs alone, numbered from 1 in the order given, with what they are composed of behind them;
   * glyph 0 stays what is shown for a character that the font does not have.
   */
  subset(glyphs: readonly number[]): Uint8Array;
}

type Table = DataView<ArrayBufferLike>;

/** The font is one of ours; @throws RangeError where it is none. */
export function readTrueType(bytes: Uint8Array): TrueTypeFont {
  const tables = readTables(bytes);
  const table = (tag: string) => {
    const found = tables.get(tag);
    if (!found) throw new RangeError(`a font without ${tag}`);
    return found;
  };
  const head = table('head');
  const hhea = table('hhea');
  const metrics = table('hmtx');
  const metricCount = hhea.getUint16(34);
  const characters = readCharacters(table('cmap'));
  const glyphs = readGlyphs(table('loca'), table('glyf'), head.getInt16(50) === 1);
  const metricOf = (glyph: number) => Math.min(glyph, metricCount - 1) * 4;
  const advanceOf = (glyph: number) => metrics.getUint16(metricOf(glyph));
  return {
    unitsPerEm: head.getUint16(18),
    ascent: hhea.getInt16(4),
    descent: hhea.getInt16(6),
    boundingBox: [36, 38, 40, 42].map((at) => head.getInt16(at)),
    glyphOf: (codePoint) => characters.get(codePoint) ?? 0,
    advanceOf,
    subset: (wanted) => writeSubset({ tables, glyphs, metrics, metricOf }, wanted),
  };
}

function readTables(bytes: Uint8Array): ReadonlyMap<string, Table> {
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = new Map<string, Table>();
  for (let index = 0; index < file.getUint16(4); index += 1) {
    const entry = 12 + index * 16;
    const tag = Buffer.from(bytes.subarray(entry, entry + 4)).toString('latin1');
    const [start, length] = [file.getUint32(entry + 8), file.getUint32(entry + 12)];
    tables.set(tag, new DataView(bytes.buffer, bytes.byteOffset + start, length));
  }
  return tables;
}

/** Of the subtables of `cmap` the one of format 4: the characters of the first plane. */
function readCharacters(cmap: Table): ReadonlyMap<number, number> {
  const characters = new Map<number, number>();
  for (let index = 0; index < cmap.getUint16(2); index += 1) {
    const start = cmap.getUint32(4 + index * 8 + 4);
    if (cmap.getUint16(start) !== 4) continue;
    const segments = cmap.getUint16(start + 6) / 2;
    for (let segment = 0; segment < segments; segment += 1)
      readSegment(cmap, { start, segments, segment }, characters);
    return characters;
  }
  throw new RangeError('a font without characters');
}

function readSegment(
  cmap: Table,
  { start, segments, segment }: { start: number; segments: number; segment: number },
  characters: Map<number, number>,
): void {
  const column = (part: number) => start + 14 + (part * segments + segment) * 2 + (part > 0 ? 2 : 0);
  const [last, first] = [cmap.getUint16(column(0)), cmap.getUint16(column(1))];
  const delta = cmap.getUint16(column(2));
  const rangeAt = column(3);
  const range = cmap.getUint16(rangeAt);
  for (let character = first; character <= last && character < 0xffff; character += 1) {
    const listed = range === 0 ? character : cmap.getUint16(rangeAt + range + (character - first) * 2);
    const glyph = listed === 0 ? 0 : (listed + delta) & 0xffff;
    if (glyph !== 0) characters.set(character, glyph);
  }
}

function readGlyphs(loca: Table, glyf: Table, isLong: boolean): (glyph: number) => Uint8Array {
  const offset = (glyph: number) => (isLong ? loca.getUint32(glyph * 4) : loca.getUint16(glyph * 2) * 2);
  return (glyph) =>
    new Uint8Array(glyf.buffer, glyf.byteOffset + offset(glyph), offset(glyph + 1) - offset(glyph));
}

interface Source {
  readonly tables: ReadonlyMap<string, Table>;
  readonly glyphs: (glyph: number) => Uint8Array;
  readonly metrics: Table;
  readonly metricOf: (glyph: number) => number;
}

function writeSubset(source: Source, wanted: readonly number[]): Uint8Array {
  const order = [0, ...wanted];
  const outlines: Buffer[] = [];
  // Grows while it is walked: a composed glyph adds its parts.
  for (let index = 0; index < order.length; index += 1) {
    const outline = Buffer.from(source.glyphs(order[index] ?? 0));
    for (const at of componentsOf(outline)) {
      const part = outline.readUInt16BE(at);
      if (!order.includes(part)) order.push(part);
      outline.writeUInt16BE(order.indexOf(part), at);
    }
    outlines.push(Buffer.concat([outline, Buffer.alloc(-outline.length & 3)]));
  }
  const starts = [0];
  for (const { length } of outlines) starts.push((starts.at(-1) ?? 0) + length);
  const copied = ['cvt ', 'fpgm', 'prep'].flatMap((tag) => {
    const table = source.tables.get(tag);
    return table ? [[tag, octetsOf(table)] as const] : [];
  });
  return writeFont([
    ...copied,
    ['glyf', Buffer.concat(outlines)],
    ['head', patched(source.tables.get('head'), [50, 1])],
    ['hhea', patched(source.tables.get('hhea'), [34, order.length])],
    ['hmtx', Buffer.concat(order.map((glyph) => metricsOf(source, glyph)))],
    ['loca', Buffer.concat(starts.map(longWord))],
    ['maxp', patched(source.tables.get('maxp'), [4, order.length])],
  ]);
}

function metricsOf({ metrics, metricOf }: Source, glyph: number): Buffer {
  return octetsOf(metrics).subarray(metricOf(glyph), metricOf(glyph) + 4);
}

function octetsOf(table: Table): Buffer {
  return Buffer.from(table.buffer, table.byteOffset, table.byteLength);
}

function patched(table: Table | undefined, [at, value]: readonly [number, number]): Buffer {
  const copy = Buffer.from(table ? octetsOf(table) : []);
  copy.writeUInt16BE(value, at);
  return copy;
}

function longWord(value: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(value);
  return octets;
}

/** Where the numbers of the parts of a composed glyph stand. */
function componentsOf(outline: Buffer): readonly number[] {
  if (outline.length < 10 || outline.readInt16BE(0) >= 0) return [];
  const places: number[] = [];
  for (let at = 10, more = true; more; ) {
    const flags = outline.readUInt16BE(at);
    places.push(at + 2);
    const scale = flags & 0x0008 ? 2 : flags & 0x0040 ? 4 : flags & 0x0080 ? 8 : 0;
    at += 4 + (flags & 0x0001 ? 4 : 2) + scale;
    more = (flags & 0x0020) !== 0;
  }
  return places;
}

/** The file around the tables, which are in the order of their tags. */
function writeFont(tables: readonly (readonly [string, Buffer])[]): Uint8Array {
  const count = tables.length;
  const power = 2 ** Math.floor(Math.log2(count));
  const head = Buffer.alloc(12 + count * 16);
  head.writeUInt32BE(0x00010000, 0);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(power * 16, 6);
  head.writeUInt16BE(Math.log2(power), 8);
  head.writeUInt16BE((count - power) * 16, 10);
  const pieces = [head];
  let at = head.length;
  for (const [index, [tag, table]] of tables.entries()) {
    const padded = Buffer.concat([table, Buffer.alloc(-table.length & 3)]);
    const entry = 12 + index * 16;
    head.write(tag, entry, 'latin1');
    head.writeUInt32BE(checksum(padded), entry + 4);
    head.writeUInt32BE(at, entry + 8);
    head.writeUInt32BE(table.length, entry + 12);
    pieces.push(padded);
    at += padded.length;
  }
  return Buffer.concat(pieces);
}

function checksum(table: Buffer): number {
  let sum = 0;
  for (let at = 0; at < table.length; at += 4) sum = (sum + table.readUInt32BE(at)) >>> 0;
  return sum;
}
