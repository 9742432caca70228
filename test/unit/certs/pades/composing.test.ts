import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ComposedText, composePdf, findUnprintable } from '../../../../certs/signatures/pades/index.ts';
import { openPdf, type PdfFile } from '../../../../certs/signatures/pades/pdf/document.ts';
import { asType, dictionaryOf } from '../../../../certs/signatures/pades/pdf/objects.ts';
import { catalogOf, listPages } from '../../../../certs/signatures/pades/pdf/pages.ts';
import { createPdfTools, describeWithPdfTools } from '../../../support/pdf-tools.ts';
import { createSigningWorld } from '../../../support/signing-world.ts';
import { readPdf, signPdf } from '../../../support/pdf-documents.ts';

const letters = 'ə Ə ğ Ğ ı I İ i ö ü ş ç; щ ё ы Й';

const text = (more: Partial<ComposedText> = {}): ComposedText => ({
  title: 'Çağırış',
  language: 'az',
  author: 'Məhkəmə',
  createdAt: Date.parse('2026-11-30T06:00:00Z'),
  footer: 'B-001-2026-000123',
  blocks: [
    { kind: 'letterhead', lines: ['Məhkəmə', 'Bakı'] },
    { kind: 'heading', level: 1, text: 'Çağırış' },
    { kind: 'facts', rows: [{ name: 'Kimə', value: letters }] },
    { kind: 'paragraph', text: letters },
    { kind: 'code', address: 'https://verify.example.az#1', alternative: 'QR', lines: ['Yoxlayın'] },
  ],
  ...more,
});

const paragraph = (said: string) => text({ blocks: [{ kind: 'paragraph', text: said }] });

/** The drawings of all pages. */
function drawingsOf(file: PdfFile): readonly string[] {
  const { index } = file.revision();
  return listPages(file, index).map(({ dictionary }) => {
    const stream = asType(file.resolve(dictionary.entries.get('Contents'), index), 'stream');
    return inflateSync(stream?.data ?? new Uint8Array()).toString('latin1');
  });
}

describe('a composed PDF', () => {
  it('is always the same octets for the same text', () => {
    expect(Buffer.from(composePdf(text())).equals(composePdf(text()))).toBe(true);
  });

  it('says that it is PDF/A-2 at level A, tagged, in its language (ISO 19005-2 6.6.4, 6.7)', () => {
    const bytes = Buffer.from(composePdf(text()));
    const xml = bytes.toString('utf8');
    expect(xml).toContain('<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>');
    expect(bytes.subarray(0, 15).toString('latin1')).toMatch(/^%PDF-1\.7\n%[\x80-\xff]{4}\n/);
    const file = openPdf(bytes);
    const { dictionary } = catalogOf(file, file.revision().index);
    const marks = dictionaryOf(dictionary.entries.get('MarkInfo'));
    expect(marks?.entries.get('Marked')).toBe(true);
    expect(Buffer.from(asType(dictionary.entries.get('Lang'), 'string')?.bytes ?? []).toString()).toBe('az');
    for (const forbidden of ['/JavaScript', '/Encrypt', '/EmbeddedFile', '/AA', '/OpenAction'])
      expect(bytes.toString('latin1')).not.toContain(forbidden);
  });

  it('draws in no colour of a device (6.2.4.3), and marks everything as a part or an artifact (6.7.3)', () => {
    for (const drawing of drawingsOf(openPdf(composePdf(text())))) {
      expect(drawing).not.toMatch(/(^|\s)(rg|RG|g|G|k|K)(\s|$)/m);
      const outside = drawing.replace(/^\/\w+ (<<.*>> BDC|BMC)$[\s\S]*?^EMC$/gm, '').trim();
      expect(outside).toBe('/Ink cs 0 sc /Ink CS 0.35 SC');
    }
  });

  it('gives every marked content an element that leads back to it (ISO 32000-1 14.7.4.4)', () => {
    const file = openPdf(composePdf(paragraph('söz '.repeat(4000))));
    const { index } = file.revision();
    const root = dictionaryOf(
      file.resolve(catalogOf(file, index).dictionary.entries.get('StructTreeRoot'), index),
    );
    const tree = dictionaryOf(file.resolve(root?.entries.get('ParentTree'), index));
    const items = asType(tree?.entries.get('Nums'), 'array')?.items ?? [];
    const drawings = drawingsOf(file);
    expect(drawings.length).toBeGreaterThan(2);
    for (const [page, drawing] of drawings.entries()) {
      const marks = [...drawing.matchAll(/<<\/MCID (\d+)>>/g)].map(([, mark]) => Number(mark));
      const parents = asType(items[page * 2 + 1], 'array')?.items ?? [];
      expect(marks).toEqual(parents.map((_, mark) => mark));
    }
  });

  it.each([
    ['operators of PDF', '(x) Tj ET EMC endstream endobj %%EOF <</MCID 9>> BDC'],
    ['braces of templates', '{{name}} ${name} <%= name %>'],
    ['ten thousand letters without a blank', 'ə'.repeat(10_000)],
    ['markup', '<rdf:li>&amp;</rdf:li><!-- -->'],
  ])('takes %s for text', (_, said) => {
    const file = openPdf(composePdf({ ...paragraph(said), title: said.slice(0, 200) }));
    for (const drawing of drawingsOf(file)) {
      expect(drawing.match(/ BDC$| BMC$/gm)?.length).toBe(drawing.match(/^EMC$/gm)?.length);
      expect(drawing).not.toContain('Tj ET EMC endstream');
    }
  });

  it.each([
    ['a control character', 'a\u0007b', '\u0007'],
    ['a mark that turns the direction of writing', 'a\u202eb', '\u202e'],
    ['letters that are written from right to left', 'aب', 'ب'],
    ['a picture', 'a😀', '😀'],
    ['half a character', 'a\ud800', '\ufffd'],
  ])('refuses %s, and says which', (_, said, character) => {
    expect(findUnprintable(said)).toBe(character);
    expect(() => composePdf(paragraph(said))).toThrow(/the font has no glyph for U\+/);
  });

  it('is signed and read without a problem', async () => {
    const signed = await signPdf(await createSigningWorld(), Buffer.from(composePdf(text())));
    const { signatures } = await readPdf(signed);
    expect(signatures).toMatchObject([{ value: 'verifies', problems: [], coversWholeDocument: true }]);
  });
});

describeWithPdfTools('a composed PDF before other programs', () => {
  it('has a sound structure, its fonts with it, and every letter to be copied and searched', () => {
    const tools = createPdfTools('');
    try {
      const bytes = composePdf(text());
      expect(tools.check(bytes)).toMatchObject({ isSound: true });
      const said = tools.text(bytes);
      for (const letter of letters.split(/[; ]+/)) expect(said).toContain(letter);
    } finally {
      tools.remove();
    }
  });
});
