import { beforeAll, describe, expect, it } from 'vitest';
import {
  append,
  contract,
  firstSignature,
  isIntact,
  pdfOf,
  type PdfObjects,
  problemsOf,
  raisePdf,
  readPdf,
  signPdf,
  stream,
  type UpdateOptions,
} from '../../../support/pdf-documents.ts';
import { createSigningWorld, type SigningWorld } from '../../../support/signing-world.ts';

let world: SigningWorld;
let signed: Buffer;

beforeAll(async () => {
  world = await createSigningWorld();
  signed = await signPdf(world, pdfOf(contract));
});

const changed = 'failure pades.content_after_signature';

/** The signature after somebody has written a revision behind it: always intact, for its bytes are all there. */
async function afterUpdate(objects: PdfObjects, options?: UpdateOptions, base = signed) {
  const signature = await firstSignature(append(base, objects, options));
  expect(isIntact(signature)).toBe(true);
  return signature;
}

/** An object as it stands in the signed file now. */
function bodyOf(bytes: Buffer, number: number): string {
  const text = bytes.toString('latin1');
  const at = text.lastIndexOf(`\n${number} 0 obj`);
  return text.slice(text.indexOf('obj', at) + 4, text.indexOf('\nendobj', at));
}

/** The number of the field's object. */
function fieldNumber(bytes: Buffer, name: string): number {
  const text = bytes.toString('latin1');
  const at = text.indexOf(`/T <${Buffer.from(name).toString('hex').toUpperCase()}>`);
  return Number.parseInt(text.slice(text.lastIndexOf('endobj', at) + 7), 10);
}

describe('an incremental update behind a signature (ISO 32000-2 12.8.2.2)', () => {
  it('that replaces the content of a page is told with the object and the page', async () => {
    const signature = await afterUpdate({ 4: stream('BT /F1 24 Tf 72 700 Td (Pay 999 manat) Tj ET') });
    expect(problemsOf(signature)).toEqual([changed]);
    expect(signature.problems[0]?.message).toContain('object 4 on page 1');
    expect(signature.coversWholeDocument).toBe(false);
    expect(signature.level).toBe('B');
  });

  it('that changes nothing is none', async () => {
    const signature = await afterUpdate({ 4: contract[4] ?? '' });
    expect(problemsOf(signature)).toEqual([]);
    expect(signature.coversWholeDocument).toBe(true);
  });

  it.each([
    ['a font that a page is written with', { 5: '<</Type /Font /Subtype /Type1 /BaseFont /Courier>>' }],
    ['the tree of pages', { 2: '<</Type /Pages /Kids [3 0 R 3 0 R] /Count 2>>' }],
    ['the size of a page', { 3: (contract[3] ?? '').replace('842', '300') }],
    [
      'what happens when the document is opened',
      { 1: `${(contract[1] ?? '').slice(0, -2)} /OpenAction 9 0 R>>` },
    ],
  ] as const)('that replaces %s fails', async (_, objects) => {
    expect(problemsOf(await afterUpdate(objects))).toContain(changed);
  });

  it('that replaces the fonts of the form fails', async () => {
    const form = bodyOf(signed, 6).replace('/F1 5 0 R', '/F1 30 0 R');
    expect(problemsOf(await afterUpdate({ 6: form, 30: contract[5] ?? '' }))).toEqual([changed]);
  });

  it('that adds a page fails', async () => {
    const objects = {
      2: '<</Type /Pages /Kids [3 0 R 30 0 R] /Count 2>>',
      30: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>',
    };
    expect(problemsOf(await afterUpdate(objects))).toContain(changed);
  });

  it('that names another catalog fails', async () => {
    const objects = { 40: bodyOf(signed, 1) };
    expect(problemsOf(await afterUpdate(objects, { root: 40 }))).toContain(changed);
  });

  it('that adds an annotation fails', async () => {
    const annotation = '<</Type /Annot /Subtype /FreeText /Rect [72 690 400 730] /Contents (Pay 999)>>';
    const page = bodyOf(signed, 3).replace('/Annots [7 0 R', '/Annots [7 0 R 30 0 R');
    const signature = await afterUpdate({ 3: page, 30: annotation });
    expect(problemsOf(signature)).toEqual([changed]);
    expect(signature.problems[0]?.message).toContain('FreeText on page 1');
  });

  it('without a cross-reference section, which a reader that repairs files would find, fails', async () => {
    const stray = `4 0 obj\n${stream('BT (Pay 999 manat) Tj ET')}\nendobj\n`;
    const file = Buffer.concat([signed, Buffer.from(stray)]);
    const signature = await firstSignature(file);
    expect(problemsOf(signature)).toEqual([changed]);
    expect((await readPdf(file)).problems.map(({ code }) => code)).toEqual(['pades.trailing_bytes']);
  });

  it('with an object between those that it places fails', async () => {
    const stray = `4 0 obj\n${stream('BT (Pay 999 manat) Tj ET')}\nendobj\n`;
    expect(problemsOf(await afterUpdate({ 5: contract[5] ?? '' }, { stray }))).toEqual([changed]);
  });
});

