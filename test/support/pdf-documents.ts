import { sourceOf, readWhole } from '../../certs/signatures/byte-source.ts';
import type { Level, NamedFile, ReadDocument, ReadSignature } from '../../certs/signatures/index.ts';
import { pades, type PadesOptions } from '../../certs/signatures/pades/index.ts';
import type { SignerName, SigningWorld } from './signing-world.ts';

/** Objects by their numbers, as they are written between `obj` and `endobj`. */
export type PdfObjects = Readonly<Record<number, string>>;

export interface UpdateOptions {
  /** Entries of the trailer beside Size, Root and Prev. */
  readonly trailer?: string;
  /** Numbers whose objects are taken away. */
  readonly freed?: readonly number[];
  /** Offsets of objects that stand somewhere in the file already. */
  readonly places?: Readonly<Record<number, number>>;
  readonly root?: number;
  /** Written before the objects, and named nowhere. */
  readonly stray?: string;
}

/** A file of one revision with a cross-reference table. */
export function pdfOf(objects: PdfObjects, options: UpdateOptions = {}): Buffer {
  return append(Buffer.from('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1'), objects, {
    ...options,
    freed: [0],
  });
}

/** The file with a revision behind it, as an editor, or an attacker, writes it. */
export function append(before: Buffer, objects: PdfObjects, options: UpdateOptions = {}): Buffer {
  const places = new Map<number, number>(
    Object.entries(options.places ?? {}).map(([number, offset]) => [Number(number), offset]),
  );
  let text = options.stray ?? '';
  for (const [number, body] of Object.entries(objects)) {
    places.set(Number(number), before.length + text.length);
    text += `${number} 0 obj\n${body}\nendobj\n`;
  }
  const section = before.length + text.length;
  const free = (options.freed ?? []).map((number) => `${number} 1\n0000000000 65535 f \n`);
  const used = [...places].map(
    ([number, offset]) => `${number} 1\n${String(offset).padStart(10, '0')} 00000 n \n`,
  );
  const prev = lastSectionOffset(before);
  const trailer = `/Size ${sizeOf(before, places)} /Root ${options.root ?? 1} 0 R${
    prev === undefined ? '' : ` /Prev ${prev}`
  } ${options.trailer ?? ''}`;
  text += `xref\n${free.join('')}${used.join('')}trailer\n<<${trailer}>>\nstartxref\n${section}\n%%EOF\n`;
  return Buffer.concat([before, Buffer.from(text, 'latin1')]);
}

function lastSectionOffset(bytes: Buffer): number | undefined {
  const at = bytes.lastIndexOf('startxref');
  return at < 0 ? undefined : Number.parseInt(bytes.toString('latin1', at + 9, at + 30).trim(), 10);
}

function sizeOf(before: Buffer, places: ReadonlyMap<number, number>): number {
  const sizes = [...before.toString('latin1').matchAll(/\/Size (\d+)/g)].map(([, size]) => Number(size));
  return Math.max(0, ...sizes, ...[...places.keys()].map((number) => number + 1));
}

export function stream(data: string, entries = ''): string {
  return `<</Length ${data.length} ${entries}>>\nstream\n${data}\nendstream`;
}

/** A page with text on it and a form with a text field, as a contract has them. */
export const contract: PdfObjects = {
  1: '<</Type /Catalog /Pages 2 0 R /AcroForm 6 0 R>>',
  2: '<</Type /Pages /Kids [3 0 R] /Count 1>>',
  3: `<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R
/Resources <</Font <</F1 5 0 R>>>> /Annots [7 0 R]>>`,
  4: stream('BT /F1 24 Tf 72 700 Td (Pay 100 manat) Tj ET'),
  5: '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>',
  6: '<</Fields [7 0 R] /DR <</Font <</F1 5 0 R>>>> /DA (/F1 12 Tf)>>',
  7: `<</Type /Annot /Subtype /Widget /FT /Tx /T (sum) /P 3 0 R /Rect [72 600 272 620]
/V (one hundred) /AP <</N 8 0 R>> /F 4>>`,
  8: stream('BT /F1 12 Tf (one hundred) Tj ET', '/Type /XObject /Subtype /Form /BBox [0 0 200 20]'),
};

/** A page with the text on it. */
export function pdfOfText(text = 'Ariza'): Buffer {
  return pdfOf({
    1: '<</Type /Catalog /Pages 2 0 R>>',
    2: '<</Type /Pages /Kids [3 0 R] /Count 1>>',
    3: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>>',
    4: stream(`BT /F1 24 Tf 72 700 Td (${text}) Tj ET`),
    5: '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>',
  });
}

function pdfFile(bytes: Uint8Array, name = 'müqavilə Ə.pdf'): NamedFile {
  return { name, mediaType: 'application/pdf', content: sourceOf(bytes) };
}

const limit = 512 * 1024 * 1024;

/** The document with a signature of level B. */
export async function signPdf(
  world: SigningWorld,
  bytes: Uint8Array,
  { by = 'p256', ...options }: PadesOptions & { readonly by?: SignerName } = {},
): Promise<Buffer> {
  const files = [pdfFile(bytes)];
  const { toBeSigned, state } = await pades.prepare(world.orderOf(by, files), options);
  const signed = await pades.complete(state, files, world.sign(by, toBeSigned));
  return Buffer.from(await readWhole(signed, limit));
}

export async function raisePdf(
  world: SigningWorld,
  bytes: Uint8Array,
  level: Exclude<Level, 'B'>,
): Promise<Buffer> {
  const raised = await pades.raise({ file: pdfFile(bytes), detached: [] }, level, world.sources);
  return Buffer.from(await readWhole(raised, limit));
}

/** What was read; @throws where it was refused */
export async function readPdf(bytes: Uint8Array): Promise<ReadDocument> {
  const result = await pades.read({ file: pdfFile(bytes), detached: [] });
  if (result.kind === 'refused') throw new Error(`${result.code}: ${result.message}`);
  return result.document;
}

/** The code with which the file is refused, or `read`. */
export async function refusalOf(bytes: Uint8Array): Promise<string> {
  const result = await pades.read({ file: pdfFile(bytes), detached: [] });
  return result.kind === 'refused' ? result.code : result.kind;
}

/** The first signature. */
export async function firstSignature(bytes: Uint8Array): Promise<ReadSignature> {
  const [signature] = (await readPdf(bytes)).signatures;
  if (!signature) throw new Error('no signature');
  return signature;
}

/** Severity and code of each problem, and the messages of all. */
export function problemsOf({ problems }: ReadSignature): readonly string[] {
  return problems.map(({ severity, code }) => `${severity} ${code}`);
}

/** Whether value and digests are those of what is signed. */
export function isIntact({ value, digests }: ReadSignature): boolean {
  return value === 'verifies' && digests.every(({ outcome }) => outcome === 'matches');
}
