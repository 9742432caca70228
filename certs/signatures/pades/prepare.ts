import { createHash, hash } from 'node:crypto';
import { encodeSignedAttributes, messageHashOf } from '../cades/index.ts';
import { SignatureError } from '../errors.ts';
import type { PreparedSignature, SigningOrder } from '../model.ts';
import { signerMembers, writeState } from '../state.ts';
import { asSignatureError, onlyFile, openForSigning } from './open.ts';
import type { PadesOptions, VisibleStamp } from './options.ts';
import type { PdfFile } from './pdf/document.ts';
import { listFields, listSignedFields } from './pdf/fields.ts';
import { array, dictionary, name, type PdfDictionary } from './pdf/objects.ts';
import { listPages, type Page, rectangleOf } from './pdf/pages.ts';
import { docMdpOf } from './pdf/permissions.ts';
import { dateString, textString } from './pdf/text.ts';
import { type FieldPlan, freeFieldName, planField, type PlannedUpdate } from './signature-field.ts';
import { defaultPlace, seenSizeOf, toUserSpace } from './stamp/placement.ts';
import { writeStamp } from './stamp/stamp.ts';

export const formatName = 'PAdES';

/** EN 319 142-1 5.3 and 6.3. @throws SignatureError */
export async function prepare(order: SigningOrder, options: PadesOptions): Promise<PreparedSignature> {
  const file = await openForSigning(onlyFile(order.files).content);
  const planned = asSignatureError(() => planSignature(file, order, options));
  const toBeSigned = attributesOver(file.bytes, planned, order);
  const appendedGap = planned.gapStart - file.bytes.length;
  const room = planned.gapEnd - planned.gapStart;
  const state = writeState(formatName, {
    document: hash('sha256', file.bytes, 'base64'),
    before: base64(planned.bytes.subarray(0, appendedGap)),
    after: base64(planned.bytes.subarray(appendedGap + room)),
    room,
    ...signerMembers(order),
  });
  return { toBeSigned, state };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** The signed attributes over the file with its update, without the gap; no signing-time, which M tells (6.3). */
export function attributesOver(
  document: Uint8Array,
  planned: PlannedUpdate,
  { certificate, scheme }: Pick<SigningOrder, 'certificate' | 'scheme'>,
): Uint8Array {
  const name = messageHashOf(scheme);
  return encodeSignedAttributes({ certificate, hash: name, digest: digestAround(document, planned, name) });
}

/** The hash of the file with its update, without the gap. */
export function digestAround(
  document: Uint8Array,
  { bytes, gapStart, gapEnd }: PlannedUpdate,
  hashName: string,
): Uint8Array {
  return createHash(hashName)
    .update(document)
    .update(bytes.subarray(0, gapStart - document.length))
    .update(bytes.subarray(gapEnd - document.length))
    .digest();
}

function planSignature(file: PdfFile, order: SigningOrder, options: PadesOptions): PlannedUpdate {
  checkPermission(file, options);
  const fieldName = options.fieldName ?? freeFieldName(file, 'Signature');
  const { page, shown } = placeOf(file, fieldName, options.stamp);
  return planField(file, {
    entries: signatureEntries(order, options),
    room: roomFor(order),
    fieldName,
    page,
    ...(shown ? { shown } : {}),
    certifies: options.permits !== undefined,
  });
}

/** A certified document says whether it may be signed further, and is certified by its first signature (12.8.2.2.1). */
function checkPermission(file: PdfFile, { permits, fieldName }: PadesOptions): void {
  const { index } = file.revision();
  if (docMdpOf(file, index) === 1)
    throw new SignatureError('signature.unsupported', 'the document is certified, and permits no signature');
  if (permits !== undefined && listSignedFields(file, index).length > 0)
    throw new SignatureError('signature.unsupported', 'only the first signature can certify a document');
  const named = listFields(file, index).find(({ name: known }) => known === fieldName);
  if (named && (named.type !== 'Sig' || named.value !== undefined || named.widgets.length > 0))
    throw new SignatureError('signature.unsupported', 'the field is no empty signature field');
}

function signatureEntries(order: SigningOrder, options: PadesOptions): PdfDictionary {
  return dictionary({
    Type: name('Sig'),
    Filter: name('Adobe.PPKLite'),
    SubFilter: name('ETSI.CAdES.detached'),
    M: dateString(order.time),
    Name: optionalText(options.signerName),
    Reason: optionalText(options.reason),
    Location: optionalText(options.place),
    Reference: options.permits === undefined ? undefined : array(certifying(options.permits)),
  });
}

function optionalText(text: string | undefined) {
  return text === undefined ? undefined : textString(text);
}

/** ISO 32000-2 tables 256 and 257. */
function certifying(permission: number): PdfDictionary {
  return dictionary({
    Type: name('SigRef'),
    TransformMethod: name('DocMDP'),
    TransformParams: dictionary({ Type: name('TransformParams'), P: permission, V: name('1.2') }),
  });
}

/** Attributes, identifiers and the value, and a time stamp with its certificates that comes later. */
const roomBesideCertificates = 8 * 1024;

function roomFor({ certificate, chain }: SigningOrder): number {
  let octets = roomBesideCertificates;
  for (const { raw } of [certificate, ...chain]) octets += raw.length;
  return octets;
}

/** The page, and where on it the stamp stands; without a stamp the first page. */
function placeOf(
  file: PdfFile,
  fieldName: string,
  stamp: VisibleStamp | undefined,
): Pick<FieldPlan, 'page' | 'shown'> {
  const { index } = file.revision();
  const pages = listPages(file, index);
  const page = stamp ? pageOf(pages, stamp.page ?? pages.length) : pageOf(pages, 1);
  if (!stamp) return { page };
  const existing = listFields(file, index).find(({ name: known }) => known === fieldName);
  const rectangle =
    rectangleOf(file, index, existing?.dictionary.entries.get('Rect')) ??
    toUserSpace(page, stamp.rectangle ?? defaultPlace(file, page));
  const size = { ...seenSizeOf(page.rotation, rectangle), rotation: page.rotation };
  return {
    page,
    shown: {
      rectangle,
      write: (update) => writeStamp(update, stamp, size),
      text: stamp.lines.map(({ text }) => text).join('. '),
    },
  };
}

function pageOf(pages: readonly Page[], number: number): Page {
  const page = pages[number - 1];
  if (!page) throw new SignatureError('signature.unsupported', `the document has no page ${number}`);
  return page;
}