describe('shadow attacks', () => {
  it('hide: what covered the text when it was signed is taken away', async () => {
    const covered = pdfOf({
      ...contract,
      3: (contract[3] ?? '').replace('/Annots [7 0 R]', '/Annots [7 0 R 9 0 R]'),
      9: '<</Type /Annot /Subtype /Stamp /Rect [72 690 400 730] /AP <</N 8 0 R>>>>',
    });
    const base = await signPdf(world, covered);
    expect(problemsOf(await afterUpdate({}, { freed: [9] }, base))).toEqual([changed]);
    expect(problemsOf(await afterUpdate({ 9: 'null' }, {}, base))).toEqual([changed]);
  });

  it('replace: a field shows something else while its value stays', async () => {
    const appearance = stream('BT (nine hundred) Tj ET', '/Type /XObject /Subtype /Form /BBox [0 0 200 20]');
    expect(problemsOf(await afterUpdate({ 8: appearance }))).toEqual([changed]);
    const field = (contract[7] ?? '').replace('8 0 R', '30 0 R');
    expect(problemsOf(await afterUpdate({ 7: field, 30: appearance }))).toEqual([changed]);
  });

  it('hide and replace: a table makes an object valid that lay in the signed file unused', async () => {
    const hidden = `4 0 obj\n${stream('BT /F1 24 Tf 72 700 Td (Pay 999 manat) Tj ET')}\nendobj\n`;
    const plain = pdfOf(contract, { stray: hidden });
    const base = await signPdf(world, plain);
    const places = { 4: base.indexOf('4 0 obj') };
    expect(problemsOf(await afterUpdate({}, { places }, base))).toEqual([changed]);
  });

  it('a reference that led nowhere when it was signed leads to new content', async () => {
    const page = (contract[3] ?? '').replace('/Contents 4 0 R', '/Contents [4 0 R 20 0 R]');
    const base = await signPdf(world, pdfOf({ ...contract, 3: page }));
    const overlay = stream('BT /F1 24 Tf 72 650 Td (and 999 more) Tj ET');
    expect(problemsOf(await afterUpdate({ 20: overlay }, {}, base))).toEqual([changed]);
    const store = {
      1: `${bodyOf(base, 1).slice(0, -2)} /DSS 50 0 R>>`,
      20: overlay,
      50: '<</Type /DSS /Certs [20 0 R]>>',
    };
    expect(problemsOf(await afterUpdate(store, {}, base))).toEqual([changed]);
  });

  it('hide: an object gets another generation, so that what refers to it leads nowhere', async () => {
    const text = append(signed, { 4: contract[4] ?? '' }).toString('latin1');
    const at = signed.length;
    const later = text.slice(at).replace('4 0 obj', '4 1 obj').replace(' 00000 n', ' 00001 n');
    const file = Buffer.from(text.slice(0, at) + later, 'latin1');
    expect(problemsOf(await firstSignature(file))).toEqual([changed]);
  });

  it('hide: fewer objects than there are, so that readers miss the others', async () => {
    const text = append(signed, {}).toString('latin1');
    const at = signed.length;
    const file = text.slice(0, at) + text.slice(at).replace(/\/Size \d+/, '/Size 4');
    expect(problemsOf(await firstSignature(Buffer.from(file, 'latin1')))).toEqual([changed]);
  });

  it('beside an object that cannot be read nothing is called new', async () => {
    const broken = '<</Contents [4 0 R 20 0 R] /Broken (>>';
    const plain = pdfOf({ ...contract, 9: broken });
    await expect(signPdf(world, plain)).rejects.toMatchObject({ code: 'signature.malformed' });
    const base = append(signed, { 60: '(a)' });
    const spoilt = Buffer.from(base.toString('latin1').replace('60 0 obj\n(a)', '60 0 obj\n(a '), 'latin1');
    expect(problemsOf(await firstSignature(spoilt))).toEqual([changed]);
  });

  it('a security store that shares an object with a page does not make it changeable', async () => {
    const catalog = '<</Type /Catalog /Pages 2 0 R /AcroForm 6 0 R /DSS 9 0 R>>';
    const shared = { 1: catalog, 9: '<</Certs [10 0 R]>>', 10: '<</Inner 4 0 R /Font 5 0 R>>' };
    const page = (contract[3] ?? '').replace('/Resources', '/PieceInfo 10 0 R /Resources');
    const base = await signPdf(world, pdfOf({ ...contract, ...shared, 3: page }));
    const other = stream('BT (Pay 999 manat) Tj ET');
    expect(problemsOf(await afterUpdate({ 4: other }, {}, base))).toEqual([changed]);
    expect(problemsOf(await afterUpdate({ 10: '<</Font 5 0 R>>' }, {}, base))).toEqual([changed]);
  });
});

