import { beforeAll, describe, expect, it } from 'vitest';
import {
  append,
  contract,
  firstSignature,
  pdfOf,
  type PdfObjects,
  problemsOf,
  signPdf,
  stream,
} from '../../../support/pdf-documents.ts';
import { createSigningWorld } from '../../../support/signing-world.ts';

let signed: Buffer;

beforeAll(async () => {
  signed = await signPdf(await createSigningWorld(), pdfOf(contract));
});

const changed = 'failure pades.content_after_signature';

/** An object as it stands in the signed file now. */
function bodyOf(number: number): string {
  const text = signed.toString('latin1');
  const at = text.lastIndexOf(`\n${number} 0 obj`);
  return text.slice(text.indexOf('obj', at) + 4, text.indexOf('\nendobj', at));
}

const cover = {
  30: '<</Type /Annot /Subtype /Stamp /Rect [72 690 400 730] /F 4 /AP <</N 31 0 R>>>>',
  31: stream('1 1 1 rg 0 0 328 40 re f', '/Type /XObject /Subtype /Form /BBox [0 0 328 40]'),
};

const onPage = () => bodyOf(3).replace('/Annots [7 0 R', '/Annots [7 0 R 30 0 R');
const inCatalog = (entries: string) => `${bodyOf(1).slice(0, -2)} ${entries}>>`;
const inForm = () => bodyOf(6).replace('/Fields [7 0 R', '/Fields [7 0 R 32 0 R');

async function problemsAfter(objects: PdfObjects, trailer = ''): Promise<readonly string[]> {
  return problemsOf(await firstSignature(append(signed, objects, { trailer })));
}

describe('an annotation on a page that is passed off as something which may be added', () => {
  it('as evidence in the security store fails', async () => {
    const store = { 1: inCatalog('/DSS <</Certs [30 0 R]>>') };
    expect(await problemsAfter({ ...store, ...cover, 3: onPage() })).toEqual([changed]);
  });

  it('as information about the document fails', async () => {
    expect(await problemsAfter({ ...cover, 3: onPage() }, '/Info 30 0 R')).toEqual([changed]);
  });

  it('as metadata fails', async () => {
    expect(await problemsAfter({ ...cover, 1: inCatalog('/Metadata 30 0 R'), 3: onPage() })).toEqual([
      changed,
    ]);
  });

  it('as a resource of the form fails', async () => {
    const form = bodyOf(6).replace('/DR <<', '/DR <</XObject <</X 30 0 R>>');
    expect(await problemsAfter({ ...cover, 6: form, 3: onPage() })).toEqual([changed]);
  });

  it('as part of a new signature fails', async () => {
    const field = '<</Subtype /Widget /FT /Sig /T (x) /Rect [0 0 0 0] /V 33 0 R>>';
    const value = '<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Prop_Build 30 0 R>>';
    expect(await problemsAfter({ ...cover, 3: onPage(), 6: inForm(), 32: field, 33: value })).toEqual([
      changed,
    ]);
  });
});

describe('a new signature field that shows something', () => {
  const value = { 33: '<</Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161>>' };
  const pageWithField = () => bodyOf(3).replace('/Annots [7 0 R', '/Annots [7 0 R 32 0 R');

  it('as an annotation of another kind, which readers draw without an appearance, fails', async () => {
    const field = '<</Subtype /Square /IC [1 1 1] /FT /Sig /T (x) /Rect [72 690 400 730] /V 33 0 R>>';
    expect(await problemsAfter({ ...value, 3: pageWithField(), 6: inForm(), 32: field })).toContain(changed);
  });

  it('by a background of its widget is told', async () => {
    const field = '<</Subtype /Widget /FT /Sig /T (x) /Rect [72 690 400 730] /MK <</BG [1 1 1]>> /V 33 0 R>>';
    expect(await problemsAfter({ ...value, 3: pageWithField(), 6: inForm(), 32: field })).toEqual([
      'warning pades.stamp_after_signature',
    ]);
  });

  it('by the widget of a field that has it below is told', async () => {
    const field = '<</FT /Sig /T (x) /Kids [34 0 R] /V 33 0 R>>';
    const widget = '<</Subtype /Square /IC [1 1 1] /Parent 32 0 R /Rect [72 690 400 730]>>';
    const page = bodyOf(3).replace('/Annots [7 0 R', '/Annots [7 0 R 34 0 R');
    expect(await problemsAfter({ ...value, 3: page, 6: inForm(), 32: field, 34: widget })).toContain(changed);
  });
});
