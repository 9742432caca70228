import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  append,
  contract,
  pdfOf,
  type PdfObjects,
  refusalOf,
  stream,
} from '../../../support/pdf-documents.ts';

const plain = pdfOf(contract);

function replaced(from: string, to: string, bytes = plain): Buffer {
  const text = bytes.toString('latin1');
  expect(text).toContain(from);
  return Buffer.from(text.replace(from, to), 'latin1');
}

/** A file whose only section is a stream. */
function withSectionStream(entries: string, data: Buffer | string): Buffer {
  const head = '%PDF-1.7\n';
  const body = stream(typeof data === 'string' ? data : data.toString('latin1'), entries);
  return Buffer.from(`${head}1 0 obj\n${body}\nendobj\nstartxref\n${head.length}\n%%EOF\n`, 'latin1');
}

describe('a file that is no PDF, or not all of one', () => {
  it('is an answer', async () => {
    expect(await refusalOf(Buffer.alloc(0))).toBe('signature.not_this_format');
    expect(await refusalOf(Buffer.from('PK\u0003\u0004'))).toBe('signature.not_this_format');
    expect(await refusalOf(Buffer.from('%PDF-1.7\n'))).toBe('signature.malformed');
    expect(await refusalOf(plain)).toBe('read');
  });

  it('wherever it breaks off, is refused or read, and raises nothing', async () => {
    for (let length = 0; length < plain.length; length += 37)
      expect(await refusalOf(plain.subarray(0, length))).toMatch(/^signature\./);
  });

  it('with any octet changed is refused or read, and raises nothing', async () => {
    for (let at = 0; at < plain.length; at += 11) {
      const changed = Buffer.from(plain);
      changed[at] = (changed[at] ?? 0) ^ 0x15;
      expect(await refusalOf(changed)).toMatch(/^(signature\.|read)/);
    }
  });

  it('that is encrypted is told as that', async () => {
    const file = pdfOf(contract, { trailer: '/Encrypt 9 0 R' });
    expect(await refusalOf(file)).toBe('signature.encrypted');
  });
});

describe('cross-reference sections', () => {
  it.each([
    [
      'that lead in a circle',
      append(plain, {}, {})
        .toString('latin1')
        .replace(/\/Prev \d+/, (prev) => {
          const at = String(plain.length).padStart(prev.length - 6, ' ');
          return `/Prev ${at}`;
        }),
    ],
    ['that begin nowhere', plain.toString('latin1').replace(/startxref\n\d+/, 'startxref\n99999999')],
    ['of a billion objects', plain.toString('latin1').replace('xref\n0 1', 'xref\n0 1000000000')],
    ['whose lines are short', plain.toString('latin1').replace(' 00000 n \n', ' 00000 n\n')],
    ['that place an object twice', plain.toString('latin1').replace('\n3 1\n', '\n4 1\n')],
    [
      'whose trailer says something twice',
      plain.toString('latin1').replace('/Root 1', '/Root 2 0 R /Root 1'),
    ],
  ])('%s are refused', async (_, text) => {
    expect(await refusalOf(Buffer.from(text, 'latin1'))).toBe('signature.malformed');
  });

  it('that name another object than the one that is there are refused', async () => {
    const offset = plain.indexOf('4 0 obj');
    expect(await refusalOf(append(plain, {}, { places: { 1: offset } }))).toBe('signature.malformed');
  });

  it('whose objects lie behind their revision are refused', async () => {
    const updated = append(plain, { 1: contract[1] ?? '' });
    const place = `${String(updated.indexOf('1 0 obj', plain.length)).padStart(10, '0')} 00000 n`;
    const own = `${String(plain.indexOf('1 0 obj')).padStart(10, '0')} 00000 n`;
    const early = Buffer.from(updated.toString('latin1').replace(own, place), 'latin1');
    const last = Buffer.concat([
      early.subarray(0, early.lastIndexOf('1 1\n')),
      early.subarray(early.lastIndexOf('1 1\n')),
    ]);
    const withoutNewPlace = Buffer.from(
      last
        .toString('latin1')
        .replace(/xref\n1 1\n\d{10} 00000 n \n(?=trailer\n<<\/Size 9 \/Root 1 0 R \/Prev)/, 'xref\n0 0\n'),
      'latin1',
    );
    expect(await refusalOf(withoutNewPlace)).toBe('signature.malformed');
  });

  it('in streams are bounded', async () => {
    const base = '/Type /XRef /Root 1 0 R';
    expect(await refusalOf(withSectionStream(`${base} /Size 9 /W [1 2 1] /Index [0 9000000]`, ''))).toBe(
      'signature.too_complex',
    );
    expect(await refusalOf(withSectionStream(`${base} /Size 5 /W [0 0 0]`, ''))).toBe('signature.malformed');
    expect(await refusalOf(withSectionStream(`${base} /Size 5 /W [1 9 1]`, 'x'))).toBe('signature.malformed');
    expect(await refusalOf(withSectionStream(`${base} /Size 5 /W [1 2 1]`, 'x'))).toBe('signature.malformed');
  });

  it('that unpack to more than a document may hold are refused', async () => {
    const bomb = deflateSync(Buffer.alloc(200 * 1024 * 1024));
    const entries = '/Type /XRef /Root 1 0 R /Size 5 /W [1 2 1] /Filter /FlateDecode';
    expect(await refusalOf(withSectionStream(entries, bomb))).toBe('signature.too_complex');
  });
});

describe('objects', () => {
  const refusalWith = (objects: PdfObjects) => refusalOf(pdfOf({ ...contract, ...objects }));

  it('nested deeper than any document nests are refused', async () => {
    const deep = `${'['.repeat(500)}${']'.repeat(500)}`;
    expect(await refusalWith({ 6: `<</Fields ${deep}>>` })).toBe('signature.too_complex');
  });

  it('that need themselves are refused', async () => {
    expect(await refusalWith({ 6: '<</Length 6 0 R>>\nstream\n\nendstream' })).toBe('signature.malformed');
    expect(await refusalWith({ 6: '6 0 R' })).toBe('signature.malformed');
  });

  it('of a form that lead in a circle are visited once', async () => {
    expect(
      await refusalWith({ 7: '<</FT /Sig /T (a) /Kids [7 0 R 9 0 R]>>', 9: '<</T (b) /Kids [7 0 R]>>' }),
    ).toBe('read');
  });

  it('whose strings and dictionaries have no end are refused', async () => {
    expect(await refusalOf(replaced('<</Type /Catalog', '<</Type (Catalog'))).toBe('signature.malformed');
    expect(await refusalOf(replaced('/AcroForm 6 0 R>>', '/AcroForm 6 0 R   '))).toBe('signature.malformed');
  });

  it('with a length that is wrong are refused where they are read', async () => {
    expect(await refusalWith({ 6: '<</Length 99999999>>\nstream\n\nendstream' })).toBe('signature.malformed');
    expect(await refusalWith({ 6: '<</Length -1>>\nstream\n\nendstream' })).toBe('signature.malformed');
  });
});
