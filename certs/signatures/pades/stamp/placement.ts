import type { PdfFile } from '../pdf/document.ts';
import { dictionaryOf } from '../pdf/objects.ts';
import { annotationsOf, type Page, type Rectangle, rectangleOf } from '../pdf/pages.ts';

/** A place on a page as people see it, in points (1/72 inch) from its lower left corner. */
export interface SeenRectangle {
  readonly left: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

/** Width and height of a page as people see it. */
function seenSize({ box, rotation }: Page): { readonly width: number; readonly height: number } {
  const [width, height] = [box[2] - box[0], box[3] - box[1]];
  return rotation % 180 === 0 ? { width, height } : { width: height, height: width };
}

/** The same place in user space. */
export function toUserSpace(page: Page, seen: SeenRectangle): Rectangle {
  const [x, y] = pointOf(page, seen.left, seen.bottom);
  const [x2, y2] = pointOf(page, seen.left + seen.width, seen.bottom + seen.height);
  return [Math.min(x, x2), Math.min(y, y2), Math.max(x, x2), Math.max(y, y2)];
}

function pointOf({ box, rotation }: Page, right: number, up: number): readonly [number, number] {
  switch (rotation) {
    case 90:
      return [box[2] - up, box[1] + right];
    case 180:
      return [box[2] - right, box[3] - up];
    case 270:
      return [box[0] + up, box[3] - right];
    default:
      return [box[0] + right, box[1] + up];
  }
}

/** The size of a rectangle of user space as people see it. */
export function seenSizeOf(rotation: number, [x, y, x2, y2]: Rectangle) {
  return rotation % 180 === 0 ? { width: x2 - x, height: y2 - y } : { width: y2 - y, height: x2 - x };
}

/** The Matrix of a form XObject that stands upright on a page turned so. */
export function uprightMatrix(rotation: number): readonly number[] {
  switch (rotation) {
    case 90:
      return [0, 1, -1, 0, 0, 0];
    case 180:
      return [-1, 0, 0, -1, 0, 0];
    case 270:
      return [0, -1, 1, 0, 0, 0];
    default:
      return [1, 0, 0, 1, 0, 0];
  }
}

const margin = 24;
const gap = 6;
const usual = { width: 232, height: 66 };

/** The first free place from the lower left corner, row by row; the corner itself where none is free. */
export function defaultPlace(file: PdfFile, page: Page): SeenRectangle {
  const paper = seenSize(page);
  const width = Math.min(usual.width, Math.max(1, paper.width - 2 * margin));
  const height = Math.min(usual.height, Math.max(1, paper.height - 2 * margin));
  const taken = takenPlaces(file, page);
  const start = {
    left: Math.min(margin, paper.width - width),
    bottom: Math.min(margin, paper.height - height),
  };
  for (let bottom = start.bottom; bottom + height <= paper.height - margin; bottom += height + gap)
    for (let left = start.left; left + width <= paper.width - margin + 1; left += width + gap) {
      const place = { left, bottom, width, height };
      const rectangle = toUserSpace(page, place);
      if (!taken.some((other) => overlap(other, rectangle))) return place;
    }
  return { ...start, width, height };
}

function takenPlaces(file: PdfFile, page: Page): readonly Rectangle[] {
  const { index } = file.revision();
  return annotationsOf(file, index, page.dictionary).flatMap((item) => {
    const annotation = dictionaryOf(file.resolve(item, index));
    const rectangle = rectangleOf(file, index, annotation?.entries.get('Rect'));
    return rectangle ? [rectangle] : [];
  });
}

function overlap(left: Rectangle, right: Rectangle): boolean {
  return left[0] < right[2] && right[0] < left[2] && left[1] < right[3] && right[1] < left[3];
}
