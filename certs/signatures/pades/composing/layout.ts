import type { FontWeight, StampFont } from '../stamp/font.ts';
import { breakLine, coordinates } from '../stamp/lines.ts';
import { drawQrCode } from '../stamp/qr-code.ts';
import type { ComposedText, TextBlock } from './model.ts';
import { StructureElement } from './structure.ts';

/** A4, in points. */
export const paper = { width: 595, height: 842 } as const;
const margin = { left: 64, right: 64, top: 58, bottom: 78 } as const;
const textWidth = paper.width - margin.left - margin.right;
const leading = 1.36;
const bodySize = 11;
const footerBase = 44;

export type Fonts = Readonly<Record<FontWeight, StampFont>>;

/** A laid out page: its drawing, and whose each marked content is. */
interface LaidPage {
  readonly drawing: string[];
  readonly marked: StructureElement[];
}

interface Place {
  readonly page: number;
  /** Of the upper edge of what comes next. */
  readonly top: number;
}

interface TextStyle {
  readonly size: number;
  readonly weight: FontWeight;
  readonly left: number;
  readonly width: number;
}

const body: TextStyle = { size: bodySize, weight: 'regular', left: margin.left, width: textWidth };

/** Puts text on pages, from the top of the first, and remembers what each piece is. */
export class Layout {
  readonly pages: LaidPage[] = [];
  readonly root = new StructureElement('Document');
  readonly #fonts: Fonts;
  #place: Place = { page: 0, top: paper.height - margin.top };

  constructor(fonts: Fonts) {
    this.#fonts = fonts;
  }

  block(block: TextBlock): void {
    switch (block.kind) {
      case 'letterhead':
        return this.#letterhead(block.lines);
      case 'heading':
        return this.#heading(block.level, block.text);
      case 'paragraph': {
        const weight = block.isStrong === true ? 'strong' : 'regular';
        this.#text(this.root.append('P'), block.text, { ...body, weight });
        return this.#skip(7);
      }
      case 'facts':
        return this.#facts(block.rows);
      case 'code':
        return this.#code(block);
    }
  }

  /** Outside of the structure: it says nothing that the text does not. */
  footer({ footer }: Pick<ComposedText, 'footer'>): void {
    const size = 8.5;
    for (const [index, page] of this.pages.entries()) {
      const number = `${index + 1} / ${this.pages.length}`;
      const right = paper.width - margin.right - (this.#fonts.regular.widthOf(number) * size) / 1000;
      const [line = ''] = this.#lines(footer, { ...body, size, width: textWidth - 60 });
      page.drawing.push(
        '/Artifact <</Type /Pagination /Subtype /Footer>> BDC',
        rule(footerBase + 14),
        this.#line(line, { ...body, size }, footerBase),
        this.#line(number, { ...body, size, left: right }, footerBase),
        'EMC',
      );
    }
  }

  #letterhead(lines: readonly string[]): void {
    for (const [index, line] of lines.entries())
      this.#text(this.root.append('P'), line, {
        ...body,
        size: index === 0 ? 14 : 9.5,
        weight: index === 0 ? 'strong' : 'regular',
      });
    this.#skip(5);
    this.#pageAt(this.#place.page).drawing.push('/Artifact BMC', rule(this.#place.top), 'EMC');
    this.#skip(16);
  }

  #heading(level: 1 | 2, text: string): void {
    const size = level === 1 ? 17 : 12.5;
    this.#room(size * 6);
    this.#skip(level === 1 ? 4 : 8);
    this.#text(this.root.append(`H${level}`), text, { ...body, size, weight: 'strong' });
    this.#skip(level === 1 ? 10 : 4);
  }

  /** A table of which each row begins with its heading. */
  #facts(rows: readonly { readonly name: string; readonly value: string }[]): void {
    const nameWidth = 150;
    const gap = 14;
    const table = this.root.append('Table');
    for (const { name, value } of rows) {
      this.#room(bodySize * leading * 2);
      const row = table.append('TR');
      const start = this.#place;
      this.#text(row.append('TH'), name, { ...body, weight: 'strong', width: nameWidth });
      const named = this.#place;
      this.#place = start;
      const left = margin.left + nameWidth + gap;
      this.#text(row.append('TD'), value, { ...body, left, width: textWidth - nameWidth - gap });
      if (isFurther(named, this.#place)) this.#place = named;
      this.#skip(4);
    }
    this.#skip(8);
  }

  #code({ address, alternative, lines }: Extract<TextBlock, { readonly kind: 'code' }>): void {
    const side = 92;
    this.#skip(10);
    this.#room(side + 6);
    const { page, top } = this.#place;
    const figure = this.root.append('Figure');
    figure.picture = { alternative, box: [margin.left, top - side, margin.left + side, top] };
    const dark = drawQrCode(address, { left: margin.left, top, side });
    this.#mark(figure, page, [...dark, 'f']);
    this.#place = { page, top: top - 8 };
    const style = { ...body, size: 9.5, left: margin.left + side + 12, width: textWidth - side - 12 };
    for (const line of lines) this.#text(this.root.append('P'), line, style);
    const below = { page, top: top - side };
    if (isFurther(below, this.#place)) this.#place = below;
  }

  /** Lines from the place on, over as many pages as they take. */
  #text(element: StructureElement, text: string, style: TextStyle): void {
    const height = style.size * leading;
    let drawn: string[] = [];
    for (const line of this.#lines(text, style)) {
      const before = this.#place.page;
      if (this.#place.top - height < margin.bottom) {
        if (drawn.length > 0) this.#mark(element, before, drawn);
        drawn = [];
        this.#turnPage();
      }
      const base = this.#place.top - (this.#fonts[style.weight].ascent * style.size) / 1000;
      drawn.push(this.#line(line, style, base));
      this.#skip(height);
    }
    if (drawn.length > 0) this.#mark(element, this.#place.page, drawn);
  }

  #lines(text: string, { size, weight, width }: Omit<TextStyle, 'left'>): readonly string[] {
    return breakLine(text, (part) => (this.#fonts[weight].widthOf(part) * size) / 1000 <= width);
  }

  #line(text: string, { weight, size, left }: TextStyle, base: number): string {
    const place = `1 0 0 1 ${coordinates(left, base)} Tm`;
    return `BT /${weight} ${size} Tf ${place} ${this.#fonts[weight].encode(text)} Tj ET`;
  }

  #mark(element: StructureElement, pageNumber: number, drawing: readonly string[]): void {
    const page = this.#pageAt(pageNumber);
    const mark = page.marked.push(element) - 1;
    element.content.push({ page: pageNumber, mark });
    page.drawing.push(`/${element.type} <</MCID ${mark}>> BDC`, ...drawing, 'EMC');
  }

  #pageAt(number: number): LaidPage {
    while (this.pages.length <= number) this.pages.push({ drawing: [], marked: [] });
    return this.pages[number] ?? { drawing: [], marked: [] };
  }

  #skip(height: number): void {
    const { page, top } = this.#place;
    this.#place = { page, top: top - height };
  }

  /** The next page, unless so much has room on this one. */
  #room(height: number): void {
    if (this.#place.top - height < margin.bottom) this.#turnPage();
  }

  #turnPage(): void {
    this.#place = { page: this.#place.page + 1, top: paper.height - margin.top };
  }
}

function isFurther(one: Place, other: Place): boolean {
  return one.page > other.page || (one.page === other.page && one.top < other.top);
}

function rule(height: number): string {
  return `0.5 w ${coordinates(margin.left, height)} m ${coordinates(paper.width - margin.right, height)} l S`;
}
