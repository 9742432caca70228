import { asic } from './asic/index.ts';
import { cades } from './cades/index.ts';
import { detectKind, type DocumentKind, isPdfToOthers } from './detect.ts';
import { SignatureError } from './errors.ts';
import { jades } from './jades/index.ts';
import type { ReadDocument, ReadResult, RefusedCode, SignedDocument } from './model.ts';
import { pades } from './pades/index.ts';
import { xades } from './xades/index.ts';

type Reader = (signed: SignedDocument) => Promise<ReadResult>;

/** One line for each kind of document; a further format is a further line. */
const readers: Readonly<Record<DocumentKind, Reader>> = {
  zip: (signed) => asic.read(signed),
  pdf: (signed) => pades.read(signed),
  xml: (signed) => xades.read(signed),
  json: (signed) => jades.read(signed),
  jws: (signed) => jades.read(signed),
  cms: (signed) => cades.read(signed),
};

export type ReadSignedResult =
  | { readonly kind: 'read'; readonly document: ReadDocument }
  | {
      readonly kind: 'refused';
      readonly code: RefusedCode;
      readonly message: string;
    };

/**
 * A signed document of whatever format its bytes are in, read and not judged. Bounded; a document that cannot be opened
 * is an answer, and only a source that fails makes an error.
 */
export async function readSigned(signed: SignedDocument): Promise<ReadSignedResult> {
  const kind = await detectKind(signed.file.content);
  const read = kind && readers[kind];
  if (!read) return unknown('the file begins like no signed document');
  if (kind !== 'pdf' && isNamedPdf(signed) && (await isPdfToOthers(signed.file.content)))
    return {
      kind: 'refused',
      code: 'signature.hostile',
      message: 'a document of another kind that is called a PDF, and that readers of PDF open',
    };
  const result = await attempt(read, signed);
  if (result.kind === 'read') return { kind: 'read', document: withFilesBeside(result.document, signed) };
  const { code, message } = result;
  return code === 'signature.not_this_format' ? unknown(message) : { kind: 'refused', code, message };
}

/** Formats that hold all that they sign: what was brought with them is told as signed by nobody. */
const whole: ReadonlySet<ReadDocument['format']> = new Set(['PAdES', 'ASiC-S', 'ASiC-E']);

function withFilesBeside(document: ReadDocument, { detached }: SignedDocument): ReadDocument {
  if (detached.length === 0 || !whole.has(document.format)) return document;
  const beside = detached.map(({ name, mediaType, content }) => ({
    name,
    mediaType,
    size: content.size,
    coveredBy: [],
  }));
  const signatures = document.signatures.map((one) => ({ ...one, coversWholeDocument: false }));
  return { ...document, signatures, files: [...document.files, ...beside] };
}

function isNamedPdf({ file }: SignedDocument): boolean {
  return file.name.toLowerCase().endsWith('.pdf');
}

/** A file that is longer than was told says so by an error of the one who reads it. */
async function attempt(read: Reader, signed: SignedDocument): Promise<ReadResult> {
  try {
    return await read(signed);
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error;
    const code = error.code === 'signature.too_large' ? error.code : 'signature.malformed';
    return { kind: 'refused', code, message: error.message };
  }
}

function unknown(message: string): ReadSignedResult {
  return { kind: 'refused', code: 'signature.unknown_format', message };
}
