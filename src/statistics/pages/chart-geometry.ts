/** A scale from 0 whose marks are round numbers: the highest is not below the greatest value. */
export interface Scale {
  readonly top: number;
  /** From 0 to `top`, four to six of them, or two where all values are small. */
  readonly marks: readonly number[];
}

/** @param greatest a whole number that is not negative */
export function scaleFor(greatest: number): Scale {
  const step = roundStep(Math.max(greatest, 1) / 4);
  const count = Math.max(1, Math.ceil(greatest / step));
  return {
    top: count * step,
    marks: Array.from({ length: count + 1 }, (_, place) => place * step),
  };
}

/** The least of 1, 2, 2.5, 5 and 10 times a power of ten that is not below; whole, for what is counted is whole. */
function roundStep(least: number): number {
  if (least <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  const factor =
    [1, 2, 2.5, 5, 10].find((one) => one * power >= least && Number.isInteger(one * power)) ?? 10;
  return factor * power;
}

/** Pixels from the top of a drawing; widths are hundredths of its width, so that it fits every screen. */
export interface Plot {
  readonly top: number;
  readonly bottom: number;
}

export interface Bar {
  readonly x: number;
  readonly width: number;
  readonly y: number;
  readonly height: number;
}

/** Where a value of a group stands. An absent value has a bar of no height. */
export function barOf(
  place: { readonly group: number; readonly groups: number; readonly nth: number; readonly of: number },
  value: number | undefined,
  { top }: Scale,
  plot: Plot,
): Bar {
  const slot = 100 / place.groups;
  // A quarter of the slot is space, half of it on either side.
  const width = (slot * 0.75) / place.of;
  const height = ((value ?? 0) / top) * (plot.bottom - plot.top);
  return {
    x: round(place.group * slot + slot * 0.125 + place.nth * width),
    width: round(width),
    y: round(plot.bottom - height),
    height: round(height),
  };
}

/** The middle of a group, in hundredths of the width. */
export function middleOf(group: number, groups: number): number {
  return round(((group + 0.5) * 100) / groups);
}

/** Where a mark of the scale is, in pixels from the top. */
export function heightOf(mark: number, { top }: Scale, plot: Plot): number {
  return round(plot.bottom - (mark / top) * (plot.bottom - plot.top));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
