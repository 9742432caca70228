import { findUnprintable } from '../../../certs/signatures/pades/index.ts';

/** A sign that cannot stand in a line of a notice. */
export interface SignProblem {
  /**
   * `hidden`: a control or format character, half a surrogate pair, or one of no meaning (general category C: unassigned,
   * private use), which nobody sees and programs read differently. `unprintable`: the fonts of a notice have no glyph.
   */
  readonly kind: 'hidden' | 'unprintable';
  /** `U+202E` */
  readonly sign: string;
}

/** The first sign of a name that cannot stand in a notice; undefined = all can. */
export function findSignProblem(line: string): SignProblem | undefined {
  const [hidden] = /\p{C}/u.exec(line) ?? [];
  if (hidden !== undefined) return { kind: 'hidden', sign: codePointOf(hidden) };
  const unprintable = findUnprintable(line);
  return unprintable === undefined ? undefined : { kind: 'unprintable', sign: codePointOf(unprintable) };
}

function codePointOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
