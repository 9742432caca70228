import { readWhole } from '../byte-source.ts';
import { SignatureError } from '../errors.ts';
import type { ByteSource, NamedFile } from '../model.ts';
import { openPdf, type PdfFile } from './pdf/document.ts';
import { PdfError } from './pdf/errors.ts';

/** A PDF is read as a whole: its end says where its parts are. */
export const maxPdfBytes = 256 * 1024 * 1024;

/** The one file of an order. @throws SignatureError */
export function onlyFile(files: readonly NamedFile[]): NamedFile {
  const [file, ...others] = files;
  if (!file || others.length > 0)
    throw new SignatureError('signature.unsupported', 'a PDF signature is of exactly one file');
  return file;
}

/**
 * Every object is read once: beside one that nobody can read for certain, later evidence could not be told from a
 * change of what the signature covers.
 * @throws SignatureError where the file is none that can be signed
 */
export async function openForSigning(content: ByteSource): Promise<PdfFile> {
  const bytes = await readWhole(content, maxPdfBytes);
  return asSignatureError(() => {
    const file = openPdf(bytes);
    const newest = file.revision().index;
    for (const { places } of file.revisions) for (const number of places.keys()) file.object(number, newest);
    return file;
  });
}

/** What stops the reading of a PDF stops its signing. */
export function asSignatureError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PdfError)) throw error;
    const code = error.kind === 'malformed' ? 'signature.malformed' : 'signature.unsupported';
    throw new SignatureError(code, error.message, { cause: error });
  }
}
