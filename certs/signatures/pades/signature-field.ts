import { hash } from 'node:crypto';
import type { PdfFile } from './pdf/document.ts';
import { formOf, listFields } from './pdf/fields.ts';
import {
  array,
  asCount,
  asType,
  dictionary,
  name,
  type PdfDictionary,
  type PdfReference,
  type PdfValue,
  reference,
  withEntries,
} from './pdf/objects.ts';
import { annotationsOf, catalogOf, type Page, type Rectangle } from './pdf/pages.ts';
import { textString } from './pdf/text.ts';
import { IncrementalUpdate, textOf } from './pdf/write.ts';

/** A signature or time stamp to be added in a field of its own. */
export interface FieldPlan {
  /** Of the signature dictionary: all but ByteRange and Contents. */
  readonly entries: PdfDictionary;
  /** Octets to leave for the message. */
  readonly room: number;
  /** The name of an empty signature field, or of one to be made. */
  readonly fieldName: string;
  readonly page: Page;
  /** In user space; nothing is shown where it is left out. */
  readonly shown?: {
    readonly rectangle: Rectangle;
    /** Writes the appearance, and tells the number of its form XObject. */
    readonly write: (update: IncrementalUpdate) => number;
    /** The same in words, for those who do not see it. */
    readonly text: string;
  };
  /** The catalog shall say that this signature certifies. */
  readonly certifies?: boolean;
}

/** Octets that follow a file, with a gap for the message. */
export interface PlannedUpdate {
  readonly bytes: Uint8Array;
  /** Where in the whole file the Contents string begins and ends, with its brackets. */
  readonly gapStart: number;
  readonly gapEnd: number;
}

/** An incremental update with the field, its signature dictionary, and what leads to them. @throws PdfError */
export function planField(file: PdfFile, plan: FieldPlan): PlannedUpdate {
  const update = new IncrementalUpdate(file);
  const signature = update.allocate();
  const body = encodeSignature(plan);
  update.setEncoded(signature, body.bytes);
  const empty = emptyField(file, plan.fieldName);
  const field = empty?.number ?? update.allocate();
  const appearance = plan.shown?.write(update);
  update.set(field, fieldOf(plan, { signature, appearance, existing: empty?.dictionary }));
  if (!empty) addAnnotation(update, plan.page, reference(field));
  addToForm(update, empty ? undefined : reference(field), plan.certifies ? signature : undefined);
  const id = hash('sha256', Buffer.concat([file.bytes.subarray(-256), body.bytes]), 'buffer').subarray(0, 16);
  const { bytes, bodies } = update.finish(id);
  const start = bodies.get(signature) ?? 0;
  const gapStart = file.bytes.length + start + body.contentsAt;
  const gapEnd = gapStart + 2 * plan.room + 2;
  const length = file.bytes.length + bytes.length;
  const range = `0 ${gapStart} ${gapEnd} ${length - gapEnd}]`.padEnd(byteRangeRoom);
  Buffer.from(bytes.buffer, bytes.byteOffset).write(range, start + body.byteRangeAt, 'latin1');
  return { bytes, gapStart, gapEnd };
}

/** Four numbers of up to ten digits, with what is between and behind them. */
const byteRangeRoom = 36;

function encodeSignature({ entries, room }: FieldPlan) {
  const head = `${textOf(entries).slice(0, -2)}\n/ByteRange [`;
  const middle = `${''.padEnd(byteRangeRoom)}\n/Contents `;
  const bytes = Buffer.alloc(head.length + middle.length + 2 * room + 4, '0', 'latin1');
  bytes.write(head, 0, 'latin1');
  bytes.write(middle, head.length, 'latin1');
  const contentsAt = head.length + middle.length;
  bytes.write('<', contentsAt, 'latin1');
  bytes.write('>>>', contentsAt + 1 + 2 * room, 'latin1');
  return { bytes, byteRangeAt: head.length, contentsAt };
}

/** The empty signature field with the name, when its widget is its own. */
function emptyField(file: PdfFile, fieldName: string) {
  const found = listFields(file, file.revision().index).find(
    ({ name: known, type, value, widgets, reference: own }) =>
      known === fieldName && type === 'Sig' && value === undefined && own && widgets.length === 0,
  );
  return found?.reference && { number: found.reference.number, dictionary: found.dictionary };
}

/** Print, and Locked (ISO 32000-2 table 167): nobody moves it by accident. */
const flags = 4 + 128;

function fieldOf(
  { fieldName, page, shown }: FieldPlan,
  made: {
    readonly signature: number;
    readonly appearance: number | undefined;
    readonly existing: PdfDictionary | undefined;
  },
): PdfDictionary {
  const added = {
    V: reference(made.signature),
    ...(shown && { TU: textString(shown.text) }),
    ...(made.appearance !== undefined && { AP: dictionary({ N: reference(made.appearance) }) }),
  };
  if (made.existing) return withEntries(made.existing, added);
  return dictionary({
    Type: name('Annot'),
    Subtype: name('Widget'),
    FT: name('Sig'),
    T: textString(fieldName),
    F: flags,
    P: reference(page.number, page.generation),
    Rect: array(...(shown?.rectangle ?? [0, 0, 0, 0])),
    ...added,
  });
}

function addAnnotation(update: IncrementalUpdate, page: Page, annotation: PdfReference): void {
  const { file } = update;
  const items = annotationsOf(file, file.revision().index, page.dictionary);
  const list = asType(page.dictionary.entries.get('Annots'), 'reference');
  const longer = array(...items, annotation);
  if (list && items.length > 0) update.set(list.number, longer);
  else update.set(page.number, withEntries(page.dictionary, { Annots: longer }));
}

/** SignaturesExist and AppendOnly (table 225). */
const signatureFlags = 3;

/** The form gets the field, and its flags; a document without a form gets one. */
function addToForm(
  update: IncrementalUpdate,
  field: PdfReference | undefined,
  certifying: number | undefined,
): void {
  const { file } = update;
  const { index } = file.revision();
  const catalog = catalogOf(file, index);
  const form = formOf(file, index) ?? dictionary({});
  const value: PdfValue = form.entries.get('Fields') ?? array();
  const list = asType(value, 'reference');
  const fields = asType(file.resolve(value, index), 'array')?.items ?? [];
  const longer = array(...fields, ...(field ? [field] : []));
  if (list && field) update.set(list.number, longer);
  const flags = (asCount(form.entries.get('SigFlags')) ?? 0) | signatureFlags;
  const changed = withEntries(form, { Fields: list ?? longer, SigFlags: flags });
  const formReference = asType(catalog.dictionary.entries.get('AcroForm'), 'reference');
  if (formReference) update.set(formReference.number, changed);
  if (formReference && certifying === undefined) return;
  const permissions = certifying === undefined ? undefined : dictionary({ DocMDP: reference(certifying) });
  const entries = {
    ...(formReference ? {} : { AcroForm: changed }),
    ...(permissions && { Perms: permissions }),
  };
  update.set(catalog.number, withEntries(catalog.dictionary, entries));
}

/** A name that no field has: the word with the next free number. */
export function freeFieldName(file: PdfFile, word: string): string {
  const taken = new Set(listFields(file, file.revision().index).map(({ name: known }) => known));
  let number = 1;
  while (taken.has(`${word}${number}`)) number += 1;
  return `${word}${number}`;
}
