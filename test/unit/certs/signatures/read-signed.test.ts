import { expect, it } from 'vitest';
import { readSigned, sourceOf } from '../../../../certs/signatures/index.ts';
import { craftZip } from '../../../support/crafted-zip.ts';
import { contract, pdfOf, signPdf } from '../../../support/pdf-documents.ts';
import { createSigningWorld } from '../../../support/signing-world.ts';

const pdf = '%PDF-1.7 1 0 obj <</Type /Catalog>> endobj';

it.each([
  ['a container', craftZip([{ name: 'a', data: pdf }])],
  ['a JSON signature', Buffer.from(JSON.stringify({ note: pdf, payload: '', signature: '' }))],
  ['an XML signature', Buffer.from(`<a><!-- ${pdf} --></a>`)],
  ['a message', Buffer.concat([Buffer.from('3080', 'hex'), Buffer.from(pdf)])],
])(
  '%s that is called a PDF and opens as one is refused: another document would be shown',
  async (_, bytes) => {
    const codeOf = async (name: string) => {
      const file = { name, mediaType: '', content: sourceOf(bytes) };
      const result = await readSigned({ file, detached: [] });
      return result.kind === 'refused' ? result.code : result.kind;
    };
    expect(await codeOf('müqavilə.PDF')).toBe('signature.hostile');
    expect(await codeOf('müqavilə')).not.toBe('signature.hostile');
  },
);

it('a file that is brought with a PDF or a container is told as signed by nobody', async () => {
  const signed = await signPdf(await createSigningWorld(), pdfOf(contract));
  const fileOf = (name: string, bytes: Uint8Array) => ({ name, mediaType: '', content: sourceOf(bytes) });
  const read = async (detached: readonly ReturnType<typeof fileOf>[]) => {
    const result = await readSigned({ file: fileOf('a.pdf', signed), detached });
    if (result.kind === 'refused') throw new Error(result.code);
    const { files, signatures } = result.document;
    const whole = signatures.map(({ coversWholeDocument }) => coversWholeDocument);
    return { whole, covered: files.map(({ coveredBy }) => coveredBy.length) };
  };
  expect(await read([])).toEqual({ whole: [true], covered: [1] });
  // A name that is signed in the document makes no other file signed.
  expect(await read([fileOf('a.pdf', Buffer.from('x'))])).toEqual({ whole: [false], covered: [1, 0] });
});
