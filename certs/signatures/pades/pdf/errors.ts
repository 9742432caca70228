export type PdfErrorKind = 'malformed' | 'too_complex' | 'encrypted';

/** The only error that reading a PDF file raises; those who read tell it in the codes of signatures. */
export class PdfError extends Error {
  readonly kind: PdfErrorKind;

  constructor(kind: PdfErrorKind, message: string) {
    super(message);
    this.name = 'PdfError';
    this.kind = kind;
  }
}

export function malformed(message: string): PdfError {
  return new PdfError('malformed', message);
}

export function tooComplex(message: string): PdfError {
  return new PdfError('too_complex', message);
}
