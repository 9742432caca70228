import { SignatureError } from '../../errors.ts';
import { array, dictionary, name, type PdfValue, reference, string } from '../pdf/objects.ts';
import { compressed, StampFont } from '../stamp/font.ts';
import { type Fonts, Layout, paper } from './layout.ts';
import { writeMetadata } from './metadata.ts';
import type { ComposedText, TextBlock } from './model.ts';
import { NewFile } from './new-file.ts';
import { writeStructure } from './structure.ts';

const mostPages = 200;

/**
 * A new PDF/A-2 file at level A (ISO 19005-2): tagged, with its fonts, and with what every glyph means. The same text is
 * always the same octets.
 * @throws SignatureError `signature.unsupported` for a character that cannot be shown, `signature.too_large`
 */
export function composePdf(text: ComposedText): Uint8Array {
  const cleaned = clean(text);
  const fonts = { regular: new StampFont('regular'), strong: new StampFont('strong') };
  const layout = new Layout(fonts);
  for (const block of cleaned.blocks) layout.block(block);
  if (layout.pages.length > mostPages) throw new SignatureError('signature.too_large', 'too many pages');
  layout.footer(cleaned);
  return write(cleaned, layout, fonts);
}

/** The first character of the text that no file of ours can show; undefined = all can. */
export function findUnprintable(text: string): string | undefined {
  const font = new StampFont('regular');
  return Array.from(oneLine(text)).find((character) => /\p{C}/u.test(character) || !font.shows(character));
}

function clean(text: ComposedText): ComposedText {
  return {
    ...text,
    title: checked(text.title),
    author: checked(text.author),
    footer: checked(text.footer),
    blocks: text.blocks.map(cleanBlock),
  };
}

function checked(said: string): string {
  const character = findUnprintable(said);
  if (character === undefined) return oneLine(said);
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  throw new SignatureError('signature.unsupported', `the font has no glyph for U+${code}`);
}

function cleanBlock(block: TextBlock): TextBlock {
  switch (block.kind) {
    case 'letterhead':
      return { ...block, lines: block.lines.map(checked) };
    case 'heading':
    case 'paragraph':
      return { ...block, text: checked(block.text) };
    case 'facts':
      return {
        ...block,
        rows: block.rows.map(({ name: named, value }) => ({ name: checked(named), value: checked(value) })),
      };
    case 'code':
      return { ...block, alternative: checked(block.alternative), lines: block.lines.map(checked) };
  }
}

function oneLine(text: string): string {
  return text.toWellFormed().normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** Grey of the CIE: without an output intent PDF/A knows no device's colours (ISO 19005-2 6.2.4). */
const grey = array(name('CalGray'), dictionary({ WhitePoint: array(0.9505, 1, 1.089), Gamma: 2.2 }));
const ink = '/Ink cs 0 sc /Ink CS 0.35 SC';

function write(text: ComposedText, layout: Layout, fonts: Fonts): Uint8Array {
  const file = new NewFile();
  const [catalog, tree] = [file.allocate(), file.allocate()];
  const numbers = layout.pages.map(() => file.allocate());
  const resources = file.add(
    dictionary({
      Font: dictionary({
        regular: reference(fonts.regular.write(file)),
        strong: reference(fonts.strong.write(file)),
      }),
      ColorSpace: dictionary({ Ink: grey }),
    }),
  );
  for (const [index, number] of numbers.entries()) {
    const drawing = [ink, ...(layout.pages[index]?.drawing ?? [])].join('\n');
    const contents = file.add(compressed(Buffer.from(drawing, 'latin1'), {}));
    file.set(number, pageOf({ tree, resources, contents, index }));
  }
  const kids: readonly PdfValue[] = numbers.map((number) => reference(number));
  file.set(tree, dictionary({ Type: name('Pages'), Kids: array(...kids), Count: numbers.length }));
  const marked = layout.pages.map((page) => page.marked);
  const structure = writeStructure(file, layout.root, { pages: numbers, marked });
  const { info, metadata } = writeMetadata(file, text);
  file.set(
    catalog,
    dictionary({
      Type: name('Catalog'),
      Pages: reference(tree),
      Lang: string(Buffer.from(text.language, 'latin1')),
      MarkInfo: dictionary({ Marked: true }),
      StructTreeRoot: reference(structure),
      Metadata: reference(metadata),
      ViewerPreferences: dictionary({ DisplayDocTitle: true }),
    }),
  );
  return file.finish({ root: catalog, info });
}

function pageOf(page: {
  readonly tree: number;
  readonly resources: number;
  readonly contents: number;
  readonly index: number;
}) {
  return dictionary({
    Type: name('Page'),
    Parent: reference(page.tree),
    MediaBox: array(0, 0, paper.width, paper.height),
    Resources: reference(page.resources),
    Contents: reference(page.contents),
    StructParents: page.index,
    Tabs: name('S'),
  });
}
