import { asic, type AsicOptions } from '../../certs/signatures/asic/index.ts';
import { pades, type PadesOptions } from '../../certs/signatures/pades/index.ts';
import { formatDateTime } from '../messages/index.ts';
import type { DocumentFormat, DocumentFormats, SignatureLook } from './formats.ts';
import { documentTexts } from './messages.ts';

/** How every kind of document is signed. `verifyAt`: what the QR code of a stamp on a PDF leads to. */
export function documentFormats(verifyAt: string): DocumentFormats {
  return { PAdES: pdfFormat(verifyAt), 'ASiC-E': containerFormat };
}

/** PDF: the signature goes into the file (PAdES). */
function pdfFormat(verifyAt: string): DocumentFormat {
  return {
    prepare: ({ file }, signer, look) =>
      pades.prepare({ ...signer, files: [file] }, optionsOf(look, signer.time, verifyAt)),
    complete: ({ file }, state, value) => pades.complete(state, [file], value),
    raise: (file, level, sources) => pades.raise({ file, detached: [] }, level, sources),
  };
}

function optionsOf({ person, stampLanguage }: SignatureLook, time: number, verifyAt: string): PadesOptions {
  const signerName = person.name;
  if (stampLanguage === undefined) return { signerName };
  const t = documentTexts[stampLanguage].stamp;
  return {
    signerName,
    stamp: {
      lines: [
        { text: t.title },
        { text: signerName, isStrong: true },
        { text: formatDateTime(new Date(time), stampLanguage) },
        { text: t.verify },
      ],
      verificationAddress: verifyAt,
    },
  };
}

/** Everything else: file and signatures in a container (ASiC-E with XAdES), into which further signatures are put. */
const containerFormat: DocumentFormat = {
  prepare: ({ file, isContainer }, signer) =>
    asic.prepare({ ...signer, files: [file] }, containerOptions(isContainer)),
  complete: ({ file }, state, value) => asic.complete(state, [file], value),
  raise: (file, level, sources) => asic.raise({ file, detached: [] }, level, sources),
};

function containerOptions(isContainer: boolean): AsicOptions {
  return isContainer ? { container: 'existing' } : { container: 'ASiC-E', signature: 'XAdES' };
}
