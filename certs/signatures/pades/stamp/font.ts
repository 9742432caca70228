import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { array, dictionary, name, type PdfDictionary, reference, string } from '../pdf/objects.ts';
import type { ObjectSink } from '../pdf/write.ts';
import { readTrueType, type TrueTypeFont } from './true-type.ts';

export type FontWeight = 'regular' | 'strong';

const files: Readonly<Record<FontWeight, { readonly path: string; readonly name: string }>> = {
  regular: { path: '400Regular/SourceSans3_400Regular.ttf', name: 'SourceSans3-Regular' },
  strong: { path: '600SemiBold/SourceSans3_600SemiBold.ttf', name: 'SourceSans3-SemiBold' },
};

const read = new Map<FontWeight, TrueTypeFont>();

function fontOf(weight: FontWeight): TrueTypeFont {
  let font = read.get(weight);
  if (!font) {
    const url = import.meta.resolve(`@expo-google-fonts/source-sans-3/${files[weight].path}`);
    font = readTrueType(readFileSync(fileURLToPath(url)));
    read.set(weight, font);
  }
  return font;
}

/** Text in one font, which collects the glyphs that it needs. */
export class StampFont {
  readonly #weight: FontWeight;
  readonly #font: TrueTypeFont;
  /** Code points with the glyph that they have in the subset. */
  readonly #used = new Map<number, number>();

  constructor(weight: FontWeight) {
    this.#weight = weight;
    this.#font = fontOf(weight);
  }

  /** Whether the font has a glyph for every character. */
  shows(text: string): boolean {
    for (const character of text) if (this.#font.glyphOf(character.codePointAt(0) ?? 0) === 0) return false;
    return true;
  }

  /** In thousandths of the size. */
  widthOf(text: string): number {
    let width = 0;
    for (const character of text) width += this.#advance(this.#font.glyphOf(character.codePointAt(0) ?? 0));
    return width;
  }

  #advance(glyph: number): number {
    return Math.round((this.#font.advanceOf(glyph) * 1000) / this.#font.unitsPerEm);
  }

  get ascent(): number {
    return (this.#font.ascent * 1000) / this.#font.unitsPerEm;
  }

  /** The operand of Tj: two octets for each glyph of the subset. */
  encode(text: string): string {
    let operand = '';
    for (const character of text) {
      const codePoint = character.codePointAt(0) ?? 0;
      const isKnown = this.#font.glyphOf(codePoint) !== 0;
      const glyph = isKnown ? (this.#used.get(codePoint) ?? this.#used.size + 1) : 0;
      if (isKnown) this.#used.set(codePoint, glyph);
      operand += glyph.toString(16).padStart(4, '0');
    }
    return `<${operand.toUpperCase()}>`;
  }

  /** Writes the font with what was encoded so far, and tells its number (ISO 32000-2 9.7). */
  write(update: ObjectSink): number {
    const codePoints = [...this.#used.keys()];
    const glyphs = codePoints.map((codePoint) => this.#font.glyphOf(codePoint));
    const program = this.#font.subset(glyphs);
    const fontName = name(`${subsetTag(codePoints)}+${files[this.#weight].name}`);
    const fontFile = update.add(compressed(program, { Length1: program.length }));
    const descriptor = update.add(this.#descriptor(fontName.name, fontFile));
    const descendant = update.add(
      dictionary({
        Type: name('Font'),
        Subtype: name('CIDFontType2'),
        BaseFont: fontName,
        CIDSystemInfo: dictionary({
          Registry: string(Buffer.from('Adobe')),
          Ordering: string(Buffer.from('Identity')),
          Supplement: 0,
        }),
        FontDescriptor: reference(descriptor),
        CIDToGIDMap: name('Identity'),
        W: array(1, array(...glyphs.map((glyph) => this.#advance(glyph)))),
      }),
    );
    return update.add(
      dictionary({
        Type: name('Font'),
        Subtype: name('Type0'),
        BaseFont: fontName,
        Encoding: name('Identity-H'),
        DescendantFonts: array(reference(descendant)),
        ToUnicode: reference(update.add(compressed(toUnicode(codePoints), {}))),
      }),
    );
  }

  #descriptor(fontName: string, fontFile: number): PdfDictionary {
    const { ascent, descent, boundingBox, unitsPerEm } = this.#font;
    const scaled = (value: number) => Math.round((value * 1000) / unitsPerEm);
    return dictionary({
      Type: name('FontDescriptor'),
      FontName: name(fontName),
      Flags: 4,
      FontBBox: array(...boundingBox.map(scaled)),
      ItalicAngle: 0,
      Ascent: scaled(ascent),
      Descent: scaled(descent),
      CapHeight: 660,
      StemV: this.#weight === 'strong' ? 120 : 84,
      FontFile2: reference(fontFile),
    });
  }
}

/** Six letters that tell one subset from another (9.9.2). */
function subsetTag(codePoints: readonly number[]): string {
  let sum = 17;
  for (const codePoint of codePoints) sum = (sum * 31 + codePoint) % 26 ** 6;
  let tag = '';
  for (let letter = 0; letter < 6; letter += 1, sum = Math.floor(sum / 26))
    tag += String.fromCharCode(65 + (sum % 26));
  return tag;
}

export function compressed(data: Uint8Array, entries: Readonly<Record<string, number>>) {
  const packed = deflateSync(data);
  const head = dictionary({ ...entries, Filter: name('FlateDecode'), Length: packed.length });
  return { type: 'stream', dictionary: head, data: packed } as const;
}

/** What each glyph means, so that the text can be searched and read aloud (9.10.3). */
function toUnicode(codePoints: readonly number[]): Uint8Array {
  const lines = codePoints.map((codePoint, index) => {
    const text = Buffer.from(String.fromCodePoint(codePoint), 'utf16le').swap16().toString('hex');
    return `<${(index + 1).toString(16).padStart(4, '0')}> <${text}>\n`;
  });
  const blocks: string[] = [];
  for (let at = 0; at < lines.length; at += 100) {
    const block = lines.slice(at, at + 100);
    blocks.push(`${block.length} beginbfchar\n${block.join('')}endbfchar\n`);
  }
  return Buffer.from(
    `/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n` +
      `/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n` +
      `/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n` +
      `1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n${blocks.join('')}` +
      `endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n`,
    'latin1',
  );
}