describe('forms', () => {
  const filled = {
    7: (contract[7] ?? '').replace('(one hundred)', '(nine hundred)').replace('8 0 R', '30 0 R'),
    30: stream('BT (nine hundred) Tj ET', '/Type /XObject /Subtype /Form /BBox [0 0 200 20]'),
  };

  it('a field that is filled later is told by its name', async () => {
    const signature = await afterUpdate(filled);
    expect(problemsOf(signature)).toEqual(['warning pades.form_filled_after_signature']);
    expect(signature.problems[0]?.message).toContain('sum');
    expect(signature.coversWholeDocument).toBe(false);
  });

  it.each([
    [1, changed],
    [2, 'warning pades.form_filled_after_signature'],
    [3, 'warning pades.form_filled_after_signature'],
  ] as const)('a document that is certified with %i: %s', async (permits, problem) => {
    const base = await signPdf(world, pdfOf(contract), { permits });
    expect(problemsOf(await afterUpdate(filled, {}, base))).toEqual([problem]);
  });

  it('a field that the signature locks is not filled, any other may be', async () => {
    const lock = (fields: string) =>
      `/Reference [<</Type /SigRef /TransformMethod /FieldMDP /TransformParams ${fields}>>]`;
    const cases = [
      ['<</Action /Include /Fields [(sum)]>>', changed],
      ['<</Action /All>>', changed],
      ['<</Action /Exclude /Fields [(other)]>>', changed],
      ['<</Action /Include /Fields [(other)]>>', 'warning pades.form_filled_after_signature'],
      ['<</Action /Exclude /Fields [(sum)]>>', 'warning pades.form_filled_after_signature'],
    ] as const;
    for (const [fields, problem] of cases) {
      const place = 'x'.repeat(120);
      const base = await signPdf(world, pdfOf(contract), { reason: place });
      const written = `/Reason <${Buffer.from(place).toString('hex').toUpperCase()}>`;
      const text = base.toString('latin1').replace(written, lock(fields).padEnd(written.length));
      const signature = await firstSignature(append(Buffer.from(text, 'latin1'), filled));
      expect(problemsOf(signature)).toEqual([problem]);
    }
  });

  it('an annotation is permitted by a certification of 3 alone', async () => {
    const base = await signPdf(world, pdfOf(contract), { permits: 3 });
    const page = bodyOf(base, 3).replace('/Annots [7 0 R', '/Annots [7 0 R 30 0 R');
    const note = '<</Type /Annot /Subtype /Text /Rect [10 10 30 30] /Contents (seen)>>';
    const signature = await afterUpdate({ 3: page, 30: note }, {}, base);
    expect(problemsOf(signature)).toEqual(['warning pades.annotated_after_signature']);
  });

  it('a new field, or one that acts, is no signature', async () => {
    const form = bodyOf(signed, 6).replace('/Fields [7 0 R', '/Fields [7 0 R 30 0 R');
    const page = bodyOf(signed, 3).replace('/Annots [7 0 R', '/Annots [7 0 R 30 0 R');
    const field = (type: string) =>
      `<</Type /Annot /Subtype /Widget /FT ${type} /T (extra) /P 3 0 R /Rect [0 0 595 842]>>`;
    expect(problemsOf(await afterUpdate({ 3: page, 6: form, 30: field('/Tx /AP <</N 8 0 R>>') }))).toEqual([
      changed,
    ]);
    const acting = field('/Sig /AA <</PO <</S /JavaScript /JS (app.alert\\(1\\))>>>>');
    expect(problemsOf(await afterUpdate({ 3: page, 6: form, 30: acting }))).toContain(changed);
  });

  it('a field or an annotation that is no object of its own fails', async () => {
    const note = '<</Subtype /Text /Rect [0 0 9 9] /Contents (a)>>';
    const first = (contract[3] ?? '').replace('[7 0 R]', `[7 0 R ${note}]`);
    const base = await signPdf(world, pdfOf({ ...contract, 3: first }));
    const page = bodyOf(base, 3).replace(/\/Annots \[/, '/Annots [<</Subtype /Stamp /Rect [0 0 595 842]>> ');
    expect(problemsOf(await afterUpdate({ 3: page }, {}, base))).toEqual([changed]);
    const form = bodyOf(base, 6).replace('/Fields [7 0 R', '/Fields [7 0 R <</FT /Tx /T (direct)>>');
    expect(problemsOf(await afterUpdate({ 6: form }, {}, base))).toEqual([changed]);
  });

  it('a field that lay in the signed file unused and is put into the form fails', async () => {
    const hidden = '<</Subtype /Widget /FT /Sig /T (hidden) /Rect [0 0 595 842] /AP <</N 8 0 R>>>>';
    const base = await signPdf(world, pdfOf({ ...contract, 9: hidden }));
    const form = bodyOf(base, 6).replace('/Fields [7 0 R', '/Fields [7 0 R 9 0 R');
    expect(problemsOf(await afterUpdate({ 6: form }, {}, base))).toContain(changed);
    const page = bodyOf(base, 3).replace('/Annots [7 0 R', '/Annots [7 0 R 9 0 R');
    expect(problemsOf(await afterUpdate({ 3: page }, {}, base))).toContain(changed);
  });

  it('objects that nothing leads to, as writers leave them behind, change nothing', async () => {
    const signature = await afterUpdate({ 40: '<</Other 41 0 R>>', 41: '(unused)' });
    expect(problemsOf(signature)).toEqual([]);
  });

  it('an empty signature field that covers the page fails', async () => {
    const form = bodyOf(signed, 6).replace('/Fields [7 0 R', '/Fields [7 0 R 30 0 R');
    const page = bodyOf(signed, 3).replace('/Annots [7 0 R', '/Annots [7 0 R 30 0 R');
    const field = '<</Subtype /Widget /FT /Sig /T (x) /Rect [0 0 595 842] /AP <</N 31 0 R>>>>';
    const cover = stream('1 1 1 rg 0 0 595 842 re f', '/Subtype /Form /BBox [0 0 595 842]');
    const signature = await afterUpdate({ 3: page, 6: form, 30: field, 31: cover });
    expect(problemsOf(signature)).toContain(changed);
  });
});

describe('further signatures', () => {
  it('that do not show leave an earlier one whole; so do evidence and time stamps', async () => {
    const raised = await raisePdf(world, await signPdf(world, signed, { by: 'p384' }), 'LTA');
    const { signatures } = await readPdf(raised);
    expect(signatures.map(problemsOf)).toEqual([[], []]);
    expect(signatures.every(isIntact)).toBe(true);
    expect(signatures.map(({ coversWholeDocument }) => coversWholeDocument)).toEqual([true, true]);
    expect(signatures.map(({ level }) => level)).toEqual(['LTA', 'LTA']);
  });

  it('that show on a page are told, for they may cover what was signed', async () => {
    const stamp = { lines: [{ text: 'İmza' }], rectangle: { left: 0, bottom: 0, width: 595, height: 842 } };
    const [first, second] = (await readPdf(await signPdf(world, signed, { by: 'p384', stamp }))).signatures;
    expect(first && problemsOf(first)).toEqual(['warning pades.stamp_after_signature']);
    expect(second && problemsOf(second)).toEqual([]);
  });

  it.each([
    [
      'a rectangle of five numbers, of which some readers take four',
      '/Rect [0 0 595 842 0] /AP <</N 8 0 R>>',
    ],
    ['no rectangle that can be read', '/Rect [0 0 (a) 842] /AP <</N 8 0 R>>'],
    ['corners in another order', '/Rect [595 842 0 0] /AP <</N 8 0 R>>'],
    ['a border without an appearance', '/Rect [0 0 595 842] /BS <</W 400>>'],
  ])('that show by %s are told', async (_, entries) => {
    const form = bodyOf(signed, 6).replace('/Fields [7 0 R', '/Fields [7 0 R 30 0 R');
    const page = bodyOf(signed, 3).replace('/Annots [7 0 R', '/Annots [7 0 R 30 0 R');
    const field = `<</Subtype /Widget /FT /Sig /T (x) /V <</Type /DocTimeStamp>> ${entries}>>`;
    const signature = await afterUpdate({ 3: page, 6: form, 30: field });
    expect(problemsOf(signature)).toContain('warning pades.stamp_after_signature');
  });

  it('say what they permit themselves, and never more than the certification does', async () => {
    const place = 'x'.repeat(120);
    const certified = await signPdf(world, pdfOf(contract), { permits: 2 });
    const both = await signPdf(world, certified, { by: 'p384', reason: place });
    const written = `/Reason <${Buffer.from(place).toString('hex').toUpperCase()}>`;
    const own = '/Reference [<</TransformMethod /DocMDP /TransformParams <</P 3>>>>]';
    const text = both.toString('latin1').replace(written, own.padEnd(written.length));
    const base = Buffer.from(text, 'latin1');
    const page = bodyOf(base, 3).replace('/Annots [7 0 R', '/Annots [7 0 R 60 0 R');
    const note = '<</Type /Annot /Subtype /Text /Rect [10 10 30 30] /Contents (seen)>>';
    const { signatures } = await readPdf(append(base, { 3: page, 60: note }));
    expect(signatures.map((one) => problemsOf(one).includes(changed))).toEqual([true, true]);
  });

  it('taken away are told of the document, and fail the others', async () => {
    const both = await signPdf(world, signed, { by: 'p384' });
    const number = fieldNumber(both, 'Signature2');
    const without = (body: string) => body.replace(` ${number} 0 R`, '');
    const file = append(both, { 3: without(bodyOf(both, 3)), 6: without(bodyOf(both, 6)) });
    const { signatures, problems } = await readPdf(file);
    expect(signatures.map(problemsOf)).toEqual([[changed]]);
    expect(problems.map(({ code, message }) => [code, message.includes('Signature2')])).toEqual([
      ['pades.signature_removed', true],
    ]);
  });

  it('in a signed field are a change of that field', async () => {
    const field = fieldNumber(signed, 'Signature1');
    const body = bodyOf(signed, field).replace('/F 132', '/F 2');
    expect(problemsOf(await afterUpdate({ [field]: body }))).toContain(changed);
  });
});

it('an object stream that is replaced takes its objects with it', async () => {
  const inside = '5 0 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>';
  const other = inside.replace('Helvetica', 'Courier');
  const container = (text: string) => stream(text, '/Type /ObjStm /N 1 /First 4');
  const base = await signPdf(world, withObjectStream(container(inside)));
  const signature = await afterUpdate({ 9: container(other) }, {}, base);
  expect(problemsOf(signature)).toEqual([changed]);
});

/** The contract with its font in object stream 9, placed by a cross-reference stream. */
function withObjectStream(container: string): Buffer {
  const plain = pdfOf({ ...contract, 9: container });
  const body = plain.subarray(0, plain.lastIndexOf('xref\n', plain.lastIndexOf('trailer')));
  const offset = (number: number) => body.indexOf(`\n${number} 0 obj`) + 1;
  const rows = Buffer.alloc(11 * 5);
  const place = (number: number, [type, field, index]: readonly [number, number, number]) => {
    rows.writeUInt8(type, number * 5);
    rows.writeUInt16BE(field, number * 5 + 1);
    rows.writeUInt16BE(index, number * 5 + 3);
  };
  for (const number of [1, 2, 3, 4, 6, 7, 8, 9]) place(number, [1, offset(number), 0]);
  place(5, [2, 9, 0]);
  place(10, [1, body.length, 0]);
  const head = `/Type /XRef /Size 11 /W [1 2 2] /Root 1 0 R`;
  const section = `10 0 obj\n${stream(rows.toString('latin1'), head)}\nendobj\n`;
  return Buffer.concat([body, Buffer.from(`${section}startxref\n${body.length}\n%%EOF\n`, 'latin1')]);
}
