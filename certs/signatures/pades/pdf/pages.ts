import type { PdfFile } from './document.ts';
import { malformed, PdfError, tooComplex } from './errors.ts';
import { asType, isName, type PdfDictionary, type PdfValue } from './objects.ts';

/** A rectangle of user space: left, bottom, right, top. */
export type Rectangle = readonly [number, number, number, number];

export interface Page {
  readonly number: number;
  readonly generation: number;
  readonly dictionary: PdfDictionary;
  /** What of it is shown: the crop box within the media box (ISO 32000-2 14.11.2). */
  readonly box: Rectangle;
  /** Clockwise, when shown: 0, 90, 180 or 270. */
  readonly rotation: number;
}

const limits = { pages: 200_000, depth: 64 };

/** The catalog (ISO 32000-2 7.7.2). @throws PdfError where there is none */
export function catalogOf(
  file: PdfFile,
  revision: number,
): { readonly number: number; readonly dictionary: PdfDictionary } {
  const root = asType(file.revision(revision).trailer.entries.get('Root'), 'reference');
  const dictionary = asType(file.resolve(root, revision), 'dictionary');
  if (!root || !dictionary) throw malformed('the file has no catalog');
  return { number: root.number, dictionary };
}

interface Inherited {
  readonly mediaBox: PdfValue | undefined;
  readonly cropBox: PdfValue | undefined;
  readonly rotate: PdfValue | undefined;
}

/** Every page in order. @throws PdfError where the tree leads in a circle or nowhere */
export function listPages(file: PdfFile, revision: number): readonly Page[] {
  const pages: Page[] = [];
  const seen = new Set<number>();
  const walk = (value: PdfValue | undefined, above: Inherited, depth: number) => {
    const reference = asType(value, 'reference');
    const dictionary = asType(file.resolve(reference, revision), 'dictionary');
    if (!reference || !dictionary) throw malformed('a page that is not there');
    if (seen.has(reference.number)) throw malformed('a page that stands twice in the tree of pages');
    if (seen.size > limits.pages || depth > limits.depth)
      throw tooComplex('more pages than a document may have');
    seen.add(reference.number);
    const inherited = inherit(dictionary, above);
    if (!isName(dictionary.entries.get('Type'), 'Pages')) {
      pages.push({ ...reference, dictionary, ...shownPart(file, revision, inherited) });
      return;
    }
    const kids = asType(file.resolve(dictionary.entries.get('Kids'), revision), 'array')?.items ?? [];
    for (const kid of kids) walk(kid, inherited, depth + 1);
  };
  const { dictionary } = catalogOf(file, revision);
  walk(dictionary.entries.get('Pages'), { mediaBox: undefined, cropBox: undefined, rotate: undefined }, 0);
  return pages;
}

/** The pages as far as they can be told: none where the tree is broken, for readers that go on all the same. */
export function pagesIfSound(file: PdfFile, revision: number): readonly Page[] {
  try {
    return listPages(file, revision);
  } catch (error) {
    if (error instanceof PdfError && error.kind === 'malformed') return [];
    throw error;
  }
}

function inherit({ entries }: PdfDictionary, above: Inherited): Inherited {
  return {
    mediaBox: entries.get('MediaBox') ?? above.mediaBox,
    cropBox: entries.get('CropBox') ?? above.cropBox,
    rotate: entries.get('Rotate') ?? above.rotate,
  };
}

/** A4, where a page does not say what it must. */
const usual: Rectangle = [0, 0, 595.276, 841.89];

function shownPart(file: PdfFile, revision: number, { mediaBox, cropBox, rotate }: Inherited) {
  const media = rectangleOf(file, revision, mediaBox) ?? usual;
  const crop = rectangleOf(file, revision, cropBox) ?? media;
  const box: Rectangle = [
    Math.max(media[0], crop[0]),
    Math.max(media[1], crop[1]),
    Math.min(media[2], crop[2]),
    Math.min(media[3], crop[3]),
  ];
  const turned = Number(file.resolve(rotate, revision));
  const rotation = turned % 90 === 0 ? ((turned % 360) + 360) % 360 : 0;
  return { box: box[0] < box[2] && box[1] < box[3] ? box : media, rotation };
}

/** With the lower left corner first, whichever two corners it names (7.9.5); undefined where it is no rectangle. */
export function rectangleOf(
  file: PdfFile,
  revision: number,
  value: PdfValue | undefined,
): Rectangle | undefined {
  const items = asType(file.resolve(value, revision), 'array')?.items ?? [];
  const numbers = items.map((item) => file.resolve(item, revision));
  const [x = null, y = null, x2 = null, y2 = null] = numbers;
  if (numbers.length !== 4 || ![x, y, x2, y2].every((one) => typeof one === 'number')) return undefined;
  const [a, b, c, d] = [Number(x), Number(y), Number(x2), Number(y2)];
  return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
}

/** The annotations of a page: their references where they have them. */
export function annotationsOf(file: PdfFile, revision: number, page: PdfDictionary): readonly PdfValue[] {
  return asType(file.resolve(page.entries.get('Annots'), revision), 'array')?.items ?? [];
}
