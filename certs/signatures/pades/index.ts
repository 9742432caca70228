import type { SignatureFormat } from '../model.ts';
import { complete } from './complete.ts';
import type { PadesOptions } from './options.ts';
import { prepare } from './prepare.ts';
import { raise } from './raising/raise.ts';
import { read } from './reading/read.ts';

export type { PadesOptions, VisibleStamp } from './options.ts';

/** Signatures inside PDF files (ETSI EN 319 142-1), of one file each. */
export const pades: SignatureFormat<PadesOptions> = { prepare, complete, raise, read };
export { composePdf, findUnprintable } from './composing/compose.ts';
export type { ComposedText, TextBlock } from './composing/model.ts';
